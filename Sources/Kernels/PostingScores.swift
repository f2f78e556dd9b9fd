// Owns: the scores of postings, four at a time.

import CPlatform

/// BM25 of postings: `weight · (tf / (tf + K))`, rounded after each step as the same expression of `Float` is.
///
/// In both: `items` are those of the postings, `frequencies` tf of each, below 2³¹; `norms` has a byte for each item,
/// `saturations` K for each of the 256 bytes.
public enum PostingScores {
    /// The items that a window of sums has.
    public static let windowSize = 4_096

    /// Writes the score of each posting. O(count).
    @inline(__always)
    public static func write(
        _ items: UnsafePointer<UInt32>, _ frequencies: UnsafePointer<UInt32>, count: Int,
        norms: UnsafePointer<UInt8>, saturations: UnsafePointer<Float>, weight: Float,
        to scores: UnsafeMutablePointer<Float>
    ) {
        boxfish_scores(items, frequencies, count, norms, saturations, weight, scores)
    }

    /// Adds the score of each posting to that of its item. O(count).
    ///
    /// - Parameters:
    ///   - base: the first item of the window; others are taken modulo its size.
    ///   - scores: ``windowSize`` of them.
    @inline(__always)
    public static func add(
        _ items: UnsafePointer<UInt32>, _ frequencies: UnsafePointer<UInt32>, count: Int, base: UInt32,
        norms: UnsafePointer<UInt8>, saturations: UnsafePointer<Float>, weight: Float,
        to scores: UnsafeMutablePointer<Float>
    ) {
        boxfish_add_scores(items, frequencies, count, base, norms, saturations, weight, scores)
    }
}
