// Owns: the bytes of a stored record.
//
// Goals: the record comes back as the primary sent it, every property in its order, every digit of its whole numbers, its
// other numbers as doubles; one property can be read without the rest; damaged bytes cost no more than their length.
//
//   record   = count:varint property*            property = name:text value
//   value    = tag:u8 payload                    text     = length:varint utf8*
//   tag      = 0 null | 1 false | 2 true | 3 integer:zigzag-varint | 4 unsigned:varint | 5 double:f64 little-endian
//            | 6 text | 7 array count:varint value* | 8 object count:varint property*
//   varint   = LEB128, at most 10 bytes; zigzag: 0, -1, 1, -2 … are 0, 1, 2, 3 …
//
// Worked example: {"id":"a","size":3} is
//
//   02                              two properties
//   02 69 64  06 01 61              id: text, one byte
//   04 73 69 7A 65  03 06           size: integer, 3 in zigzag
//
// Drawbacks: names are written out in every record; what takes them out again is the compression of whole blocks of
// records. A property is found by passing over those before it.
//
// Version 1: this.

/// Why bytes are not a stored record.
public enum RecordCodingError: Error, Equatable, Sendable {
    case truncated
    case malformed(offset: Int)
    case tooDeep
}

extension Record {
    /// The deepest nesting that is encoded or decoded. JSON deeper than this is refused by Snapshots.
    public static let maximumDepth = 64

    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        Self.append(properties, to: &bytes)
        return bytes
    }

    /// Reads a record back. Trailing bytes are an error. O(n).
    public init(decoding bytes: UnsafeRawBufferPointer) throws(RecordCodingError) {
        var reader = RecordReader(bytes)
        properties = try reader.properties(depth: 0)
        guard reader.offset == bytes.count else { throw .malformed(offset: reader.offset) }
    }

    public init(decoding bytes: [UInt8]) throws(RecordCodingError) {
        let result: Result<Record, RecordCodingError> = bytes.withUnsafeBytes { raw in
            do throws(RecordCodingError) { return .success(try Record(decoding: raw)) } catch { return .failure(error) }
        }
        self = try result.get()
    }

    /// One top-level string property of an encoded record, without decoding the rest. O(bytes before it).
    public static func string(_ name: String, in bytes: UnsafeRawBufferPointer) throws(RecordCodingError) -> String? {
        var reader = RecordReader(bytes)
        for _ in 0..<(try reader.count()) {
            let isWanted = bytes[try reader.textRange()].elementsEqual(name.utf8)
            if isWanted, case .string(let text) = try reader.value(depth: 1) { return text }
            if !isWanted { try reader.skip(depth: 1) }
        }
        return nil
    }

    private static func append(_ properties: [Property], to bytes: inout [UInt8]) {
        append(UInt64(properties.count), to: &bytes)
        for property in properties {
            append(property.name, to: &bytes)
            append(property.value, to: &bytes)
        }
    }

    private static func append(_ value: RecordValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(0)
        case .bool(let flag): bytes.append(flag ? 2 : 1)
        case .integer(let number):
            bytes.append(3)
            append(UInt64(bitPattern: (number << 1) ^ (number >> 63)), to: &bytes)
        case .unsigned(let number):
            bytes.append(4)
            append(number, to: &bytes)
        case .double(let number):
            bytes.append(5)
            withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        case .string(let text):
            bytes.append(RecordReader.textTag)
            append(text, to: &bytes)
        case .array(let values):
            bytes.append(RecordReader.arrayTag)
            append(UInt64(values.count), to: &bytes)
            for value in values { append(value, to: &bytes) }
        case .object(let properties):
            bytes.append(RecordReader.objectTag)
            append(properties, to: &bytes)
        }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 {
            append(UInt64($0.count), to: &bytes)
            bytes.append(contentsOf: $0)
        }
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// Walks the bytes of a record. Every read is bounds-checked; the bytes must outlive the reader.
struct RecordReader {
    static let textTag: UInt8 = 6
    static let arrayTag: UInt8 = 7
    static let objectTag: UInt8 = 8

    let bytes: UnsafeRawBufferPointer
    var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func byte() throws(RecordCodingError) -> UInt8 {
        guard offset < bytes.count else { throw .truncated }
        defer { offset += 1 }
        return bytes[offset]
    }

    mutating func varint() throws(RecordCodingError) -> UInt64 {
        var result: UInt64 = 0
        for shift in stride(from: 0, to: 70, by: 7) {
            let byte = try byte()
            guard shift < 63 || byte <= 1 else { throw .malformed(offset: offset) }
            result |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte < 0x80 { return result }
        }
        throw .malformed(offset: offset)
    }

    /// A count of things that take at least a byte each, so never more than what is left.
    mutating func count() throws(RecordCodingError) -> Int {
        let count = try varint()
        guard count <= UInt64(bytes.count - offset) else { throw .truncated }
        return Int(count)
    }

    /// Where a text's bytes stand, which are passed over.
    mutating func textRange() throws(RecordCodingError) -> Range<Int> {
        let length = try count()
        defer { offset += length }
        return offset..<offset + length
    }

    mutating func text() throws(RecordCodingError) -> String {
        String(decoding: bytes[try textRange()], as: UTF8.self)
    }

    mutating func properties(depth: Int) throws(RecordCodingError) -> [Record.Property] {
        guard depth < Record.maximumDepth else { throw .tooDeep }
        let count = try count()
        var result: [Record.Property] = []
        result.reserveCapacity(min(count, 64))
        for _ in 0..<count { result.append(Record.Property(try text(), try value(depth: depth + 1))) }
        return result
    }

    /// Passes over a value.
    mutating func skip(depth: Int) throws(RecordCodingError) {
        guard depth <= Record.maximumDepth else { throw .tooDeep }
        switch try byte() {
        case 0, 1, 2: return
        case 3, 4: _ = try varint()
        case 5:
            guard bytes.count - offset >= 8 else { throw .truncated }
            offset += 8
        case Self.textTag: _ = try textRange()
        case Self.arrayTag: for _ in 0..<(try count()) { try skip(depth: depth + 1) }
        case Self.objectTag:
            for _ in 0..<(try count()) {
                _ = try textRange()
                try skip(depth: depth + 1)
            }
        default: throw .malformed(offset: offset - 1)
        }
    }

    mutating func value(depth: Int) throws(RecordCodingError) -> RecordValue {
        switch try byte() {
        case 0: return .null
        case 1: return .bool(false)
        case 2: return .bool(true)
        case 3:
            let zigzag = try varint()
            return .integer(Int64(bitPattern: zigzag >> 1) ^ -Int64(bitPattern: zigzag & 1))
        case 4: return .unsigned(try varint())
        case 5:
            guard bytes.count - offset >= 8 else { throw .truncated }
            defer { offset += 8 }
            return .double(
                Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))))
        case Self.textTag: return .string(try text())
        case Self.arrayTag:
            guard depth < Record.maximumDepth else { throw .tooDeep }
            let count = try count()
            var values: [RecordValue] = []
            values.reserveCapacity(min(count, 64))
            for _ in 0..<count { values.append(try value(depth: depth + 1)) }
            return .array(values)
        case Self.objectTag: return .object(try properties(depth: depth))
        default: throw .malformed(offset: offset - 1)
        }
    }
}
