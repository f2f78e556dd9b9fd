// Owns: the one table of built-in fields. A field is one case, one row; operators, help and the index derive from it.

/// A built-in field of an indexed item.
///
/// The raw value is written into segments: never renumber, only append.
public enum Field: UInt8, CaseIterable, Sendable, Codable {
    // Text of messages and entries.
    case subject = 0
    case body = 1
    case from = 2
    case to = 3
    case cc = 4
    case bcc = 5
    case filename = 6
    case list = 7
    case deliveredTo = 8
    // Text of boxes.
    case name = 16
    case notes = 17
    case contact = 18
    case organization = 19
    // Whole values of messages and entries.
    case label = 32
    case `in` = 33
    case `is` = 34
    case has = 35
    case category = 36
    case messageID = 37
    case entryType = 38
    case thread = 39
    case box = 40
    /// The addresses a message is from and to, cc and bcc included: what people are counted by.
    case participant = 41
    // Whole values of boxes.
    case pipeline = 48
    case stage = 49
    case assignee = 50
    case follower = 51
    // Numbers.
    case size = 64
    case messages = 65
    case people = 66
    // Instants.
    case date = 80
    case created = 81
    case modified = 82
    case stageChanged = 83
    case due = 84
    case first = 85
    case last = 86

    /// One row of the table.
    public struct Row: Sendable {
        /// The name in records, queries and explanations.
        public let name: String
        public let kind: FieldKind
        public let owner: FieldOwner
        /// How often a word of this field counts in the combined text postings (BM25F's field weight, a whole number
        /// because it is multiplied into stored frequencies: Robertson, Zaragoza, Taylor, CIKM 2004). 0: not in them.
        public let weight: UInt8
    }

    /// This field's row. O(1).
    public var row: Row {
        switch self {
        case .subject: Row(name: "subject", kind: .text, owner: .item, weight: 3)
        case .body: Row(name: "body", kind: .text, owner: .item, weight: 1)
        case .from: Row(name: "from", kind: .text, owner: .item, weight: 2)
        case .to: Row(name: "to", kind: .text, owner: .item, weight: 1)
        case .cc: Row(name: "cc", kind: .text, owner: .item, weight: 1)
        case .bcc: Row(name: "bcc", kind: .text, owner: .item, weight: 1)
        case .filename: Row(name: "filename", kind: .text, owner: .item, weight: 2)
        case .list: Row(name: "list", kind: .text, owner: .item, weight: 0)
        case .deliveredTo: Row(name: "deliveredto", kind: .text, owner: .item, weight: 0)
        case .name: Row(name: "name", kind: .text, owner: .box, weight: 4)
        case .notes: Row(name: "notes", kind: .text, owner: .box, weight: 1)
        case .contact: Row(name: "contact", kind: .text, owner: .box, weight: 1)
        case .organization: Row(name: "organization", kind: .text, owner: .box, weight: 2)
        case .label: Row(name: "label", kind: .keyword, owner: .item, weight: 0)
        case .in: Row(name: "in", kind: .keyword, owner: .item, weight: 0)
        case .is: Row(name: "is", kind: .keyword, owner: .item, weight: 0)
        case .has: Row(name: "has", kind: .keyword, owner: .item, weight: 0)
        case .category: Row(name: "category", kind: .keyword, owner: .item, weight: 0)
        case .messageID: Row(name: "rfc822msgid", kind: .keyword, owner: .item, weight: 0)
        case .entryType: Row(name: "type", kind: .keyword, owner: .item, weight: 0)
        case .thread: Row(name: "thread", kind: .keyword, owner: .item, weight: 0)
        case .box: Row(name: "box", kind: .keyword, owner: .item, weight: 0)
        case .participant: Row(name: "participant", kind: .keyword, owner: .item, weight: 0)
        case .pipeline: Row(name: "pipeline", kind: .keyword, owner: .box, weight: 0)
        case .stage: Row(name: "stage", kind: .keyword, owner: .box, weight: 0)
        case .assignee: Row(name: "assignee", kind: .keyword, owner: .box, weight: 0)
        case .follower: Row(name: "follower", kind: .keyword, owner: .box, weight: 0)
        case .size: Row(name: "size", kind: .number, owner: .item, weight: 0)
        case .messages: Row(name: "messages", kind: .number, owner: .group, weight: 0)
        case .people: Row(name: "people", kind: .number, owner: .group, weight: 0)
        case .date: Row(name: "date", kind: .date, owner: .item, weight: 0)
        case .created: Row(name: "created", kind: .date, owner: .box, weight: 0)
        case .modified: Row(name: "modified", kind: .date, owner: .box, weight: 0)
        case .stageChanged: Row(name: "stage_changed", kind: .date, owner: .box, weight: 0)
        case .due: Row(name: "due", kind: .date, owner: .item, weight: 0)
        case .first: Row(name: "first", kind: .date, owner: .group, weight: 0)
        case .last: Row(name: "last", kind: .date, owner: .group, weight: 0)
        }
    }

    public var name: String { row.name }
    public var kind: FieldKind { row.kind }

    /// The weight of words of a custom text field in the combined postings.
    public static let customTextWeight: UInt8 = 1

    public init?(name: String) {
        guard let field = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = field
    }

    /// Whether its words are found by their stems too: not those of people, files and lists.
    public var isStemmed: Bool {
        switch self {
        case .from, .to, .cc, .bcc, .filename, .list, .deliveredTo, .contact: false
        default: true
        }
    }

    /// Whether negating a condition on this field excludes the whole thread (QUERY.md, Scope 3).
    public var isState: Bool {
        switch self {
        case .label, .in, .is, .category, .stage, .pipeline, .assignee: true
        default: false
        }
    }
}

/// A built-in field, or a team's own field of its boxes by name.
public enum FieldReference: Hashable, Sendable {
    case field(Field)
    case custom(String)

    public var name: String {
        switch self {
        case .field(let field): field.name
        case .custom(let name): name
        }
    }
}
