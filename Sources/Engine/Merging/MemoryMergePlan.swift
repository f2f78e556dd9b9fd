// Owns: which memory segments to merge next. A pure decision: sizes in, choice out.

/// Keeps memory segments few: when there are more than a limit the smallest are merged into one, with each larger one that
/// is at most twice all before it. What is merged so grows by a factor from merge to merge: with a limit of eight a byte is
/// copied less than once for each doubling of what has been written.
enum MemoryMergePlan {
    /// The places of the segments to merge into one, at least two; empty when there are no more than `limit`. O(n log n).
    ///
    /// - Parameters:
    ///   - sizes: bytes of each segment.
    ///   - limit: at least 1.
    static func next(_ sizes: [Int], limit: Int) -> [Int] {
        guard sizes.count > limit else { return [] }
        var chosen: [Int] = []
        var bytes = 0
        for place in sizes.indices.sorted(by: { sizes[$0] < sizes[$1] })
        where chosen.count < 2 || sizes[place] <= bytes * 2 {
            chosen.append(place)
            bytes += sizes[place]
        }
        return chosen.sorted()
    }
}
