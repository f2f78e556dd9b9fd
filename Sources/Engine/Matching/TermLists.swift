// Owns: which lists of a segment a term of a query stands in.

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

extension SegmentReader {
    /// The lists of a term: of a stem one at most, of an exact form one for each of its stems.
    func lists(of choice: TermChoice, _ space: TermSpace, team: UInt32) throws -> [TermList] {
        let term = Array(choice.term.utf8)
        let stems = space.with(.stem)
        if choice.form == .stem {
            return try find(team: team, stems, term).map { [TermList(entry: $0, items: $0.count)] } ?? []
        }
        guard let entry = try find(team: team, space.with(.exact), term) else {
            guard let own = try find(team: team, stems, term), own.hasOneForm else { return [] }
            return [TermList(entry: own, items: own.count)]
        }
        return try FormReference.read(entry, form: term, dictionary).compactMap { reference in
            guard let list = try find(team: team, stems, reference.stem) else {
                throw dictionaryFault("the stem of \(choice.term)")
            }
            return TermList(entry: list, form: reference.form, items: reference.items)
        } + ownList(term, stems, team)
    }

    /// A form that some stems' lists name may also be the one form of the stem spelled like it.
    private func ownList(_ term: [UInt8], _ stems: TermSpace, _ team: UInt32) throws -> [TermList] {
        guard let own = try find(team: team, stems, term), own.hasOneForm else { return [] }
        return [TermList(entry: own, items: own.count)]
    }

    private func dictionaryFault(_ expected: String) -> StorageError {
        .corrupt(file: name, offset: 0, expected: expected, got: "none")
    }

    /// The lists of several terms that stand for one word, each list once.
    func lists(of choices: [TermChoice], _ space: TermSpace, team: UInt32) throws -> [FilteredList] {
        var result: [FilteredList] = []
        var places: [UInt64: Int] = [:]
        for choice in choices {
            for list in try lists(of: choice, space, team: team) {
                guard let place = places[list.entry.occurrencesOffset] else {
                    places[list.entry.occurrencesOffset] = result.count
                    var forms = FormSet()
                    if let form = list.form { forms.insert(form) }
                    result.append(FilteredList(entry: list.entry, forms: list.form == nil ? nil : forms))
                    continue
                }
                if let form = list.form { result[place].forms?.insert(form) } else { result[place].forms = nil }
            }
        }
        // A list all of whose forms are meant needs no looking at forms.
        for place in result.indices {
            guard let forms = result[place].forms else { continue }
            if try OccurrencesReader.formCount(result[place].entry, in: occurrences) == forms.count {
                result[place].forms = nil
            }
        }
        return result
    }
}
