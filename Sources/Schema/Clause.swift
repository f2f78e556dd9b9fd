// Owns: a question in its canonical form. QueryLanguage makes clauses, Engine answers them.

/// What a text condition asks of the words of a field.
public enum TextPattern: Hashable, Sendable {
    /// A bare word as typed: matched by stem; with inner punctuation it is the phrase of its parts.
    case word(String)
    /// Words in this order, next to each other, in their exact forms (case, width and accents still fold).
    case phrase(String)
    /// One word in its exact form.
    case exact(String)
    /// Words that begin so.
    case prefix(String)
    /// Words that match a pattern in which `*` stands for any run of letters.
    case glob(String)
    /// Words within this edit distance.
    case fuzzy(String, distance: Int)
    /// Both sides, at most `distance` words between them.
    indirect case near(distance: Int, TextPattern, TextPattern, ordered: Bool)
}

/// How a number is compared.
public enum Comparison: String, Hashable, Sendable, CaseIterable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "="
    case notEqual = "!="

    /// Whether it asks which of two comes first.
    public var isOrder: Bool { self != .equal && self != .notEqual }

    public func holds(_ a: Double, _ b: Double) -> Bool {
        switch self {
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        case .equal: a == b
        case .notEqual: a != b
        }
    }
}

/// What a condition group is true of (QUERY.md, Scope 4).
public enum ClauseScope: String, Hashable, Sendable, CaseIterable {
    /// The message itself: a negated state inside speaks of it alone.
    case message
    /// Some single thread or box, its items taken together. Of a thread, free words may stand on its box's card, but at
    /// least one must stand in one of its messages, unless it is met without any.
    case thread, box
    /// The first or the latest message, by date, of the item's thread: the group holds of that one message, and so of
    /// every item of the thread; a negated state inside speaks of that message alone. Of a box's card, the first or
    /// latest message in the box. Of messages with the same date the one with the smaller id is the earlier.
    case first, last
}

/// A query tree over the leaves of QUERY.md section 6: aliases resolved, dates resolved to instants, groups on a field
/// pushed down to leaves.
public indirect enum Clause: Hashable, Sendable {
    /// Everything.
    case all
    case and([Clause])
    case or([Clause])
    case not(Clause)
    /// Words; without a field, of the combined text.
    case text(FieldReference?, TextPattern)
    /// A whole value, in the form of ``Keyword/comparable(_:in:)``.
    case keyword(Field, String)
    /// A number of `size` or of a team's field. A record without the field never matches, `!=` included.
    case number(FieldReference, Comparison, Double)
    /// An instant in `[start, end)`; `nil` is open.
    case date(FieldReference, start: Timestamp?, end: Timestamp?)
    /// The field has a value, whatever it is and of whichever kind: a word, a whole value, a number, an instant.
    case present(FieldReference)
    case scope(ClauseScope, Clause)
}

extension Clause {
    /// Matches nothing: the canonical empty disjunction.
    public static let none = Clause.or([])
}
