// Owns: patterns to the terms they stand for, over all segments of a snapshot, within the search's budget.

import Analysis
import Schema
import Storage

/// The exact forms that a pattern stands for.
struct ExpandedTerms {
    /// In ascending order.
    var terms: [String] = []
    /// Whether there are more.
    var isCut = false
    /// All lists that they stand in, where they were met on the way; `nil`: they must be looked up.
    var lists: SegmentLists?
}

/// The lists of a word's terms, by the identity of their segment.
typealias SegmentLists = [ObjectIdentifier: [TermList]]

/// Finds the exact forms of a team's space that an automaton accepts.
struct TermExpansion {
    /// The most terms a pattern stands for: of more those in the most items are kept.
    static let maximumTerms = 1_024
    /// The most accepted terms that are remembered: where a walk finds more, or all walks together, the others are left out.
    private static let maximumFound = 65_536

    let snapshot: IndexSnapshot
    let team: String
    let budget: SearchBudget
    let grams: TermGramCache

    /// The terms that an automaton accepts and that a live item has.
    ///
    /// - Parameter automaton: made anew for each walk over one segment's terms.
    func terms(_ space: TermSpace, _ automaton: () -> some TermAutomaton) throws -> ExpandedTerms {
        let limit = budget.takeTerms(upTo: Self.maximumTerms)
        var found = FoundTerms(limit: Self.maximumFound, budget)
        var isCut = false
        try forEachAccepted(space, automaton) { term, items, _, entry in
            if limit == 0 {
                // Whether there are any is all that is left to be told.
                isCut = try isStillThere(String(decoding: term, as: UTF8.self), space)
                return !isCut
            }
            return try found.add(term, items: items, entry)
        } whenOut: {
            isCut = true
        }
        // Where a walk was ended a term that is kept may stand in lists that were not met.
        let isWhole = !isCut
        try found.finish()
        // The most frequent first, as many as may be; those that only deleted items have do not count.
        var ranked = try FrequentTerms(found, isOrdered: found.terms.count > limit, budget)
        var places: [Int] = []
        let mayBeGone = snapshot.segments.contains { $0.live != nil }
        while let place = ranked.next() {
            try budget.pace()
            guard try !mayBeGone || isStillThere(found.text(place), space) else { continue }
            guard places.count < limit else {
                isCut = true
                break
            }
            places.append(place)
        }
        places.sort()
        budget.useTerms(places.count)
        return ExpandedTerms(
            terms: places.map(found.text), isCut: isCut || found.isCut,
            lists: isWhole && found.hasEntries ? try lists(of: places, found, space) : nil)
    }

    /// The lists of terms whose entries are known. O(entries), and a search for each stem that an exact form refers to.
    private func lists(of places: [Int], _ found: FoundTerms, _ space: TermSpace) throws -> SegmentLists {
        var lookups = snapshot.segments.map { view in
            view.reader.info.ordinal(ofTeam: team).map { TermLookup(space, team: $0, in: view.reader) }
        }
        var lists = [[TermList]](repeating: [], count: lookups.count)
        for place in places {
            try found.forEachEntry(place) { entry in
                // Of stems that are looked up few are the first of a page.
                try budget.pace(entry.entry.isReference ? 16 : 1)
                try lookups[entry.segment]?.append(
                    listsOf: entry, form: found.spelling(place), to: &lists[entry.segment])
            }
        }
        return SegmentLists(uniqueKeysWithValues: zip(snapshot.segments.map { ObjectIdentifier($0.reader) }, lists))
    }

    /// Calls `body` with every accepted term of every segment, with how many items of the segment have it, dead ones
    /// included, and with its entry unless it was found by grams, until it returns false; `whenOut` when that or the budget
    /// ends a walk.
    func forEachAccepted<A: TermAutomaton>(
        _ space: TermSpace, _ automaton: () -> A,
        _ body: (UnsafeBufferPointer<UInt8>, UInt64, A, FoundEntry?) throws -> Bool, whenOut: () -> Void = {}
    ) throws {
        for (segment, view) in snapshot.segments.enumerated() {
            guard let ordinal = view.reader.info.ordinal(ofTeam: team) else { continue }
            let first = automaton()
            do {
                if let narrowing = first.narrowing, let grams = try grams(view.reader, ordinal, space, first) {
                    guard try judge(grams, narrowing, first, body) else { return whenOut() }
                    continue
                }
            } catch is NoTimeForGrams { return whenOut() }
            for form in space.isText ? [TermForm.exact, .stem] : [.stem] {
                var walk = TermWalk(view.reader, team: ordinal, space.with(form), form, automaton())
                let isWhole = try walk.run(budget) { term, items, automaton, cursor in
                    let language = space.isText && form == .stem ? TermKey.language(ofStem: cursor.key) : nil
                    let entry = FoundEntry(segment: segment, entry: cursor.entry, language: language)
                    return try body(term, items, automaton, entry)
                }
                guard isWhole else { return whenOut() }
            }
        }
    }

    /// Patterns had their time before all terms were listed.
    private struct NoTimeForGrams: Error {}

    /// The grams of a space's words; `nil` where there are too many.
    private func grams(
        _ segment: SegmentReader, _ team: UInt32, _ space: TermSpace, _ automaton: some TermAutomaton
    ) throws -> TermGrams? {
        // Of scripts without blanks only their own words, of anything else all.
        let start = DictionaryScript.first.utf8.elementsEqual(automaton.start) ? automaton.start : []
        return try grams.grams(segment, team: team, space, from: start, budget) { limit in
            var collected = CollectedTerms()
            for form in space.isText ? [TermForm.exact, .stem] : [.stem] {
                var walk = TermWalk(segment, team: team, space.with(form), form, EveryTerm(start: start))
                let isWhole = try walk.run(budget, isFree: true) { term, items, _, _ in
                    collected.append(term, items: items)
                    if collected.ends.count & 1_023 == 0, !budget.hasTimeForPatterns { throw NoTimeForGrams() }
                    return collected.ends.count <= limit
                }
                guard isWhole else { return nil }
            }
            return collected
        }
    }

    /// - Returns: false when the budget or `body` ended it.
    private func judge<A: TermAutomaton>(
        _ grams: TermGrams, _ narrowing: TermNarrowing, _ automaton: A,
        _ body: (UnsafeBufferPointer<UInt8>, UInt64, A, FoundEntry?) throws -> Bool
    ) throws -> Bool {
        var automaton = automaton
        let work = automaton.work
        for (seen, number) in grams.candidates(narrowing).enumerated() {
            if seen & 255 == 255, try !budget.visit(256) { return false }
            if work > 0 { try budget.pace(work) }
            let goesOn = try grams.withTerm(number) { term, items in
                guard case .accept = automaton.judge(term) else { return true }
                return try body(term, items, automaton, nil)
            }
            if !goesOn { return false }
        }
        return true
    }

    /// Whether a live item has a term that a segment has.
    func isStillThere(_ term: String, _ space: TermSpace) throws -> Bool {
        guard snapshot.segments.contains(where: { $0.live != nil }) else { return true }
        return try isLive(space.isText ? TermChoice(exact: term) : TermChoice(value: term), space)
    }

    /// Whether a live item has a term.
    func isLive(_ choice: TermChoice, _ space: TermSpace) throws -> Bool {
        for view in snapshot.segments {
            guard let ordinal = view.reader.info.ordinal(ofTeam: team) else { continue }
            try budget.pace(SearchBudget.diskStep)
            for list in try view.reader.lists(of: choice, space, team: ordinal) {
                guard let live = view.live else { return true }
                let filtered = FilteredList(entry: list.entry, forms: list.form.map { FormSet([$0]) })
                if try PostingsCursor(filtered, in: view.reader).hasLive(live, budget) { return true }
            }
        }
        return false
    }
}

/// Accepts every term from a key on.
private struct EveryTerm: TermAutomaton {
    let start: [UInt8]
    mutating func judge(_ term: UnsafeBufferPointer<UInt8>) -> TermVerdict { .accept }
}

/// One walk over a segment's terms of one space and form.
private struct TermWalk<A: TermAutomaton> {
    private let segment: SegmentReader
    private let prefix: [UInt8]
    private let form: TermForm
    /// Whether terms end with a language.
    private let isStem: Bool
    private var automaton: A

    init(_ segment: SegmentReader, team: UInt32, _ space: TermSpace, _ form: TermForm, _ automaton: A) {
        self.segment = segment
        prefix = TermKey.prefix(team: team, space)
        self.form = form
        isStem = space.isText && form == .stem
        self.automaton = automaton
    }

    /// - Parameter isFree: time is counted, but not what is looked at.
    /// - Returns: false when the budget or `body` ended it.
    mutating func run(
        _ budget: SearchBudget, isFree: Bool = false,
        _ body: (UnsafeBufferPointer<UInt8>, UInt64, A, TermCursor) throws -> Bool
    ) throws -> Bool {
        var cursor = try segment.dictionary.cursor(from: prefix + automaton.start)
        var target = prefix
        let work = automaton.work
        var seen = 0
        while try cursor.next(), cursor.key.withUnsafeBufferPointer({ $0.has(prefix) }) {
            seen += 1
            if seen & 255 == 0 {
                if isFree { try budget.check(work: 16) } else if try !budget.visit(256) { return false }
            }
            if work > 0 { try budget.pace(work) }
            switch cursor.key.withUnsafeBufferPointer({ automaton.judge(word(of: $0)) }) {
            case .accept:
                // Of the stems only those that are exact forms of themselves.
                guard form == .exact || cursor.entry.hasOneForm || !cursor.entry.hasOccurrences else { continue }
                try budget.pace(2)
                let items = try items(cursor.entry)
                let goesOn = try cursor.key.withUnsafeBufferPointer { try body(word(of: $0), items, automaton, cursor) }
                guard goesOn else { return false }
            case .pass: continue
            case .skip:
                target.removeLast(target.count - prefix.count)
                target += automaton.target
                try cursor.seek(target)
            case .end: return try isFree || budget.visit(seen & 255)
            }
        }
        return try isFree || budget.visit(seen & 255)
    }

    /// A term of a key, without its language: of several languages one after another has the word.
    private func word(of key: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        let term = UnsafeBufferPointer(rebasing: key[prefix.count...])
        return isStem ? UnsafeBufferPointer(rebasing: TermKey.word(ofStem: term)) : term
    }

    private func items(_ entry: TermEntry) throws -> UInt64 {
        guard form == .exact, entry.isReference else { return UInt64(entry.count) }
        return try FormReference.items(entry, segment.dictionary)
    }
}

extension TermDictionary {
    /// A cursor from a key at hand as an array.
    func cursor(from key: [UInt8]) throws(StorageError) -> TermCursor {
        let result: Result<TermCursor, StorageError> = key.withUnsafeBytes { bytes in
            do throws(StorageError) { return .success(try cursor(from: bytes)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}

extension TermCursor {
    /// ``seek(_:)`` to a key at hand as an array.
    mutating func seek(_ key: [UInt8]) throws(StorageError) {
        let target = key
        let result: Result<Void, StorageError> = target.withUnsafeBytes { bytes in
            do throws(StorageError) { return .success(try seek(bytes)) } catch { return .failure(error) }
        }
        try result.get()
    }
}
