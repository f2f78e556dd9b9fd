// Owns: a text condition after analysis: which terms, in which lists, next to each other or not.

import Schema

/// One term to look up.
struct TermChoice: Hashable, Sendable {
    var form: TermForm
    /// An exact form, a stem's word, or a keyword.
    var term: String
    /// Of a stem, the languages in which it is meant: ``Schema/Language/none`` for words that are not stemmed, and keywords.
    var languages: LanguageSet

    /// An exact form.
    init(exact term: String) { self.init(form: .exact, term: term, languages: LanguageSet()) }

    /// A keyword's value.
    init(value term: String) { self.init(form: .stem, term: term, languages: LanguageSet([.none])) }

    /// A stem in some languages.
    init(stem term: String, in languages: LanguageSet) { self.init(form: .stem, term: term, languages: languages) }

    private init(form: TermForm, term: String, languages: LanguageSet) {
        self.form = form
        self.term = term
        self.languages = languages
    }
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

    var hasAlternatives: Bool {
        switch self {
        case .sequence: false
        case .near(let left, let right, _, _): left.hasAlternatives || right.hasAlternatives
        case .any: true
        }
    }
}

/// What a leaf was made from: what to call it in explanations. Spelled out only where it is shown.
enum LeafName: Hashable, Sendable, CustomStringConvertible {
    /// A pattern, and what it is looked for in.
    case pattern(String, TextPattern)
    /// A query's words in a row.
    case phrase(String)

    var description: String {
        switch self {
        case .pattern(let place, let pattern): "\(place) \(pattern)"
        case .phrase(let text): "phrase \(text)"
        }
    }

    /// As it was typed, but for quotes, signs and the places of blanks.
    var typed: String {
        switch self {
        case .pattern(_, let pattern): pattern.typed
        case .phrase(let text): text
        }
    }
}

extension TextPattern {
    fileprivate var typed: String {
        switch self {
        case .word(let text), .exact(let text), .phrase(let text), .glob(let text): text
        case .prefix(let text): text + "*"
        case .fuzzy(let text, let distance): "\(text)~\(distance)"
        case .near(let distance, let left, let right, _): "\(left.typed) AROUND \(distance) \(right.typed)"
        }
    }
}

/// A text condition ready to be looked up in segments.
struct TextLeaf: Hashable, Sendable {
    /// How far AROUND reaches: values of a field stand ``Inverter/positionGap`` apart, and no match goes from one into the
    /// next.
    static let maximumDistance = Inverter.positionGap - 1

    var name: LeafName
    var space: TermSpace
    /// For each word, the terms that stand for it; never none.
    var slots: [[TermChoice]]
    var pattern: PlacePattern
    /// Runs of scripts without blanks in the pattern: what to highlight of them.
    var runs: [String] = []
    /// The slots that are not highlighted by themselves: the words of such runs.
    var quietSlots: Set<Int> = []
    /// Whether it is of a pattern with a star.
    var isWildcard = false
    /// Only occurrences in the body count.
    var isBodyOnly = false
    /// What the leaf counts against others.
    var boost: Float = 1

    /// Whether a slot's terms are one word, in one or several languages.
    func isOneWord(slot: Int) -> Bool { slots[slot].count == 1 || slots[slot].allSatisfy { $0.form == .stem } }

    /// Whether an item must have a word of every slot.
    var needsEverySlot: Bool { !pattern.hasAlternatives }

    /// Whether all items that it matches score the same: it is one word with a star, or names who or what an item is from, to
    /// or with, as the fields do that are not stemmed. How often a sender's name stands in their own address says nothing.
    var scoresEvenly: Bool { isWildcard && isSingleTerm || !space.isStemmed }

    /// Whether a posting alone decides a match.
    var isSingleTerm: Bool {
        guard !isBodyOnly, case .sequence(let places) = pattern else { return false }
        return places.count == 1
    }
}
