// Owns: which properties of a stored record are shown in results.

import Schema

/// A stored record by what results show of it. The names are those of the mirror records.
struct RecordView {
    let record: Record

    private func string(_ name: String) -> String { record[name]?.string ?? "" }

    private func nonEmpty(_ name: String) -> String? {
        let text = string(name)
        return text.isEmpty ? nil : text
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
    var assignees: [String] { record["assignees"]?.strings ?? [] }
    var labels: [String] { record["labels"]?.strings ?? [] }
    var from: MailAddress? { (record["from"] ?? record["author"])?.string.map { MailAddress(parsing: $0) } }

    /// The text a snippet is taken from.
    var text: String {
        for name in ["body", "text", "notes", "subject", "name"] {
            if let text = record[name]?.string, !text.isEmpty { return text }
        }
        return ""
    }

    /// Everyone the record names, sender first.
    var people: [MailAddress] {
        ["from", "author", "to", "cc"].flatMap { record[$0]?.strings ?? [] }.map { MailAddress(parsing: $0) }
    }
}
