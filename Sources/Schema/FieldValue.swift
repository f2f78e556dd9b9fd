// Owns: typed values as documents carry them.

/// One value of one field of a document. A field with several values has several of these, in the record's order.
public enum FieldValue: Hashable, Sendable {
    /// Text to tokenize.
    case text(String)
    /// A whole value, already in the form of ``Keyword/comparable(_:in:)``.
    case keyword(String)
    case number(Double)
    case date(Timestamp)
}
