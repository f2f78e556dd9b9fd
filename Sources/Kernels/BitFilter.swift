// Owns: narrowing sets of bits by what stands at their places.

import CPlatform

/// Sets of bits over arrays of numbers.
public enum BitFilter {
    /// Clears the bits of numbers below `least`. O(64 · count).
    ///
    /// - Parameters:
    ///   - words: `count` words, bit `i` of word `w` for number `64·w + i`.
    ///   - numbers: `64 · count` numbers.
    public static func keep(
        _ words: UnsafeMutablePointer<UInt64>, count: Int, _ numbers: UnsafePointer<Float>, atLeast least: Float
    ) {
        for word in 0..<count where words[word] != 0 {
            words[word] &= boxfish_at_least(numbers + word << 6, least)
        }
    }
}
