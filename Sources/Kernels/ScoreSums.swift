// Owns: adding the scores of postings to those of their items.

import CPlatform

/// Sums of scores, an item each, over a run of 4,096 items.
public enum ScoreSums {
    /// The items that a run has.
    public static let count = 4_096

    /// Adds `weight · (tf / (tf + K))` for each of some postings, rounded after each step as the same expression of `Float`
    /// is. O(count).
    ///
    /// - Parameters:
    ///   - items: the items of the postings, each of which `norms` has.
    ///   - frequencies: tf of each, below 2³¹.
    ///   - base: the first item of the run; others are taken modulo its size.
    ///   - norms: a byte for each item.
    ///   - saturations: K for each of the 256 bytes.
    ///   - scores: the sums, ``count`` of them.
    @inline(__always)
    public static func add(
        _ items: UnsafePointer<UInt32>, _ frequencies: UnsafePointer<UInt32>, count: Int, base: UInt32,
        norms: UnsafePointer<UInt8>, saturations: UnsafePointer<Float>, weight: Float,
        to scores: UnsafeMutablePointer<Float>
    ) {
        boxfish_add_scores(items, frequencies, count, base, norms, saturations, weight, scores)
    }
}
