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
    /// Conditions in parentheses.
    case group
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
    let sense: Sense
}

/// What an operator does with its value. Those with a sense of their own have a file of their own.
enum Sense: Sendable {
    case text(Field)
    /// Text of any of these fields in which `me` is the caller.
    case person([Field])
    case keyword(Field)
    /// `in:` and `label:`, which may ask for spam and trash.
    case place(Field)
    case category
    case assignee
    case has
    case no
    case size(Comparison)
    case date(Field, DateRelation)
    case age(DateRelation)
    case scope(ClauseScope)
}
