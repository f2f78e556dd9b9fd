// Owns: which lists of a segment the terms of a query stand in.

import Schema
import Storage

/// A list, and which of its occurrences are meant.
struct TermList {
    var entry: TermEntry
    /// That its items' words were stemmed in; `nil`: of words that are not stemmed, in items of any.
    var language: Language?
    /// The form that is meant; `nil`: all.
    var form: UInt32?
    /// How many items have it, deleted ones included.
    var items: UInt32
}

/// A list with all the forms of it that are meant.
struct FilteredList {
    var entry: TermEntry
    /// `nil`: all.
    var forms: FormSet?
}

/// The lists of a word.
struct WordLists {
    var lists: [FilteredList]
    /// Whether no two have an item in common: those of one word, for an item is in one language.
    var areDisjoint: Bool
}

extension [[TermList]] {
    /// Leaves out, of the lists of words that must all be in an item, those in a language that not all of them have.
    mutating func keepCommonLanguages() {
        var common = LanguageSet.all
        for lists in self where lists.allSatisfy({ $0.language != nil }) {
            common.formIntersection(LanguageSet(lists.compactMap(\.language)))
        }
        for word in indices { self[word].removeAll { list in list.language.map { !common.contains($0) } ?? false } }
    }
}

/// Looks the terms of one space and team up in a segment. Terms in ascending order are found walking forward; in any other
/// order, or asked for again, each costs a search.
struct TermLookup {
    private let segment: SegmentReader
    private let space: TermSpace
    private let team: UInt32
    private let isText: Bool
    /// Made when an exact form is looked up.
    private var exact: ForwardLookup?
    private var own: ForwardLookup
    private var stems: ForwardLookup

    init(_ space: TermSpace, team: UInt32, in segment: SegmentReader) {
        self.segment = segment
        self.space = space
        self.team = team
        isText = space.isText
        stems = ForwardLookup(segment.dictionary, TermKey.prefix(team: team, space.with(.stem)))
        own = stems
    }

    /// The lists of a term: of a stem one at most for each of its languages, of an exact form one for each of its stems. No
    /// two have an item in common.
    mutating func lists(of choice: TermChoice) throws -> [TermList] {
        let term = Array(choice.term.utf8)
        var lists: [TermList] = []
        guard isText else { return try stems.find(term).map { [TermList(entry: $0, items: $0.count)] } ?? [] }
        if choice.form == .stem {
            try stems.forEachStem(term) { entry, language in
                guard choice.languages.contains(language ?? .none) else { return }
                lists.append(TermList(entry: entry, language: language, items: entry.count))
            }
            return lists
        }
        if exact == nil {
            exact = ForwardLookup(segment.dictionary, TermKey.prefix(team: team, space.with(.exact)))
        }
        if let entry = try exact?.find(term) { try append(listsOf: entry, form: term, to: &lists) }
        // A form that some stems' lists name may also be the one form of stems spelled like it.
        try own.forEachStem(term) { entry, language in
            guard entry.hasOneForm else { return }
            lists.append(TermList(entry: entry, language: language, items: entry.count))
        }
        return lists
    }

    /// Appends the lists that a walk's entry of an exact form, or of a value, stands for: with all its entries together those
    /// that ``lists(of:)`` finds.
    mutating func append(listsOf found: FoundEntry, form: ArraySlice<UInt8>, to lists: inout [TermList]) throws {
        let entry = found.entry
        if isText, entry.isReference {
            try append(listsOf: entry, form: Array(form), to: &lists)
        } else if !isText || entry.hasOneForm {
            lists.append(TermList(entry: entry, language: found.language, items: entry.count))
        }
    }

    /// Appends the lists that an exact form refers to.
    private mutating func append(listsOf entry: TermEntry, form: [UInt8], to lists: inout [TermList]) throws {
        for reference in try FormReference.read(entry, form: form, segment.dictionary) {
            guard let list = try stems.find(reference.stem) else {
                throw StorageError.corrupt(
                    file: segment.name, offset: 0,
                    expected: "the stem of \(String(decoding: form, as: UTF8.self))", got: "none")
            }
            lists.append(
                TermList(
                    entry: list, language: TermKey.language(ofStem: reference.stem), form: reference.form,
                    items: reference.items))
        }
    }

    /// Calls `body` with the forms that a stem stands for in the segment, and in which language: `nil` in any.
    mutating func forEachForm(of choice: TermChoice, _ body: ([UInt8], Language?) -> Void) throws {
        let stem = Array(choice.term.utf8)
        let segment = segment
        try stems.forEachStem(stem) { entry, language in
            guard choice.languages.contains(language ?? .none) else { return }
            let table = try OccurrencesReader.formTable(entry, in: segment.occurrences)
            let term = TermKey.stem(stem, language)
            for form in try ExactForms.forms(of: table, stem: term, segment) { body(form, language) }
        }
    }
}

/// Finds terms in a dictionary, each from where the one before was found.
private struct ForwardLookup {
    private let dictionary: TermDictionary
    private let prefix: [UInt8]
    /// What was sought last.
    private var key: [UInt8] = []
    /// At the first key that is not before `key`, or, when its stems were gone through, the first after them; `nil` before
    /// anything was sought.
    private var cursor: TermCursor?
    private var isBehindStems = false
    private var isAtEnd = false

    init(_ dictionary: TermDictionary, _ prefix: [UInt8]) {
        self.dictionary = dictionary
        self.prefix = prefix
    }

    mutating func find(_ term: [UInt8]) throws(StorageError) -> TermEntry? {
        guard try seek(term), cursor?.compare(key) == 0 else { return nil }
        return cursor?.entry
    }

    /// Calls `body` with the stems that are spelled like a word, each with its language; `nil`: it is not stemmed.
    mutating func forEachStem(_ word: [UInt8], _ body: (TermEntry, Language?) throws -> Void) throws {
        guard try seek(word) else { return }
        isBehindStems = true
        while !isAtEnd, let found = cursor?.key, let entry = cursor?.entry, TermKey.isStem(found, of: key) {
            try body(entry, TermKey.language(ofStem: found))
            isAtEnd = try !(cursor?.next() ?? false)
        }
    }

    /// Goes to the first key that is not before a term's; false at the end.
    private mutating func seek(_ term: [UInt8]) throws(StorageError) -> Bool {
        let next = prefix + term
        let isForward =
            isBehindStems
            ? key.lexicographicallyPrecedes(next) && !TermKey.isStem(next, of: key)
            : cursor != nil && !next.lexicographicallyPrecedes(key)
        key = next
        isBehindStems = false
        if isForward {
            if isAtEnd { return false }
            if cursor?.compare(key) ?? 0 >= 0 { return true }
            try cursor?.seek(key)
        } else {
            cursor = try dictionary.cursor(from: key)
        }
        isAtEnd = try !(cursor?.next() ?? false)
        return !isAtEnd
    }
}

extension SegmentReader {
    /// The lists of a term.
    func lists(of choice: TermChoice, _ space: TermSpace, team: UInt32) throws -> [TermList] {
        var lookup = TermLookup(space, team: team, in: self)
        return try lookup.lists(of: choice)
    }

    /// The lists of terms that stand for one word, each list once, with all the forms of it that are meant.
    func merged(_ lists: [TermList], _ budget: SearchBudget) throws -> [FilteredList] {
        var result: [FilteredList] = []
        result.reserveCapacity(lists.count)
        // Of few each is looked for among those before it; more are brought together first.
        let areFew = lists.count <= 8
        var order = Array(lists.indices)
        if !areFew { order.sort { lists[$0].entry.occurrencesOffset < lists[$1].entry.occurrencesOffset } }
        for place in order {
            try budget.pace()
            let list = lists[place]
            let offset = list.entry.occurrencesOffset
            let isSame = { (other: FilteredList) in other.entry.occurrencesOffset == offset }
            let known =
                areFew ? result.firstIndex(where: isSame) : result.last.map(isSame) == true ? result.count - 1 : nil
            guard let known else {
                result.append(FilteredList(entry: list.entry, forms: list.form.map { FormSet([$0]) }))
                continue
            }
            if let form = list.form { result[known].forms?.insert(form) } else { result[known].forms = nil }
        }
        // A list all of whose forms are meant needs no looking at forms.
        for place in result.indices {
            guard let forms = result[place].forms else { continue }
            try budget.pace(32)
            if try OccurrencesReader.formTable(result[place].entry, in: occurrences).count == forms.count {
                result[place].forms = nil
            }
        }
        return result
    }
}
