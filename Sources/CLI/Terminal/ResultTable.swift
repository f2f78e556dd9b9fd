// Owns: results for programs: which fields each kind has, as tab-separated or JSON lines. For people, see SearchPages.

import QueryLanguage
import Wire

/// Results as rows of named fields, in the wire's shapes.
struct ResultTable {
    /// What a pipe gets of each kind, after its name.
    private static let columns: [(name: String, fields: [String])] = [
        ("box", ["id", "name", "pipeline", "stage", "modified", "matched", "score"]),
        ("thread", ["id", "subject", "date", "messages", "box", "labels", "score"]),
        ("message", ["id", "subject", "from", "date", "thread", "score"]),
    ]

    /// Every field that `--fields` may name; a kind without it has it empty.
    static let fieldNames = [
        "kind", "id", "name", "subject", "pipeline", "stage", "assignees", "modified", "participants", "from", "date",
        "messages", "thread", "box", "labels", "snippet", "matched", "score",
    ]

    /// The columns, for help.
    static let columnsText = columns.map { row in
        let name = row.name + String(repeating: " ", count: 9 - row.name.count)
        return "          " + name + row.fields.joined(separator: " ")
    }.joined(separator: "\n")

    /// The names in a comma-separated list.
    ///
    /// - Throws: a ``Failure`` that names one that is no field.
    static func fields(in list: String) throws(Failure) -> [String] {
        let names = list.split(separator: ",").map { String($0.filter { $0 != " " }) }
        guard !names.isEmpty else {
            throw Failure(.usage, "--fields names no field; there are \(fieldNames.joined(separator: ", "))")
        }
        for name in names where !fieldNames.contains(name) {
            let nearest = Suggestion.nearest(to: name, among: fieldNames).map { "; did you mean \($0)? There" }
            throw Failure(
                .usage,
                "results have no field \(name)\(nearest ?? "; there") are \(fieldNames.joined(separator: ", "))")
        }
        return names
    }

    /// Fields to show; `nil` for each kind's own columns, or in JSON for all.
    let fields: [String]?

    private struct Row {
        /// The kind of result: `box`, `thread` or `message`.
        var group: String
        var value: JSONValue

        /// What a field holds; `kind` tells an entry from a message.
        subscript(field: String) -> JSONValue? {
            field == "kind" ? value["kind"] ?? .string(group) : value[field]
        }
    }

    private func rows(_ answer: Search.Answer) -> [Row] {
        (answer.boxes ?? []).map { box in Row(group: "box", value: Self.value { box.write(to: &$0) }) }
            + (answer.threads ?? []).map { thread in Row(group: "thread", value: Self.value { thread.write(to: &$0) }) }
            + (answer.messages ?? []).map { item in Row(group: "message", value: Self.value { item.write(to: &$0) }) }
    }

    private static func value(_ write: (inout JSONWriter) -> Void) -> JSONValue {
        var writer = JSONWriter(reserving: 1_024)
        write(&writer)
        return (try? JSONValue(parsing: String(decoding: writer.bytes, as: UTF8.self))) ?? .null
    }

    // MARK: Tab-separated

    /// A line a result, without headings: its kind and its columns, or the fields asked for.
    func tabs(_ answer: Search.Answer) -> String {
        rows(answer).map { row in
            let usual = Self.columns.first { $0.name == row.group }?.fields ?? []
            let cells = (fields ?? ["kind"] + usual).map { Self.cell(row[$0]) }
            return cells.joined(separator: "\t") + "\n"
        }.joined()
    }

    /// A value as one cell: of people their addresses, of a box its id, of a list its members with commas. What would
    /// break the table, or steer a terminal, is a blank.
    private static func cell(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null: return ""
        case .string(let text): return String(text.unicodeScalars.map { Character(CleanText.isControl($0) ? " " : $0) })
        case .bool(let flag): return flag ? "true" : "false"
        case .integer(let number): return "\(number)"
        case .unsigned(let number): return "\(number)"
        case .double(let number): return "\(number)"
        case .outOfRange(let text): return text
        case .array(let values): return values.map(cell).joined(separator: ",")
        case .object(let members): return cell(members.first { ["address", "id"].contains($0.name) }?.value)
        }
    }

    // MARK: JSON

    /// One object a line: `{"box":…}`, `{"thread":…}`, `{"message":…}`, then `{"summary":…}`.
    func json(_ answer: Search.Answer, microseconds: Int) -> String {
        var writer = JSONWriter(reserving: 4_096)
        for row in rows(answer) {
            writer.object { writer in
                writer.name(row.group)
                writer.value(chosen(row))
            }
            writer.newline()
        }
        Self.summary(answer, microseconds, &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// The last line of ``json(_:microseconds:)`` alone.
    static func summary(_ answer: Search.Answer, microseconds: Int) -> String {
        var writer = JSONWriter()
        summary(answer, microseconds, &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func chosen(_ row: Row) -> JSONValue {
        guard let fields else { return row.value }
        return .object(fields.compactMap { name in row[name].map { JSONValue.Member(name, $0) } })
    }

    private static func summary(_ answer: Search.Answer, _ microseconds: Int, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.name("summary")
            writer.object { writer in
                if let total = answer.total {
                    writer.name("total")
                    total.write(to: &writer)
                }
                writer.name("warnings")
                writer.array(answer.warnings) { $1.write(to: &$0) }
                writer.member("tier", answer.tier)
                if let suggestion = answer.suggestion {
                    writer.name("suggestion")
                    suggestion.write(to: &writer)
                }
                writer.member("cursor", answer.cursor)
                writer.member("took_us", microseconds)
            }
        }
        writer.newline()
    }

    // MARK: Counts

    /// Boxes, threads and items, tab-separated.
    static func counts(_ answer: Search.Answer) -> String {
        answer.total.map { "\($0.boxes)\t\($0.threads)\t\($0.items)" } ?? ""
    }
}
