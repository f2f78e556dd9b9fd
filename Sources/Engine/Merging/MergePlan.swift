// Owns: which segments to merge next. A pure decision: sizes in, choice out.

/// Tiered merging by live bytes: segments of a like size are merged when there are enough of them, so that a byte is
/// rewritten about once a tier (O'Neil et al. 1996; Lucene's TieredMergePolicy).
enum MergePlan {
    /// Segments of one tier that are left alone.
    static let segmentsPerTier = 6
    /// How much larger the segments of the next tier are.
    static let tierFactor = 6.0
    /// Segments with more deleted than this are rewritten first.
    static let deletedShare = 0.33

    struct Candidate: Equatable {
        var liveBytes: Double
        var deletedShare: Double
    }

    /// The places of the segments to merge into one; empty when nothing needs it. O(n log n).
    static func next(_ segments: [Candidate]) -> [Int] {
        if let wasteful = segments.firstIndex(where: { $0.deletedShare > deletedShare }) { return [wasteful] }
        let order = segments.indices.sorted { segments[$0].liveBytes < segments[$1].liveBytes }
        var tier: [Int] = []
        var limit = 0.0
        for index in order {
            if tier.isEmpty || segments[index].liveBytes <= limit {
                if tier.isEmpty { limit = max(segments[index].liveBytes, 4_096) * tierFactor }
                tier.append(index)
            } else {
                if tier.count > segmentsPerTier { break }
                tier = [index]
                limit = max(segments[index].liveBytes, 4_096) * tierFactor
            }
        }
        return tier.count > segmentsPerTier ? tier.sorted() : []
    }
}
