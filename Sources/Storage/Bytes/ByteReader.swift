// Owns: reading byte strings with every bound checked.

/// A cursor over bytes that knows which file they are of.
///
/// Lifetime: points into bytes that the caller keeps alive while the reader is used.
public struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    private let file: String
    /// Where the bytes begin in the file: what errors count from.
    private let base: UInt64
    private var at = 0

    public init(_ bytes: UnsafeRawBufferPointer, file: String, base: UInt64) {
        self.bytes = bytes
        self.file = file
        self.base = base
    }

    /// - Parameter offset: where `bytes` begin in the section.
    public init(_ bytes: UnsafeRawBufferPointer, section: Section, offset: UInt64) {
        self.init(bytes, file: section.fileName, base: section.fileOffset + offset)
    }

    public var isAtEnd: Bool { at == bytes.count }

    /// How many bytes have been read.
    public var offset: Int { at }

    public func corrupt(_ expected: String, _ got: String) -> StorageError {
        .corrupt(file: file, offset: base + UInt64(at), expected: expected, got: got)
    }

    /// The next bytes, not copied.
    public mutating func bytes(_ count: Int) throws(StorageError) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= bytes.count - at else {
            throw corrupt("\(count) more bytes", "\(bytes.count - at)")
        }
        defer { at += count }
        return UnsafeRawBufferPointer(rebasing: bytes[at..<at + count])
    }

    private mutating func integer<T: FixedWidthInteger>(_ type: T.Type) throws(StorageError) -> T {
        T(littleEndian: try bytes(MemoryLayout<T>.size).loadUnaligned(as: T.self))
    }

    public mutating func u8() throws(StorageError) -> UInt8 { try integer(UInt8.self) }
    public mutating func u16() throws(StorageError) -> UInt16 { try integer(UInt16.self) }
    public mutating func u32() throws(StorageError) -> UInt32 { try integer(UInt32.self) }
    public mutating func u64() throws(StorageError) -> UInt64 { try integer(UInt64.self) }

    /// A number in LEB128. One of more than 64 bits is refused, not cut.
    public mutating func varint() throws(StorageError) -> UInt64 {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while at < bytes.count, shift < 63 || shift == 63 && bytes[at] <= 1 {
            let byte = bytes[at]
            at += 1
            result |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return result }
            shift += 7
        }
        throw corrupt("a number of at most 64 bits", at < bytes.count ? "more" : "the end")
    }

    /// A number in LEB128 that must fit 32 bits.
    public mutating func varint32() throws(StorageError) -> UInt32 {
        let value = try varint()
        guard value <= UInt64(UInt32.max) else { throw corrupt("a number of at most 32 bits", "\(value)") }
        return UInt32(value)
    }

    public mutating func text() throws(StorageError) -> String {
        String(decoding: try bytes(Int(clamping: try varint())), as: UTF8.self)
    }
}
