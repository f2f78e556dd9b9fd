// Owns: which of a load's segments to merge at its end. A pure decision: sizes in, choice out.

/// Merges what a load wrote so that no merge is owed and searches have few segments to look at, rewriting each byte once.
///
/// A load's segments are of a like size, as large as its memory allows, but for the last. If they are more than
/// ``MergePlan/segmentsPerTier`` each takes part in one merge. The groups are of a like size and no more than a tier may
/// have, yet several, so that threads have one each to work at and no merge takes the memory of all.
enum LoadMergePlan {
    /// How many segments are left where merges are needed, with few threads.
    static let segments = 4

    /// For each merge the places of its segments; empty when nothing needs it. O(n log n).
    ///
    /// - Parameter sizes: bytes of each segment.
    static func groups(of sizes: [Int], threads: Int) -> [[Int]] {
        guard sizes.count > MergePlan.segmentsPerTier else { return [] }
        let count = min(sizes.count / 2, max(segments, min(threads, MergePlan.segmentsPerTier)))
        // The largest first, each to the group that is the smallest so far (Graham 1969).
        var groups = [(bytes: Int, places: [Int])](repeating: (0, []), count: count)
        for place in sizes.indices.sorted(by: { sizes[$0] > sizes[$1] }) {
            guard let least = groups.indices.min(by: { groups[$0].bytes < groups[$1].bytes }) else { continue }
            groups[least].bytes += sizes[place]
            groups[least].places.append(place)
        }
        return groups.map { $0.places.sorted() }.filter { $0.count > 1 }
    }
}
