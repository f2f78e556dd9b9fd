// Owns: a text condition after analysis: which terms, in which lists, next to each other or not.

import Schema

/// One term to look up.
struct TermChoice: Hashable, Sendable {
    var form: TermForm
    var term: String
}

/// How the words of a text condition stand to each other.
indirect enum PlacePattern: Hashable, Sendable {
    /// A word of a sequence.
    struct Place: Hashable {
        /// Which of the leaf's slots.
        var slot: Int
        /// Words after the sequence's first.
        var offset: UInt32
    }

    /// Words at these distances; there is at least one.
    case sequence([Place])
    /// Both, apart from each other, with at most `distance` words between; `ordered`: the first before the second.
    case near(PlacePattern, PlacePattern, distance: UInt32, ordered: Bool)
    /// Any of them: what a run of a script without blanks may look like after the dictionary has split the text.
    case any([PlacePattern])
}

/// A text condition ready to be looked up in segments.
struct TextLeaf: Hashable, Sendable {
    /// How far AROUND reaches: values of a field stand ``Inverter/positionGap`` apart, and no match goes from one into the
    /// next.
    static let maximumDistance = Inverter.positionGap - 1

    /// What to call it in explanations.
    var name: String
    var space: TermSpace
    /// For each word, the terms that stand for it; never none.
    var slots: [[TermChoice]]
    var pattern: PlacePattern
    /// Runs of scripts without blanks in the pattern: what to highlight of them.
    var runs: [String] = []
    /// The slots that are not highlighted by themselves: the words of such runs.
    var quietSlots: Set<Int> = []
    /// Only occurrences in the body count.
    var isBodyOnly = false
    /// What the leaf counts against others.
    var boost: Float = 1

    /// Whether a posting alone decides a match.
    var isSingleTerm: Bool {
        guard !isBodyOnly, case .sequence(let places) = pattern else { return false }
        return places.count == 1
    }
}
