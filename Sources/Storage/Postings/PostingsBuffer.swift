// Owns: one postings list as its producer holds it before it is encoded.

/// A list in plain arrays, used again from term to term.
public struct PostingsBuffer: Sendable {
    /// Ascending, no repeats.
    public var items: [UInt32] = []
    /// Whether the list has occurrences; if not, only `items` counts.
    public var hasOccurrences = false
    /// For each item, how many occurrences it has, at least one.
    public var counts: [UInt32] = []
    /// For each item, what its occurrences count beyond once each.
    public var extras: [UInt32] = []
    /// The positions of all occurrences, item after item, ascending within each.
    public var positions: [UInt32] = []
    /// For each occurrence its form, below `formCount`.
    public var forms: [UInt32] = []
    public var formCount = 1
    /// What the forms are; opaque here. Empty: the one form is the term itself.
    public var formTable: [UInt8] = []

    public init() {}

    public mutating func clear() {
        items.removeAll(keepingCapacity: true)
        counts.removeAll(keepingCapacity: true)
        extras.removeAll(keepingCapacity: true)
        positions.removeAll(keepingCapacity: true)
        forms.removeAll(keepingCapacity: true)
        formTable.removeAll(keepingCapacity: true)
        formCount = 1
    }
}
