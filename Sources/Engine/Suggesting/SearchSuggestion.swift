// Owns: what is said when a search finds nothing (QUERY.md section 8).

import Schema

/// Why a search found nothing.
public struct SearchSuggestion: Hashable, Sendable {
    /// One of several conditions that had to hold together.
    public struct Condition: Hashable, Sendable {
        public var clause: Clause
        /// What would be found without it, up to 10,000 items; `nil` where counting would have cost more than the search.
        public var hits: ResultTotals?
    }

    /// A word of the query that does not occur where it is looked for.
    public struct Word: Hashable, Sendable {
        /// `nil`: anywhere.
        public var field: FieldReference?
        /// As it is looked up: case, width and accents folded.
        public var text: String
        /// The nearest word there is, and how many items have it.
        public var nearest: Replacement?
    }

    /// A label, stage, pipeline, person or state of the query that nothing has.
    public struct Value: Hashable, Sendable {
        public var field: Field
        public var text: String
        public var nearest: Replacement?
    }

    /// Something that does occur.
    public struct Replacement: Hashable, Sendable {
        public var text: String
        public var items: Int
    }

    /// The query's conditions in its order, spam and trash apart; none where there is only one.
    public var conditions: [Condition] = []
    /// The place in `conditions` of the one whose absence brings the most hits; `nil` where none alone brings any.
    public var emptiedBy: Int?
    public var words: [Word] = []
    public var values: [Value] = []
    /// What would be found in spam and in trash; `nil` where the query asks for them or counting would have cost too much.
    public var inSpam: ResultTotals?
    public var inTrash: ResultTotals?

    /// Whether there is nothing to say.
    public var isEmpty: Bool {
        conditions.isEmpty && words.isEmpty && values.isEmpty && (inSpam?.items ?? 0) == 0 && (inTrash?.items ?? 0) == 0
    }
}
