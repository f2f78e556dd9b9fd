// Owns: reading single properties of a stored record where it lies.

/// A record's bytes, and where its properties stand in them. Nothing is copied that is not asked for.
///
/// Lifetime: borrows the bytes. It and the texts it lends are good only in the scope that lends the bytes.
public struct EncodedRecord {
    private struct Property {
        var name: Range<Int>
        var value: Int
    }

    private let bytes: UnsafeRawBufferPointer
    private var properties: [Property] = []

    /// Walks a record; trailing bytes are an error. O(n) at most, without a look into texts.
    public init(_ bytes: UnsafeRawBufferPointer) throws(RecordCodingError) {
        self.bytes = bytes
        var reader = RecordReader(bytes)
        let count = try reader.count()
        properties.reserveCapacity(min(count, 64))
        for _ in 0..<count {
            let name = try reader.textRange()
            properties.append(Property(name: name, value: reader.offset))
            try reader.skip(depth: 1)
        }
        guard reader.offset == bytes.count else { throw .malformed(offset: reader.offset) }
    }

    /// Stands before the value of a property; of a repeated name before the last.
    private func value(of name: StaticString) -> RecordReader? {
        let wanted = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        for property in properties.reversed() where property.name.count == wanted.count {
            let start = property.name.lowerBound
            guard wanted.indices.allSatisfy({ bytes[start + $0] == wanted[$0] }) else { continue }
            var reader = RecordReader(bytes)
            reader.offset = property.value
            return reader
        }
        return nil
    }

    /// Reads a text; `nil` for values of other types.
    private func text(_ reader: inout RecordReader) -> UnsafeBufferPointer<UInt8>? {
        let start = reader.offset
        guard let tag = try? reader.byte(), tag == RecordReader.textTag, let range = try? reader.textRange() else {
            reader.offset = start
            return nil
        }
        return UnsafeRawBufferPointer(rebasing: bytes[range]).assumingMemoryBound(to: UInt8.self)
    }

    /// The bytes of a property that is a string.
    public func text(_ name: StaticString) -> UnsafeBufferPointer<UInt8>? {
        guard var reader = value(of: name) else { return nil }
        return text(&reader)
    }

    /// A property that is a string.
    public func string(_ name: StaticString) -> String? {
        text(name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Calls `body` with the bytes of each string of an array, or of the one string; anything else in the array is
    /// passed over.
    public func forEachText(_ name: StaticString, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        guard var reader = value(of: name) else { return }
        if let text = text(&reader) { return body(text) }
        guard let tag = try? reader.byte(), tag == RecordReader.arrayTag, let count = try? reader.count() else {
            return
        }
        for _ in 0..<count {
            if let text = text(&reader) { body(text) } else if (try? reader.skip(depth: 2)) == nil { return }
        }
    }

    /// The strings of an array, or the one string.
    public func strings(_ name: StaticString) -> [String] {
        var result: [String] = []
        forEachText(name) { result.append(String(decoding: $0, as: UTF8.self)) }
        return result
    }
}
