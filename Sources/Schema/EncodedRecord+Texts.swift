// Owns: where the texts of a stored record stand.

extension EncodedRecord {
    /// Calls `body` with where each text of a record stands, those in arrays and objects too; names are left out. O(n) at
    /// most, without a look into texts.
    ///
    /// - Throws: when the bytes are no record; what stands before the fault has been told.
    public static func forEachText(
        in bytes: UnsafeRawBufferPointer, _ body: (Range<Int>) -> Void
    ) throws(RecordCodingError) {
        var reader = RecordReader(bytes)
        try forEachTextOfObject(&reader, depth: 1, body)
    }

    private static func forEachTextOfObject(
        _ reader: inout RecordReader, depth: Int, _ body: (Range<Int>) -> Void
    ) throws(RecordCodingError) {
        guard depth <= Record.maximumDepth else { throw .tooDeep }
        for _ in 0..<(try reader.count()) {
            _ = try reader.textRange()
            try forEachTextOfValue(&reader, depth: depth, body)
        }
    }

    private static func forEachTextOfValue(
        _ reader: inout RecordReader, depth: Int, _ body: (Range<Int>) -> Void
    ) throws(RecordCodingError) {
        guard reader.offset < reader.bytes.count else { throw .truncated }
        switch reader.bytes[reader.offset] {
        case RecordReader.textTag:
            reader.offset += 1
            body(try reader.textRange())
        case RecordReader.arrayTag:
            guard depth < Record.maximumDepth else { throw .tooDeep }
            reader.offset += 1
            for _ in 0..<(try reader.count()) { try forEachTextOfValue(&reader, depth: depth + 1, body) }
        case RecordReader.objectTag:
            reader.offset += 1
            try forEachTextOfObject(&reader, depth: depth + 1, body)
        default: try reader.skip(depth: depth)
        }
    }
}
