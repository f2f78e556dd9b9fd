// Owns: which of a load's segments to merge at its end. A pure decision: sizes in, choice out.

/// Merges what a load wrote so that searches have few segments to look at, rewriting each byte once.
///
/// A load's segments are of a like size, as large as its memory allows, but for the last. If they are more than
/// ``MergePlan/segmentsPerTier`` each takes part in one merge. The groups are of a like size, several, so that threads have
/// one each to work at, and so small that the merges under way fit into the load's memory. Of an index so large that those
/// would be more than a tier may have, the service merges the rest in the background.
enum LoadMergePlan {
    /// How many segments are left where merges are needed, with few threads.
    static let segments = 4
    /// What a merge holds in memory of each byte that it writes: postings, terms, columns (Decisions/0001).
    static let memoryShare = 0.45

    /// For each merge the places of its segments; empty when nothing needs it. O(n log n).
    ///
    /// - Parameters:
    ///   - sizes: bytes of each segment.
    ///   - memory: bytes that the merges of all threads may hold together.
    static func groups(of sizes: [Int], threads: Int, memory: Int) -> [[Int]] {
        guard sizes.count > MergePlan.segmentsPerTier else { return [] }
        let held = Double(sizes.reduce(0, +)) * memoryShare * Double(threads)
        let fitting = Int((held / Double(memory)).rounded(.up))
        let count = min(sizes.count / 2, max(segments, min(threads, MergePlan.segmentsPerTier), fitting))
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
