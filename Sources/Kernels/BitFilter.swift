// Owns: sets of bits by the numbers at their places.

import CPlatform

/// Sets of bits over arrays of numbers: bit `i` of word `w` for number `64·w + i`.
public enum BitFilter {
    /// Sets the bits of the numbers that are at least `least`, and clears all others. O(64 · count).
    ///
    /// - Parameters:
    ///   - words: `count` words.
    ///   - numbers: `64 · count` numbers.
    @inline(__always)
    public static func find(
        _ words: UnsafeMutablePointer<UInt64>, count: Int, _ numbers: UnsafePointer<Float>, atLeast least: Float
    ) {
        boxfish_find_at_least(words, count, numbers, least)
    }

    /// Clears the bits of numbers below `least`. O(64 · count).
    ///
    /// - Parameters:
    ///   - words: `count` words.
    ///   - numbers: `64 · count` numbers.
    @inline(__always)
    public static func keep(
        _ words: UnsafeMutablePointer<UInt64>, count: Int, _ numbers: UnsafePointer<Float>, atLeast least: Float
    ) {
        boxfish_keep_at_least(words, count, numbers, least)
    }
}
