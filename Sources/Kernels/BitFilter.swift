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
            let numbers = numbers + word << 6
            let bits = words[word]
            words[word] = isSparse(bits) ? keepEach(bits, numbers, least) : bits & boxfish_at_least(numbers, least)
        }
    }

    /// Whether at most five bits are set.
    @inline(__always)
    private static func isSparse(_ bits: UInt64) -> Bool {
        var rest = bits
        for _ in 0..<5 { rest &= rest &- 1 }
        return rest == 0
    }

    @inline(__always)
    private static func keepEach(_ bits: UInt64, _ numbers: UnsafePointer<Float>, _ least: Float) -> UInt64 {
        var rest = bits
        var kept: UInt64 = 0
        while rest != 0 {
            let bit = rest & (0 &- rest)
            if numbers[rest.trailingZeroBitCount] >= least { kept |= bit }
            rest ^= bit
        }
        return kept
    }
}
