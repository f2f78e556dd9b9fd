// Owns: building byte strings: little-endian numbers, LEB128 varints, texts.

/// Appends values to a byte array.
public struct ByteWriter: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    /// Begins anew in the memory there is.
    public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    public mutating func append<T: FixedWidthInteger>(_ value: T) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    public mutating func append(varint value: UInt64) { bytes.appendVarint(value) }

    public mutating func append(bytes more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    /// A posting as the tail of a list has it, its item in place of a delta.
    mutating func append(posting: TermEntry.Posting) {
        bytes.appendPosting(UInt64(posting.item), count: posting.count, extra: posting.extra)
    }

    /// A length and UTF-8.
    public mutating func append(text: String) {
        bytes.appendVarint(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }
}

extension [UInt8] {
    /// Appends a number in LEB128: seven bits a byte, least significant first.
    public mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }
}
