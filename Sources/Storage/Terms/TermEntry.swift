// Owns: what a term dictionary says of one term.

/// Where a term's postings lie, or what the term refers to.
public struct TermEntry: Hashable, Sendable {
    /// How many items have the term, deleted ones included; of a reference, how many it holds.
    public var count: UInt32
    /// Whether counts and places of occurrences are stored.
    public var hasOccurrences: Bool
    /// Every occurrence has the one form that is the term itself, and so no forms are stored.
    public var hasOneForm: Bool
    /// The term has no list: ``TermDictionary/payload(of:)`` says which terms it stands for.
    public var isReference: Bool
    /// For a count of 1: the posting stands here and no list is stored.
    public var single: Posting
    public var postingsOffset: UInt64
    public var postingsLength: UInt64
    public var occurrencesOffset: UInt64
    public var occurrencesLength: UInt64

    /// An item, how often it has the term, and what that counts beyond once each.
    public struct Posting: Hashable, Sendable {
        public var item: UInt32
        public var count: UInt32
        public var extra: UInt32

        public init(item: UInt32 = 0, count: UInt32 = 1, extra: UInt32 = 0) {
            self.item = item
            self.count = count
            self.extra = extra
        }
    }

    public init(
        count: UInt32 = 0, hasOccurrences: Bool = false, hasOneForm: Bool = false, isReference: Bool = false,
        single: Posting = Posting(), postingsOffset: UInt64 = 0, postingsLength: UInt64 = 0,
        occurrencesOffset: UInt64 = 0, occurrencesLength: UInt64 = 0
    ) {
        self.count = count
        self.hasOccurrences = hasOccurrences
        self.hasOneForm = hasOneForm
        self.isReference = isReference
        self.single = single
        self.postingsOffset = postingsOffset
        self.postingsLength = postingsLength
        self.occurrencesOffset = occurrencesOffset
        self.occurrencesLength = occurrencesLength
    }
}
