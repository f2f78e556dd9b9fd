// Owns: an index of a handful of records that a test writes down, asked in the query language.

import QueryLanguage
import Schema
import Snapshots
import Storage
import TestSupport

@testable import Engine

/// A few records of one team in an index of their own.
final class SmallIndex {
    static let team = "acme"
    static let now = Timestamp(seconds: 1_350_000_000)

    let index: NativeBackend
    private let folder: TemporaryFolder
    private var fields: [String: FieldKind] = [:]

    init(_ records: [Record]) throws {
        folder = try TemporaryFolder()
        index = try NativeBackend(
            FileDirectory(folder.path), options: IndexOptions(now: { Self.now }), create: true)
        try put(records)
    }

    /// Adds records, each as if it were a batch of its own, so that they are spread over segments.
    func put(_ records: [Record]) throws {
        for record in records {
            let document = try RecordMapper(defaultTeam: Self.team).document(from: record, bytes: record.encoded())
            _ = try index.apply([document])
        }
        fields = try index.customFields(team: Self.team)
    }

    func delete(_ kind: DocumentKind, _ id: String) throws {
        var document = Document(
            key: DocumentKey(team: Self.team, kind: kind, id: id), version: .max, date: Self.now)
        document.isDeleted = true
        _ = try index.apply([document])
    }

    func clause(_ query: String, scope: ClauseScope? = nil) -> Clause {
        parsed(query, scope).executable
    }

    private func parsed(_ query: String, _ scope: ClauseScope?) -> ParsedQuery {
        var context = QueryContext(now: Self.now, customFields: CustomFields(fields))
        context.scope = scope
        return QueryParser.parse(query, context)
    }

    func search(
        _ query: String, filter: String? = nil, scope: ClauseScope? = nil,
        change: (inout SearchRequest) -> Void = { _ in }
    ) throws -> SearchResults {
        var request = SearchRequest(
            team: Self.team, clause: clause(query, scope: scope), filter: filter.map { parsed($0, nil).filter },
            limit: 100, wantsMessages: true, count: .exact, now: Self.now)
        request.allowsThreadTier = scope != .message
        change(&request)
        return try index.search(request)
    }

    /// The ids of the messages, entries and cards that a query finds, sorted.
    func items(_ query: String, filter: String? = nil, scope: ClauseScope? = nil) throws -> [String] {
        try search(query, filter: filter, scope: scope).messages.map(\.id).sorted()
    }

    func threads(_ query: String) throws -> [String] { try search(query).threads.map(\.id).sorted() }

    func boxes(_ query: String) throws -> [String] { try search(query).boxes.map(\.id).sorted() }
}

extension Record {
    /// A message; what is not given is empty.
    static func message(
        _ id: String, thread: String? = nil, box: String? = nil, subject: String = "", body: String = "",
        from: String = "nobody@example.org", to: [String] = [], labels: [String] = ["inbox"], date: String? = nil,
        files: [String] = [], size: Int? = nil
    ) -> Record {
        Record([
            Property("kind", .string("message")), Property("id", .string(id)),
            Property("thread", .string(thread ?? "t-" + id)), Property("box", box.map { .string($0) } ?? .null),
            Property("subject", .string(subject)), Property("body", .string(body)), Property("from", .string(from)),
            Property("to", .array(to.map { .string($0) })), Property("labels", .array(labels.map { .string($0) })),
            Property("date", .string(date ?? "2012-10-01T10:00:00Z")),
            Property("size", size.map { .integer(Int64($0)) } ?? .null),
            Property(
                "attachments",
                .array(files.map { .object([Property("name", .string($0)), Property("type", .string("a/b"))]) })),
        ])
    }

    static func box(
        _ id: String, name: String = "", notes: String = "", stage: String = "Lead", pipeline: String = "Sales",
        contacts: [String] = [], assignees: [String] = [], fields: [Property] = []
    ) -> Record {
        Record([
            Property("kind", .string("box")), Property("id", .string(id)), Property("name", .string(name)),
            Property("notes", .string(notes)), Property("stage", .string(stage)),
            Property("pipeline", .string(pipeline)), Property("contacts", .array(contacts.map { .string($0) })),
            Property("assignees", .array(assignees.map { .string($0) })), Property("fields", .object(fields)),
            Property("modified", .string("2012-10-01T09:00:00Z")),
        ])
    }

    static func entry(_ id: String, box: String, text: String = "", assignees: [String] = []) -> Record {
        Record([
            Property("kind", .string("entry")), Property("id", .string(id)), Property("box", .string(box)),
            Property("type", .string("task")), Property("text", .string(text)),
            Property("assignees", .array(assignees.map { .string($0) })),
            Property("date", .string("2012-10-02T09:00:00Z")),
        ])
    }
}
