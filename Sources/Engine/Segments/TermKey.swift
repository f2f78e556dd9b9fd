// Owns: how the engine names terms in a segment's dictionary, so that a team's terms, and a field's, lie together.
//
// Goals: statistics, expansions and suggestions of one team can't see another's terms, for the team comes first; all
// words of a field that begin alike are one walk. A stem is one of a language: English `as` is not what another language
// makes of `asset`, so no search walks, or finds, the one for the other.
//
//   key   = team:u32 big-endian space term:byte*
//           (team: its place in the segment information, from 0)
//   space = 01                            combined text, stems
//         | 02                            combined text, exact forms
//         | 10 field:u8 form:u8           a built-in text field: form 0 stems, 1 exact forms
//         | 20 field:u8                   a built-in keyword field
//         | 30 name:byte* 00 form:u8      a team's own text field, by its normalized name
//
// Stems have lists; exact forms only refer to the stems whose lists they stand in (ExactForms.swift). The term of a stem is
//
//   stem  = word:byte* [language:u8]                (language: raw value of a Language, below 20 and so in no word)
//
// The language is left out for what no stemmer is asked about: words of Language.none, numbers, scripts without blanks,
// fields that are not stemmed. So the stems of one spelling follow each other, and an item has its words in one of them.
//
// Worked example: the exact form "hi" in the subjects of a segment's second team is
//
//   00 00 00 01  10 00 01  68 69
//
// and its stem in English (7), whose subject is "hi" or "his",
//
//   00 00 00 01  10 00 00  68 69 07
//
// Drawbacks: a team's place differs from segment to segment, so keys are made anew for each and by a merge. A word that a
// team writes in many languages has as many lists.
//
// Version 1: this.

import Schema

/// What a term is a term of.
enum TermSpace: Hashable {
    case combined(TermForm)
    case text(Field, TermForm)
    case keyword(Field)
    case custom(String, TermForm)

    /// The bytes after the team.
    var prefix: [UInt8] {
        switch self {
        case .combined(let form): [0x01 + form.rawValue]
        case .text(let field, let form): [0x10, field.rawValue, form.rawValue]
        case .keyword(let field): [0x20, field.rawValue]
        case .custom(let name, let form): [0x30] + name.utf8.filter { $0 != 0 } + [0, form.rawValue]
        }
    }

    /// Whether its words are found by their stems too: not those of people, files and lists, whose words' stem lists are
    /// their exact lists.
    var isStemmed: Bool { if case .text(let field, _) = self { field.isStemmed } else { true } }

    /// Whether its terms are words with places, not whole values.
    var isText: Bool { if case .keyword = self { false } else { true } }

    /// The same words in the other form.
    func with(_ form: TermForm) -> TermSpace {
        switch self {
        case .combined: .combined(form)
        case .text(let field, _): .text(field, form)
        case .keyword: self
        case .custom(let name, _): .custom(name, form)
        }
    }
}

/// Whether a text term is a stem or an exact form (folded, not stemmed).
enum TermForm: UInt8, Hashable {
    case stem = 0
    case exact = 1
}

enum TermKey {
    /// The least byte that a word can have: what is below is a language.
    private static let leastOfWords: UInt8 = 0x20

    /// The term of a word's stem in a language; `nil` or none: of one that is not stemmed.
    static func stem(_ word: some Collection<UInt8>, _ language: Language?) -> [UInt8] {
        guard let language, language != .none else { return Array(word) }
        return Array(word) + [language.rawValue]
    }

    /// The word of a stem's term.
    static func word<Term: BidirectionalCollection<UInt8>>(ofStem term: Term) -> Term.SubSequence {
        language(ofStem: term) == nil ? term[...] : term.dropLast()
    }

    /// Whether a key is that of a word's stem in some language, or in none.
    ///
    /// - Parameter word: the key of the word as one that is not stemmed.
    static func isStem(_ key: [UInt8], of word: [UInt8]) -> Bool {
        let isLonger = key.count == word.count + 1 && key[word.count] < leastOfWords
        return (isLonger || key.count == word.count) && key.withUnsafeBufferPointer { $0.has(word) }
    }

    /// The language of a stem's term; `nil`: it is not stemmed.
    static func language(ofStem term: some BidirectionalCollection<UInt8>) -> Language? {
        guard let last = term.last, last < leastOfWords else { return nil }
        return Language(rawValue: last)
    }

    /// The key of a term.
    static func bytes(team: UInt32, _ space: TermSpace, _ term: some Sequence<UInt8>) -> [UInt8] {
        prefix(team: team, space) + term
    }

    /// The bytes that all keys of a team's space begin with.
    static func prefix(team: UInt32, _ space: TermSpace) -> [UInt8] {
        teamPrefix(team) + space.prefix
    }

    static func teamPrefix(_ team: UInt32) -> [UInt8] {
        [UInt8(team >> 24), UInt8(team >> 16 & 0xFF), UInt8(team >> 8 & 0xFF), UInt8(team & 0xFF)]
    }

    /// The team and space that a key begins with.
    static func spacePrefix(of key: [UInt8]) -> [UInt8] {
        guard key.count > 4 else { return key }
        let length: Int
        switch key[4] {
        case 0x10: length = 7
        case 0x20: length = 6
        case 0x30: length = (key.dropFirst(5).firstIndex(of: 0) ?? key.count - 1) + 2
        default: length = 5
        }
        return Array(key.prefix(length))
    }

    /// The team and space of the stems that a team's exact forms refer to; `nil` for what is no space of exact forms.
    static func stemPrefix(ofExact prefix: [UInt8]) -> [UInt8]? {
        guard prefix.count > 4 else { return nil }
        let isExact = prefix[4] == 0x02 || [0x10, 0x30].contains(prefix[4]) && prefix.last == TermForm.exact.rawValue
        return isExact ? prefix.dropLast() + [prefix[prefix.count - 1] - 1] : nil
    }
}
