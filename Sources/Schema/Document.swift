// Owns: what an index is made of. Snapshots and the service make documents; Engine takes them.

/// Which record a document mirrors. Its strings are told apart by their bytes.
public struct DocumentKey: Hashable, Sendable {
    public var team: String
    public var kind: DocumentKind
    public var id: String

    public init(team: String, kind: DocumentKind, id: String) {
        self.team = team
        self.kind = kind
        self.id = id
    }

    public static func == (a: Self, b: Self) -> Bool {
        a.kind == b.kind && ExactString.areEqual(a.id, b.id) && ExactString.areEqual(a.team, b.team)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(ExactString(id))
        hasher.combine(ExactString(team))
    }
}

/// A record made ready for the index: what it is, what can be asked of it, and what is given back for it.
public struct Document: Hashable, Sendable {
    /// One field's value.
    public struct Value: Hashable, Sendable {
        public var field: FieldReference
        public var value: FieldValue

        public init(_ field: FieldReference, _ value: FieldValue) {
            self.field = field
            self.value = value
        }
    }

    public var key: DocumentKey
    /// The primary's version: of two documents with one key the higher wins.
    public var version: UInt64
    /// A deletion: nothing but `key` and `version` counts.
    public var isDeleted: Bool
    /// The instant that items are ordered by: a message's or entry's date, a box's `modified`.
    public var date: Timestamp
    /// The id of the thread it belongs to.
    public var thread: String?
    /// The id of the box it belongs to; a box belongs to itself.
    public var box: String?
    /// The language of its text, where the record says so; otherwise the engine guesses.
    public var language: Language?
    public var values: [Value]
    /// The whole record as the primary sent it, encoded by ``Record/encoded()``.
    public var record: [UInt8]

    public init(
        key: DocumentKey, version: UInt64 = 0, isDeleted: Bool = false, date: Timestamp = Timestamp(milliseconds: 0),
        thread: String? = nil, box: String? = nil, language: Language? = nil, values: [Value] = [],
        record: [UInt8] = []
    ) {
        self.key = key
        self.version = version
        self.isDeleted = isDeleted
        self.date = date
        self.thread = thread
        self.box = box
        self.language = language
        self.values = values
        self.record = record
    }
}
