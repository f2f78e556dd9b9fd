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

    private static let texts: [StaticString] = ["body", "text", "notes", "subject", "name"]
    private static let people: [StaticString] = ["from", "author", "to", "cc"]

    /// The text a snippet is taken from.
    var text: UnsafeBufferPointer<UInt8> {
        for name in Self.texts {
            if let text = record.text(name), !text.isEmpty { return text }
        }
        return UnsafeBufferPointer(start: nil, count: 0)
    }

    /// Calls `body` with everyone the record names, sender first.
    func forEachPerson(_ body: (MailAddressView) -> Void) {
        for name in Self.people { record.forEachText(name) { body(MailAddressView(parsing: $0)) } }
    }

    func forEachLabel(_ body: (UnsafeBufferPointer<UInt8>) -> Void) { record.forEachText("labels", body) }
}
