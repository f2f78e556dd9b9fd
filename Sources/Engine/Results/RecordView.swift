// Owns: which properties of a stored record are shown in results.

import Schema

/// A stored record by what results show of it. The names are those of the mirror records.
///
/// Lifetime: that of the record's bytes, which it borrows.
struct RecordView {
    private let record: EncodedRecord

    init(_ bytes: UnsafeRawBufferPointer) throws(RecordCodingError) { record = try EncodedRecord(bytes) }

    private func string(_ name: StaticString) -> String { record.string(name) ?? "" }

    private func nonEmpty(_ name: StaticString) -> String? {
        guard let text = record.text(name), !text.isEmpty else { return nil }
        return String(decoding: text, as: UTF8.self)
    }

    var id: String { string("id") }
    var subject: String { string("subject") }
    var name: String { string("name") }
    var notes: String { string("notes") }
    var pipeline: String { string("pipeline") }
    var stage: String { string("stage") }
    var box: String? { nonEmpty("box") }
    /// A message without a thread is one of its own.
    var thread: String { nonEmpty("thread") ?? id }
    var assignees: [String] { record.strings("assignees") }
    var labels: [String] { record.strings("labels") }
    var from: MailAddress? { (record.text("from") ?? record.text("author")).map { MailAddress(parsing: $0) } }

    /// The text a snippet is taken from.
    var text: UnsafeBufferPointer<UInt8> {
        let names: [StaticString] = ["body", "text", "notes", "subject", "name"]
        for name in names {
            if let text = record.text(name), !text.isEmpty { return text }
        }
        return UnsafeBufferPointer(start: nil, count: 0)
    }

    /// Calls `body` with everyone the record names, sender first.
    func forEachPerson(_ body: (MailAddress) -> Void) {
        let names: [StaticString] = ["from", "author", "to", "cc"]
        for name in names { record.forEachText(name) { body(MailAddress(parsing: $0)) } }
    }
}
