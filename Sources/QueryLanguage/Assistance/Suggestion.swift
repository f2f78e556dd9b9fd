// Owns: the nearest known name to one that is not known.

/// Did-you-mean over short names.
public enum Suggestion {
    /// The candidate with the fewest edits from a name, if those are at most a third of its length; of equals the
    /// first. O(candidates × name length²).
    public static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
        let letters = Array(name.unicodeScalars)
        guard letters.count >= 3, letters.count <= 40 else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let limit = best.map { $0.distance - 1 } ?? letters.count / 3
            guard limit > 0 else { break }
            let distance = editDistance(letters, Array(candidate.unicodeScalars), limit: limit)
            if distance <= limit { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Whether one insertion, deletion, substitution or swap of neighbours makes a name another.
    public static func isOneEdit(from name: String, to other: String) -> Bool {
        editDistance(Array(name.unicodeScalars), Array(other.unicodeScalars), limit: 1) == 1
    }

    /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment); more than `limit` is
    /// told as `limit + 1`.
    static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar], limit: Int) -> Int {
        guard abs(a.count - b.count) <= limit else { return limit + 1 }
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 1...max(a.count, 1) where i <= a.count {
            var row = [i] + [Int](repeating: 0, count: b.count)
            for j in 1...max(b.count, 1) where j <= b.count {
                let cost = a[i - 1] == b[j - 1] ? 0 : 1
                row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    row[j] = min(row[j], beforeLast[j - 2] + 1)
                }
            }
            beforeLast = last
            last = row
        }
        return min(last[b.count], limit + 1)
    }
}
