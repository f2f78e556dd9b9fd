// Owns: the seam between the service and whatever holds the index. The service calls nothing else of Engine.

import Schema

/// An index that takes documents and answers clauses. ``NativeBackend`` is ours.
///
/// Every method may be called from any thread. Searches never wait for writers.
public protocol Backend: Sendable {
    /// Applies a batch, record by record: of two documents with one key the higher version wins, an equal one is stale.
    /// Returns when the batch is on stable storage and searches see it. Blocks; call it off the event loop.
    func apply(_ batch: [Document]) throws(EngineError) -> AppliedBatch
    /// The same without blocking: `completion` is told, once, on another thread or before this returns.
    func submit(
        _ batch: [Document], _ completion: @escaping @Sendable (Result<AppliedBatch, EngineError>) -> Void)
    /// Answers one search. Blocks for the length of the search.
    func search(_ request: SearchRequest) throws(EngineError) -> SearchResults
    /// Keeps a generation for a while, as a search that has more results does. Whether it is still there.
    func keep(generation: UInt64) -> Bool
    /// Why one item matches a clause, and its score as a tree. `nil` when there is no such item.
    func explain(_ request: SearchRequest, item: DocumentKey) throws(EngineError) -> Explanation?
    /// The stored record and its version, unless there is none or it is deleted.
    func get(_ key: DocumentKey) throws(EngineError) -> StoredDocument?
    /// Which custom fields a team's boxes have.
    func customFields(team: String) throws(EngineError) -> [String: FieldKind]
    /// Sizes and counts; of one team, or of the whole index.
    func statistics(team: String?) -> IndexStatistics
    /// The teams that have documents, in order.
    var teams: [String] { get }
    var status: IndexStatus { get }
    /// Writes what is only in the log into a segment file. Returns the new generation.
    func flush() throws(EngineError) -> UInt64
    /// Merges all segments into one. Returns the new generation.
    func merge() throws(EngineError) -> UInt64
    /// Flushes, releases the lock. No other call may follow.
    func close() throws(EngineError)
}

/// What became of a batch.
public struct AppliedBatch: Hashable, Sendable {
    public var applied: Int
    /// Those whose version was not higher than the one known.
    public var stale: Int
    /// The position in the log after this batch.
    public var sequence: UInt64

    public init(applied: Int, stale: Int, sequence: UInt64) {
        self.applied = applied
        self.stale = stale
        self.sequence = sequence
    }
}

/// A record as it was put.
public struct StoredDocument: Sendable {
    public var version: UInt64
    public var record: Record

    public init(version: UInt64, record: Record) {
        self.version = version
        self.record = record
    }
}

/// How results are ordered.
public enum SortOrder: Hashable, Sendable {
    /// Best first; equal scores by date, newest first.
    case relevance
    case newest
    case oldest
    /// By a number or date of the boxes; those without one come last.
    case field(FieldReference, descending: Bool)
}

/// How exactly matches are counted.
public enum CountMode: String, Hashable, Sendable, CaseIterable {
    case exact
    /// Exactly up to 10,000 items, then a lower bound.
    case bounded
    case none
}

/// One search.
public struct SearchRequest: Sendable {
    public var team: String
    public var clause: Clause
    /// The caller's own condition: both must hold; it never affects ranking or highlights.
    public var filter: Clause?
    public var sort: SortOrder
    /// Whether a search that has more results keeps its generation for a while, so that it can be named again.
    public var keepsGeneration = false
    /// Groups of each kind to return, 1 to 1,000.
    public var limit: Int
    /// Groups of each kind to pass over.
    public var offset: Int
    /// The generation a cursor names; `nil` for the newest.
    public var generation: UInt64?
    public var wantsBoxes: Bool
    public var wantsThreads: Bool
    public var wantsMessages: Bool
    public var wantsHighlights: Bool
    public var count: CountMode
    /// Whether threads and boxes are counted beside items.
    public var countsGroups = true
    /// Whether threads may meet the clause between their messages where no single message does: the second tier.
    public var allowsThreadTier = true
    /// Whether a search that finds nothing should say why.
    public var wantsSuggestion = true
    /// When to give up; `nil` for never.
    public var deadline: ContinuousClock.Instant?
    /// When work on the request began, reading its text included; `nil`: with the search. A deadline that passes after that
    /// cuts the results.
    public var began: ContinuousClock.Instant?
    /// The most work that finding may be, in about microseconds; beyond it the results are cut. `nil` for any.
    public var allowance: Int?
    /// Whether whoever asked has gone; asked a few thousand items at a time, from any thread.
    public var isCancelled: @Sendable () -> Bool = { false }
    /// The instant recency is measured from.
    public var now: Timestamp

    public init(
        team: String, clause: Clause, filter: Clause? = nil, sort: SortOrder = .relevance, limit: Int = 10,
        offset: Int = 0, generation: UInt64? = nil, wantsBoxes: Bool = true, wantsThreads: Bool = true,
        wantsMessages: Bool = false, wantsHighlights: Bool = true, count: CountMode = .bounded,
        deadline: ContinuousClock.Instant? = nil, now: Timestamp
    ) {
        self.team = team
        self.clause = clause
        self.filter = filter
        self.sort = sort
        self.limit = limit
        self.offset = offset
        self.generation = generation
        self.wantsBoxes = wantsBoxes
        self.wantsThreads = wantsThreads
        self.wantsMessages = wantsMessages
        self.wantsHighlights = wantsHighlights
        self.count = count
        self.deadline = deadline
        self.now = now
    }
}

/// Half-open ranges of UTF-8 byte offsets into a text given beside them, ascending and disjoint.
public typealias Highlights = [Range<Int>]

/// A matching message, entry or box card on its own.
public struct MessageHit: Sendable {
    public var kind: DocumentKind
    public var id: String
    public var thread: String?
    public var box: String?
    public var subject: String
    public var from: MailAddress?
    public var date: Timestamp
    public var labels: [String]
    /// Plain text around the best matches.
    public var snippet: String
    public var highlights: Highlights
    public var score: Float
}

/// A thread with at least one matching message.
public struct ThreadHit: Sendable, Equatable {
    public var id: String
    public var subject: String
    public var subjectHighlights: Highlights
    /// Everyone in the thread's messages, in order of appearance, each address once.
    public var participants: [MailAddress]
    /// The newest matching message's date.
    public var date: Timestamp
    public var box: BoxReference?
    /// How many messages the thread has.
    public var messages: Int
    /// The ids of the matching messages, newest first, at most 100.
    public var matched: [String]
    public var labels: [String]
    public var snippet: String
    public var highlights: Highlights
    public var score: Float
}

/// A box named in another result.
public struct BoxReference: Hashable, Sendable {
    public var id: String
    public var name: String
}

/// A box whose card matches, or one of whose messages or entries does.
public struct BoxHit: Sendable, Equatable {
    public var id: String
    public var name: String
    public var pipeline: String
    public var stage: String
    public var assignees: [String]
    public var modified: Timestamp
    public var score: Float
    /// Matches in `name` and in the first 64 KB of `notes`, by field name, over the text of ``highlighted``.
    public var highlights: [String: Highlights]
    /// The texts that `highlights` point into, by field name.
    public var highlighted: [String: String]
    /// The best matching threads of this box, at most 3.
    public var threads: [ThreadHit]
    /// How many items of this box match.
    public var matched: Int
}

/// How many results there are in all.
public struct ResultTotals: Hashable, Sendable {
    public var boxes: Int
    public var threads: Int
    public var items: Int
    /// `false`: the numbers are lower bounds.
    public var isExact: Bool

    public init(boxes: Int = 0, threads: Int = 0, items: Int = 0, isExact: Bool = true) {
        self.boxes = boxes
        self.threads = threads
        self.items = items
        self.isExact = isExact
    }
}

/// The answer to a search.
public struct SearchResults: Sendable {
    public var boxes: [BoxHit]
    public var threads: [ThreadHit]
    public var messages: [MessageHit]
    public var totals: ResultTotals
    /// The generation that was searched: what a cursor names.
    public var generation: UInt64
    /// Whether there are results after these; not where the time was over before these were made, for what comes after them
    /// would leave out those that were not.
    public var hasMore: Bool
    /// What the results meet the query with.
    public var tier = MatchTier.message
    /// Patterns that stand for more words than the search looked at: there may be more results.
    public var cutPatterns: [String] = []
    /// Free words that there was no memory to look for in boxes: there may be more results.
    public var cutWords: [String] = []
    /// Whether the deadline passed before everything was looked at: these are the best of what was.
    public var isCut = false
    /// Why there are no results.
    public var suggestion: SearchSuggestion?
}

/// What must meet a query's conditions together.
public enum MatchTier: String, Hashable, Sendable {
    /// One message, entry or box card meets all of them.
    case message
    /// No single one does; the messages of these threads do between them (QUERY.md, Scope 5).
    case thread
}

/// A number and how it came about: the same computation that scores, told as a tree.
public struct Explanation: Hashable, Sendable {
    /// What the number is called: `idf`, or a leaf of the query.
    public var name: String
    public var value: Float
    /// How it is computed, or what it was counted from.
    public var description: String
    public var details: [Explanation]

    public init(_ name: String, _ value: Float, _ description: String, _ details: [Explanation] = []) {
        self.name = name
        self.value = value
        self.description = description
        self.details = details
    }

    /// Whether the item matches at all.
    public var matched: Bool = true
}
