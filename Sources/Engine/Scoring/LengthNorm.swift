// Owns: text lengths in a byte.

/// A length in weighted tokens as one byte: exact to 15, then with a 4-bit mantissa (a relative error below 1/16).
///
/// The byte grows with the length, so an upper bound on a score can be taken from the smallest byte.
enum LengthNorm {
    static func encode(_ length: UInt32) -> UInt8 {
        guard length >= 16 else { return UInt8(length) }
        let exponent = 31 - length.leadingZeroBitCount  // at least 4
        let mantissa = (length >> UInt32(exponent - 3)) & 0x7
        return UInt8(min(255, 16 + (exponent - 4) * 8 + Int(mantissa)))
    }

    static func decode(_ norm: UInt8) -> UInt32 {
        guard norm >= 16 else { return UInt32(norm) }
        let exponent = (UInt32(norm) - 16) / 8 + 4
        let mantissa = (UInt32(norm) - 16) % 8
        return exponent > 31 ? UInt32.max : (8 + mantissa) << (exponent - 3)
    }

    /// Every byte's length.
    static let lengths: [UInt32] = (0...255).map { decode(UInt8($0)) }

    /// The same as numbers to calculate with.
    static let floatLengths: [Float] = lengths.map { Float($0) }
}
