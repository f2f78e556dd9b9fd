// Owns: a text condition after analysis: which terms, in which lists, next to each other or not.

import Schema

/// One term to look up.
struct TermChoice: Hashable {
    var form: TermForm
    var term: String
}

/// A text condition ready to be looked up in segments.
struct TextLeaf {
    /// How the slots stand to each other.
    enum Shape: Equatable {
        /// At the positions of `offsets`, relative to the first.
        case sequence
        /// The slots before `split` as one sequence, those from it on as another, at most `distance` words between.
        case near(split: Int, distance: UInt32, ordered: Bool)
    }

    /// What to call it in explanations.
    var name: String
    var space: TermSpace
    /// For each word, the terms that stand for it.
    var slots: [[TermChoice]]
    /// For each word, its position relative to its sequence's first.
    var offsets: [UInt32]
    var shape: Shape = .sequence
    /// Only occurrences in the body count.
    var isBodyOnly = false
    /// What the leaf counts against others.
    var boost: Float = 1

    /// Whether a posting alone decides a match.
    var isSingleTerm: Bool { slots.count == 1 && !isBodyOnly }
}
