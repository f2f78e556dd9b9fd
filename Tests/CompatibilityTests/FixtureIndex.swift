// Owns: making an index of today's format to keep, and asking an index what a fixture expects of it.

import Engine
import QueryLanguage
import Schema
import Snapshots
import Storage
import TestSupport
import Wire

enum FixtureIndex {
    static let now = Timestamp(seconds: 1_751_284_800)

    static func options() -> IndexOptions {
        var options = IndexOptions(now: { now })
        options.maintenance = .inline
        return options
    }

    // MARK: Asking

    /// What an index answers to an expected answer's query.
    static func answer(
        _ expected: FormatFixture.ExpectedAnswer, _ index: NativeBackend
    ) throws -> FormatFixture.ExpectedAnswer {
        let fields = CustomFields(try index.customFields(team: expected.team))
        let parsed = QueryParser.parse(expected.query, QueryContext(now: now, customFields: fields))
        let found = try index.search(
            SearchRequest(
                team: expected.team, clause: parsed.executable, limit: 1_000, wantsMessages: true, count: .exact,
                now: now))
        var answer = expected
        answer.messages = found.messages.map(\.id).sorted()
        answer.threads = found.threads.map(\.id).sorted()
        answer.boxes = found.boxes.map(\.id).sorted()
        return answer
    }

    // MARK: Making

    /// Queries of every kind of leaf and scope.
    private static let queries = [
        "hailstones walnuts", "\"bats come first\"", "is:starred", "label:legal", "filename:docx", "larger:100k",
        "ziegelrot*", "台風", "العاصفة", "🐝", "from:carla", "-from:carla", "after:2024-09-01 before:2025-01-01",
        "stage:won", "stage:lead roof", "has:attachment", "thread:(hailstones guarantee)", "box:(roof)", "updated",
        "panel OR insurance", "roof AROUND 5 panel",
    ]

    /// Makes an index with several segments, deleted items, remembered deletions, changed records, and records that only
    /// the log holds, and keeps it with what it must answer.
    static func keep(as fixture: FormatFixture) throws {
        let lines = try ["messages", "boxes", "entries"].flatMap { name in
            try RepositoryFile.text("corpus/\(name).ndjson").split(separator: "\n").map {
                try JSONValue(parsing: String($0))
            }
        }
        let records = lines.filter(isKept)
        let directory = FaultyDirectory()
        let index = try NativeBackend(directory, options: options(), create: true)
        var versions: [DocumentKey: UInt64?] = [:]
        func put(_ records: [JSONValue]) throws {
            let documents = try records.map(document)
            _ = try index.apply(documents)
            for document in documents { versions[document.key] = .some(document.isDeleted ? nil : document.version) }
        }
        let third = records.count / 3
        let (first, second, last) = (records[..<third], records[third..<2 * third], records[(2 * third)...])
        try put(Array(first))
        _ = try index.flush()
        try put(second + first.enumerated().filter { $0.offset % 9 == 0 }.map { deletion($0.element) })
        _ = try index.flush()
        try put(last + first.enumerated().filter { $0.offset % 9 == 1 }.map { change($0.element) })
        // As a crash would leave it: closing would flush what only the log has.
        let files = directory.contents.filter { $0.key != "lock" }.mapValues(withoutZeroPages)
        let reopened = try NativeBackend(FaultyDirectory(files: files), options: options(), readOnly: true)
        let teams = Set(versions.keys.map(\.team)).sorted()
        let answers = try teams.flatMap { team in
            try queries.map { query in
                try answer(.init(team: team, query: query, messages: [], threads: [], boxes: []), reopened)
            }
        }
        let expected = versions.map { FormatFixture.ExpectedRecord(key: $0.key, version: $0.value) }
        try index.close()
        try fixture.keep(
            files: files, records: expected.sorted { "\($0.key)" < "\($1.key)" },
            answers: answers.filter { !($0.messages + $0.threads + $0.boxes).isEmpty })
    }

    /// The first threads and boxes, and what belongs to them.
    private static func isKept(_ record: JSONValue) -> Bool {
        let group = record["thread"]?.string ?? record["box"]?.string ?? record["id"]?.string ?? ""
        return Int(group.suffix(3)).map { $0 <= 16 } ?? false
    }

    static func document(_ record: JSONValue) throws -> Document {
        let decoded = try RecordDecoder().decode(json: Array(record.text.utf8))
        return try RecordMapper().document(from: decoded.record, bytes: decoded.bytes)
    }

    /// Its next version.
    private static func change(_ record: JSONValue) -> JSONValue {
        changed(record, with: [.init("subject", .string("updated subject")), .init("version", .unsigned(2))])
    }

    private static func deletion(_ record: JSONValue) -> JSONValue {
        changed(record, with: [.init("deleted", .bool(true)), .init("version", .unsigned(2))])
    }

    private static func changed(_ record: JSONValue, with members: [JSONValue.Member]) -> JSONValue {
        let names = Set(members.map(\.name))
        return .object((record.members ?? []).filter { !names.contains($0.name) } + members)
    }

    /// A log without the zeros that are laid out ahead, but for the rest of a page.
    private static func withoutZeroPages(_ file: [UInt8]) -> [UInt8] {
        let used = (file.lastIndex { $0 != 0 } ?? -1) + 1
        return Array(file.prefix((used + 4_095) / 4_096 * 4_096))
    }
}
