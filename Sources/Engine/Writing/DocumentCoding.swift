// Owns: a batch of documents as one log record.
//
// Goals: a replayed batch is the batch that was acknowledged, whole; nothing is derived that a newer program would
// derive otherwise.
//
//   batch    = count:u32 document×
//   document = team:text kind:u8 id:text version:u64 flags:u8 date:i64 thread:text box:text language:u8
//              count:u32 value×  record:bytes
//   flags    = 1 deleted | 2 has a thread | 4 has a box | 8 has a language
//   value    = field:u8 name:text tag:u8 (text | f64 | i64)
//              (field 255: a team's own field of that name; tag 0 text, 1 keyword, 2 number, 3 date)
//   text     = length:varint utf8*          bytes = length:varint byte*
//
// Worked example: version 9 of the message `m` of team `t`, of the instant 1 ms after 1970 began, in thread `x`,
// English (7), labelled `hot`, with the record of no properties:
//
//   01 00 00 00                             one document
//   01 74  00  01 6D                        "t", a message, "m"
//   09 00×7  0A                             version 9; has a thread and a language
//   01 00×7  01 78  00  07                  date, "x", no box, English
//   01 00 00 00  20 00 01 03 68 6F 74       one value: field 32, no name, a keyword, "hot"
//   01 00                                   one byte of record: no properties
//
// Drawbacks: every field's text stands in the values and again in the record.
//
// Version 1: this.

import Schema
import Storage

/// Encodes and decodes batches for the log.
enum DocumentCoding {
    static func encode(_ documents: [Document]) -> [UInt8] {
        var bytes = ByteWriter()
        bytes.append(UInt32(documents.count))
        for document in documents { append(document, to: &bytes) }
        return bytes.bytes
    }

    private static func append(_ document: Document, to bytes: inout ByteWriter) {
        bytes.append(text: document.key.team)
        bytes.append(document.key.kind.rawValue)
        bytes.append(text: document.key.id)
        bytes.append(document.version)
        bytes.append(
            (document.isDeleted ? 1 : 0) | (document.thread != nil ? 2 : 0) | (document.box != nil ? 4 : 0)
                | (document.language != nil ? 8 : 0) as UInt8)
        bytes.append(UInt64(bitPattern: document.date.milliseconds))
        bytes.append(text: document.thread ?? "")
        bytes.append(text: document.box ?? "")
        bytes.append(document.language?.rawValue ?? 0)
        bytes.append(UInt32(document.values.count))
        for value in document.values { append(value, to: &bytes) }
        bytes.append(varint: UInt64(document.record.count))
        bytes.append(bytes: document.record)
    }

    private static func append(_ value: Document.Value, to bytes: inout ByteWriter) {
        switch value.field {
        case .field(let field):
            bytes.append(field.rawValue)
            bytes.append(text: "")
        case .custom(let name):
            bytes.append(UInt8.max)
            bytes.append(text: name)
        }
        switch value.value {
        case .text(let text):
            bytes.append(0 as UInt8)
            bytes.append(text: text)
        case .keyword(let text):
            bytes.append(1 as UInt8)
            bytes.append(text: text)
        case .number(let number):
            bytes.append(2 as UInt8)
            bytes.append(number.bitPattern)
        case .date(let date):
            bytes.append(3 as UInt8)
            bytes.append(UInt64(bitPattern: date.milliseconds))
        }
    }

    static func decode(_ reader: inout ByteReader) throws(StorageError) -> [Document] {
        var documents: [Document] = []
        try decode(&reader) { documents.append($0) }
        return documents
    }

    /// Hands on one document after another.
    static func decode(_ reader: inout ByteReader, _ body: (Document) -> Void) throws(StorageError) {
        for _ in 0..<(try reader.u32()) { body(try document(&reader)) }
    }

    private static func document(_ reader: inout ByteReader) throws(StorageError) -> Document {
        let team = try reader.text()
        let rawKind = try reader.u8()
        guard let kind = DocumentKind(rawValue: rawKind) else { throw reader.corrupt("a kind", "\(rawKind)") }
        var document = Document(key: DocumentKey(team: team, kind: kind, id: try reader.text()))
        document.version = try reader.u64()
        let flags = try reader.u8()
        document.isDeleted = flags & 1 != 0
        document.date = Timestamp(milliseconds: Int64(bitPattern: try reader.u64()))
        let thread = try reader.text()
        document.thread = flags & 2 != 0 ? thread : nil
        let box = try reader.text()
        document.box = flags & 4 != 0 ? box : nil
        let language = try reader.u8()
        document.language = flags & 8 != 0 ? Language(rawValue: language) : nil
        for _ in 0..<(try reader.u32()) { document.values.append(try value(&reader)) }
        document.record = Array(try reader.bytes(Int(clamping: try reader.varint())))
        return document
    }

    private static func value(_ reader: inout ByteReader) throws(StorageError) -> Document.Value {
        let rawField = try reader.u8()
        let name = try reader.text()
        let reference: FieldReference
        if rawField == .max {
            reference = .custom(name)
        } else {
            guard let field = Field(rawValue: rawField) else { throw reader.corrupt("a field", "\(rawField)") }
            reference = .field(field)
        }
        let tag = try reader.u8()
        switch tag {
        case 0: return Document.Value(reference, .text(try reader.text()))
        case 1: return Document.Value(reference, .keyword(try reader.text()))
        case 2: return Document.Value(reference, .number(Double(bitPattern: try reader.u64())))
        case 3: return Document.Value(reference, .date(Timestamp(milliseconds: Int64(bitPattern: try reader.u64()))))
        default: throw reader.corrupt("a tag from 0 to 3", "\(tag)")
        }
    }
}
