// Owns: how the values of a field are indexed and asked for.

/// How a field's values are indexed, and so what can be asked of it.
public enum FieldKind: Sendable, Equatable {
    /// Tokens with positions: words, phrases, prefixes.
    case text
    /// One term for the whole value, compared after ``Keyword/comparable(_:in:)``.
    case keyword
    /// A number: comparisons.
    case number
    /// An instant: half-open intervals.
    case date
}

/// Whose property a field is, and so where a condition on it is evaluated (QUERY.md, Scope).
public enum FieldOwner: Sendable, Equatable {
    /// The item's own: a message's subject, an entry's text.
    case item
    /// The box's: evaluated on box cards, inherited by everything in the box.
    case box
    /// No item's: counted from the messages of the item's thread or, for a box's card, of its box. `messages` is how
    /// many there are, `people` how many different addresses they are from and to (cc and bcc included), `first` and
    /// `last` their earliest and latest dates. Where there is no message there is no value.
    case group
}
