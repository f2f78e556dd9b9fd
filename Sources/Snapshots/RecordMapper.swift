// Owns: a record to a document: which property becomes which field. One line a property.

import Schema

/// Maps records of every kind. A value; any thread may use it.
public struct RecordMapper: Sendable {
    /// The team of records that name none.
    public var defaultTeam: String?

    public init(defaultTeam: String? = nil) { self.defaultTeam = defaultTeam }

    /// The document of a record.
    ///
    /// - Parameter bytes: the record as it is stored.
    /// - Throws: the first property that is missing or of the wrong type.
    public func document(from record: Record, bytes: [UInt8]) throws(RejectedLine) -> Document {
        var reader = PropertyReader(record)
        guard let kindName = try reader.string("kind") else {
            throw RejectedLine(code: "no_kind", reason: "`kind` is missing; it is message, box or entry")
        }
        guard let kind = DocumentKind(name: kindName) else {
            throw RejectedLine(
                code: "unknown_kind", reason: "`kind` is \"\(kindName)\"; message, box and entry are known")
        }
        guard let id = try reader.string("id"), !id.isEmpty else {
            throw RejectedLine(code: "no_id", reason: "`id` is missing or empty; give the record's own")
        }
        guard let team = try reader.string("team") ?? defaultTeam, !team.isEmpty else {
            throw RejectedLine(code: "no_team", reason: "`team` is missing; put it in the record or give --team")
        }
        var document = Document(key: DocumentKey(team: team, kind: kind, id: id), record: bytes)
        document.version = try version(&reader)
        document.isDeleted = try reader.bool("deleted") ?? false
        guard !document.isDeleted else { return document }
        if let code = try reader.string("language") { document.language = Language(code: code) }
        switch kind {
        case .message: try mapMessage(&reader, &document)
        case .box: try mapBox(&reader, &document)
        case .entry: try mapEntry(&reader, &document)
        }
        return document
    }

    /// A record without a version has that of its modification in milliseconds, else 0.
    private func version(_ reader: inout PropertyReader) throws(RejectedLine) -> UInt64 {
        if let version = try reader.version("version") { return version }
        guard let modified = try reader.date("modified") else { return 0 }
        return UInt64(max(0, modified.milliseconds))
    }

    // MARK: Messages

    private func mapMessage(_ reader: inout PropertyReader, _ document: inout Document) throws(RejectedLine) {
        document.thread = try reader.nonEmptyString("thread") ?? document.key.id
        document.box = try reader.nonEmptyString("box")
        document.date = try reader.date("date") ?? Timestamp(milliseconds: 0)
        try reader.text("subject", .subject, &document)
        try reader.text("body", .body, &document)
        try reader.texts("from", .from, &document)
        try reader.texts("to", .to, &document)
        try reader.texts("cc", .cc, &document)
        try reader.texts("bcc", .bcc, &document)
        addParticipants(&document)
        try reader.text("list", .list, &document)
        try reader.text("delivered_to", .deliveredTo, &document)
        if let id = try reader.string("message_id") { document.add(.messageID, keyword: id) }
        // Kept for whoever reads the record, and not searched; of the wrong type it is a fault all the same.
        _ = try reader.string("in_reply_to")
        if let size = try reader.number("size") { document.values.append(.init(.field(.size), .number(size))) }
        let attachments = try reader.attachments()
        for attachment in attachments where !attachment.name.isEmpty {
            document.values.append(.init(.field(.filename), .text(attachment.name)))
        }
        let labels = try reader.strings("labels")
        MessageState(labels: labels).add(to: &document)
        MessageContents(body: reader.record["body"]?.string ?? "", attachments: attachments).add(to: &document)
    }

    /// The addresses of a message's people, each once.
    private func addParticipants(_ document: inout Document) {
        var addresses: Set<String> = []
        for value in document.values {
            guard case .field(let field) = value.field, Self.isPerson(field), case .text(let person) = value.value
            else { continue }
            let address = Keyword.comparable(MailAddress(parsing: person).address, in: .participant)
            if addresses.insert(address).inserted { document.add(.participant, keyword: address) }
        }
    }

    private static func isPerson(_ field: Field) -> Bool {
        switch field {
        case .from, .to, .cc, .bcc: true
        default: false
        }
    }

    // MARK: Boxes

    private func mapBox(_ reader: inout PropertyReader, _ document: inout Document) throws(RejectedLine) {
        document.box = document.key.id
        try reader.text("name", .name, &document)
        try reader.text("notes", .notes, &document)
        try reader.texts("contacts", .contact, &document)
        try reader.texts("organizations", .organization, &document)
        if let pipeline = try reader.string("pipeline") { document.add(.pipeline, keyword: pipeline) }
        if let stage = try reader.string("stage") { document.add(.stage, keyword: stage) }
        try addPeople("assignees", .assignee, &reader, &document)
        try addPeople("followers", .follower, &reader, &document)
        let created = try reader.date("created")
        let modified = try reader.date("modified")
        document.add(.created, date: created)
        document.add(.modified, date: modified)
        document.add(.stageChanged, date: try reader.date("stage_changed"))
        document.date = modified ?? created ?? Timestamp(milliseconds: 0)
        try addCustomFields(&reader, &document)
    }

    /// Assignees are found by what the record says and, where that is a person, by the address alone.
    private func addPeople(
        _ name: String, _ field: Field, _ reader: inout PropertyReader, _ document: inout Document
    ) throws(RejectedLine) {
        for person in try reader.strings(name) {
            document.add(field, keyword: person)
            let address = MailAddress(parsing: person).address
            if !address.isEmpty, address != person { document.add(field, keyword: address) }
        }
    }

    private func addCustomFields(
        _ reader: inout PropertyReader, _ document: inout Document
    ) throws(RejectedLine) {
        for property in try reader.object("fields") {
            for value in CustomValue.values(of: property.value) {
                document.values.append(.init(.custom(property.name), value))
            }
        }
    }

    // MARK: Entries

    private func mapEntry(_ reader: inout PropertyReader, _ document: inout Document) throws(RejectedLine) {
        document.box = try reader.nonEmptyString("box")
        document.thread = try reader.nonEmptyString("thread")
        document.date = try reader.date("date") ?? Timestamp(milliseconds: 0)
        try reader.text("text", .body, &document)
        try reader.texts("author", .from, &document)
        try reader.text("name", .filename, &document)
        if let type = try reader.string("type") { document.add(.entryType, keyword: type) }
        document.add(.due, date: try reader.date("due"))
        if let isDone = try reader.bool("done") { document.add(.is, keyword: isDone ? "done" : "open") }
        try addPeople("assignees", .assignee, &reader, &document)
    }

    /// The names that are mapped, by kind: what else a record has is kept, not searched, and counted.
    public static let knownNames: Set<String> = [
        "kind", "id", "team", "version", "deleted", "language", "modified", "thread", "box", "date", "subject", "body",
        "from", "to", "cc", "bcc", "list", "delivered_to", "message_id", "in_reply_to", "size", "attachments", "labels",
        "name", "notes", "contacts", "organizations", "pipeline", "stage", "assignees", "followers", "created",
        "stage_changed", "fields", "text", "author", "type", "due", "done",
    ]
}

extension Document {
    mutating func add(_ field: Field, keyword: String) {
        let value = Keyword.comparable(keyword, in: field)
        if !value.isEmpty { values.append(Value(.field(field), .keyword(value))) }
    }

    mutating func add(_ field: Field, date: Timestamp?) {
        if let date { values.append(Value(.field(field), .date(date))) }
    }
}
