// Owns: what one row of the operator table says.

import Schema

/// What an operator takes after its colon.
public enum ValueKind: String, Sendable {
    /// Words, phrases, groups of them.
    case text
    /// A whole value, compared without case; hyphen, slash and blank are equal.
    case keyword
    case number
    /// A number of bytes.
    case size
    /// A day, period or instant.
    case date
    /// A length of time back from now.
    case age
    /// A length of time that has gone by, with a comparison.
    case elapsed
    /// Conditions in parentheses.
    case group

    /// What a person types for it.
    public var summary: String {
        switch self {
        case .text: "words, phrases, groups of them"
        case .keyword: "a whole value"
        case .number: "a number, a range, a comparison"
        case .size: "bytes, or a number with k, M, G or KiB, MiB, GiB"
        case .date: "a day or period, a range of two, a comparison"
        case .age: "a length of time: 30min, 2d, 3w, 1y"
        case .elapsed: "a length of time, with a comparison: >3d"
        case .group: "conditions in parentheses"
        }
    }
}

/// A value that an operator knows by name.
public struct OperatorValue: Sendable {
    public let name: String
    /// Other names for it.
    public let aliases: [String]
    public let meaning: String

    init(_ name: String, _ meaning: String, aliases: [String] = []) {
        self.name = name
        self.aliases = aliases
        self.meaning = meaning
    }

    /// Whether a value in the form of names is this one.
    func isCalled(_ comparable: String) -> Bool { name == comparable || aliases.contains(comparable) }
}

/// One operator of the language.
public struct Operator: Sendable {
    public let name: String
    /// Other names for it.
    public let aliases: [String]
    public let kind: ValueKind
    /// What it means, in a sentence.
    public let meaning: String
    /// A query that shows it and parses without a remark.
    public let example: String
    /// How it differs from Gmail's; `nil` where it does not.
    public let gmail: String?
    /// The values it knows, where those are few.
    public let values: [OperatorValue]
    let sense: Sense

    init(
        _ name: String, aliases: [String] = [], _ kind: ValueKind, _ meaning: String, example: String,
        gmail: String? = nil, values: [OperatorValue] = [], _ sense: Sense
    ) {
        self.name = name
        self.aliases = aliases
        self.kind = kind
        self.meaning = meaning
        self.example = example
        self.gmail = gmail
        self.values = values
        self.sense = sense
    }

    /// The value that a typed one names.
    func value(_ typed: String) -> OperatorValue? {
        let key = OperatorNames.comparable(typed)
        return values.first { $0.isCalled(key) }
    }

    /// The field whose presence `has:` and `no:` ask for by this name.
    var field: Field? {
        switch sense {
        case .text(let field), .keyword(let field), .number(let field), .date(let field, .within): field
        case .person(let fields) where fields.count == 1: fields.first
        case .assignee: .assignee
        default: nil
        }
    }
}

/// What an operator does with its value. Those with a sense of their own have a file of their own.
enum Sense: Sendable {
    case text(Field)
    /// Text of any of these fields in which `me` is the caller.
    case person([Field])
    case keyword(Field)
    /// One of the row's values.
    case choice(Field)
    /// `is:`, some of whose values are places.
    case state
    /// `in:` and `label:`, which may ask for spam and trash.
    case place(Field)
    case assignee
    case has
    case no
    case between
    case awaiting
    case size(Comparison)
    case number(Field)
    case date(Field, DateRelation)
    /// A date of the first or last message, or what holds of that message.
    case end(Field, ClauseScope)
    case age(DateRelation)
    case elapsed(Elapsed)
    case scope(ClauseScope)
}
