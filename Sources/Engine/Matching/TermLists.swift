// Owns: which lists of a segment the terms of a query stand in.

import Schema
import Storage

/// A list, and which of its occurrences are meant.
struct TermList {
    var entry: TermEntry
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

/// Looks the terms of one space and team up in a segment. Terms in ascending order are found walking forward; in any other
/// order each costs a search.
struct TermLookup {
    private let segment: SegmentReader
    private let team: UInt32
    private let space: TermSpace
    private lazy var exact = ForwardLookup(segment.dictionary, TermKey.prefix(team: team, space.with(.exact)))
    private lazy var own = stems
    private lazy var stems = ForwardLookup(segment.dictionary, TermKey.prefix(team: team, space.with(.stem)))

    init(_ space: TermSpace, team: UInt32, in segment: SegmentReader) {
        self.segment = segment
        self.team = team
        self.space = space
    }

    /// The lists of a term: of a stem one at most, of an exact form one for each of its stems.
    mutating func lists(of choice: TermChoice) throws -> [TermList] {
        if choice.form == .stem {
            return try stems.find(choice.term.utf8).map { [TermList(entry: $0, items: $0.count)] } ?? []
        }
        let term = Array(choice.term.utf8)
        var lists: [TermList] = []
        if let entry = try exact.find(term) {
            for reference in try FormReference.read(entry, form: term, segment.dictionary) {
                guard let list = try stems.find(reference.stem) else {
                    throw StorageError.corrupt(
                        file: segment.name, offset: 0, expected: "the stem of \(choice.term)", got: "none")
                }
                lists.append(TermList(entry: list, form: reference.form, items: reference.items))
            }
        }
        // A form that some stems' lists name may also be the one form of the stem spelled like it.
        if let list = try own.find(term), list.hasOneForm { lists.append(TermList(entry: list, items: list.count)) }
        return lists
    }
}

extension TermLookup {
    /// The forms that a stem stands for in the segment.
    mutating func forms(ofStem stem: [UInt8]) throws -> [[UInt8]] {
        guard let list = try stems.find(stem) else { return [] }
        let table = try OccurrencesReader.formTable(list, in: segment.occurrences)
        return try ExactForms.forms(of: table, stem: stem, segment)
    }
}

/// Finds keys in a dictionary, each from where the one before was found.
private struct ForwardLookup {
    private let dictionary: TermDictionary
    private let prefix: [UInt8]
    private var cursor: TermCursor?

    init(_ dictionary: TermDictionary, _ prefix: [UInt8]) {
        self.dictionary = dictionary
        self.prefix = prefix
    }

    mutating func find(_ term: some Collection<UInt8>) throws(StorageError) -> TermEntry? {
        let key = prefix + term
        if let known = cursor?.key, known.lexicographicallyPrecedes(key) {
            try cursor?.seek(key)
        } else if cursor?.key != key {
            cursor = try dictionary.cursor(from: key)
        } else {
            return cursor?.entry
        }
        guard try cursor?.next() ?? false else {
            cursor = nil
            return nil
        }
        return cursor?.key == key ? cursor?.entry : nil
    }
}

extension SegmentReader {
    /// The lists of a term.
    func lists(of choice: TermChoice, _ space: TermSpace, team: UInt32) throws -> [TermList] {
        var lookup = TermLookup(space, team: team, in: self)
        return try lookup.lists(of: choice)
    }

    /// The lists of terms that stand for one word, each list once, with all the forms of it that are meant.
    func merged(_ lists: [TermList]) throws -> [FilteredList] {
        var result: [FilteredList] = []
        var places: [UInt64: Int] = [:]
        for list in lists {
            guard let place = places[list.entry.occurrencesOffset] else {
                places[list.entry.occurrencesOffset] = result.count
                result.append(FilteredList(entry: list.entry, forms: list.form.map { FormSet([$0]) }))
                continue
            }
            if let form = list.form { result[place].forms?.insert(form) } else { result[place].forms = nil }
        }
        // A list all of whose forms are meant needs no looking at forms.
        for place in result.indices {
            guard let forms = result[place].forms else { continue }
            if try OccurrencesReader.formTable(result[place].entry, in: occurrences).count == forms.count {
                result[place].forms = nil
            }
        }
        return result
    }
}
