// Owns: patterns to the terms they stand for, over all segments of a snapshot, within the search's budget.

import Schema
import Storage

/// The exact forms that a pattern stands for.
struct ExpandedTerms {
    /// In ascending order.
    var terms: [String] = []
    /// Whether there are more.
    var isCut = false
}

/// Finds the exact forms of a team's space that an automaton accepts.
struct TermExpansion {
    /// The most terms a pattern stands for: of more those in the most items are kept.
    static let maximumTerms = 1_024
    /// The most accepted terms that are remembered while looking; those after them in the order of bytes are left out.
    private static let maximumFound = 65_536

    let snapshot: IndexSnapshot
    let team: String
    let budget: SearchBudget

    /// The terms that an automaton accepts and that a live item has.
    ///
    /// - Parameter automaton: made anew for each walk over one segment's terms.
    func terms(_ space: TermSpace, _ automaton: () -> some TermAutomaton) throws -> ExpandedTerms {
        var found: [String: UInt64] = [:]
        var isCut = false
        try forEachAccepted(space, automaton) { term, items, _ in
            if let known = found[term] {
                found[term] = known + items
            } else if found.count < Self.maximumFound {
                found[term] = items
            } else {
                isCut = true
                return false
            }
            return true
        } whenOut: {
            isCut = true
        }
        var terms = try live(found.keys.sorted(), space)
        let limit = budget.takeTerms(upTo: Self.maximumTerms)
        if terms.count > limit {
            isCut = true
            terms.sort { (found[$1] ?? 0, $0) < (found[$0] ?? 0, $1) }
            terms.removeLast(terms.count - limit)
            terms.sort()
        }
        budget.useTerms(terms.count)
        return ExpandedTerms(terms: terms, isCut: isCut)
    }

    /// Calls `body` with every accepted term of every segment, with how many items of the segment have it, dead ones
    /// included, until it returns false; `whenOut` when the budget ends the walk.
    func forEachAccepted<A: TermAutomaton>(
        _ space: TermSpace, _ automaton: () -> A, _ body: (String, UInt64, A) throws -> Bool,
        whenOut: () -> Void = {}
    ) throws {
        for view in snapshot.segments {
            guard let ordinal = view.reader.info.ordinal(ofTeam: team) else { continue }
            for form in space.isText ? [TermForm.exact, .stem] : [.stem] {
                var walk = TermWalk(
                    segment: view.reader, prefix: TermKey.prefix(team: ordinal, space.with(form)), form: form,
                    automaton: automaton())
                guard try walk.run(budget, body) else { return whenOut() }
            }
        }
    }

    /// Those that a live item has: terms of deleted items only must not count, for a merge would drop them.
    private func live(_ terms: [String], _ space: TermSpace) throws -> [String] {
        guard snapshot.segments.contains(where: { $0.live != nil }) else { return terms }
        return try terms.filter { try isLive(TermChoice(form: .exact, term: $0), space) }
    }

    /// Whether a live item has a term.
    func isLive(_ choice: TermChoice, _ space: TermSpace) throws -> Bool {
        for view in snapshot.segments {
            guard let ordinal = view.reader.info.ordinal(ofTeam: team) else { continue }
            for list in try view.reader.lists(of: choice, space, team: ordinal) {
                guard let live = view.live else { return true }
                let filtered = FilteredList(entry: list.entry, forms: list.form.map { FormSet([$0]) })
                if try PostingsCursor(filtered, in: view.reader).hasLive(live) { return true }
            }
        }
        return false
    }
}

/// One walk over a segment's terms of one space and form.
private struct TermWalk<A: TermAutomaton> {
    let segment: SegmentReader
    let prefix: [UInt8]
    let form: TermForm
    var automaton: A

    /// - Returns: false when the budget or `body` ended it.
    mutating func run(_ budget: SearchBudget, _ body: (String, UInt64, A) throws -> Bool) throws -> Bool {
        var cursor = try segment.dictionary.cursor(from: prefix + automaton.start)
        var target = prefix
        var seen = 0
        while try cursor.next(), cursor.key.withUnsafeBufferPointer({ $0.has(prefix) }) {
            seen += 1
            if seen & 255 == 0, try !budget.visit(256) { return false }
            switch cursor.key.withUnsafeBufferPointer({ judge($0) }) {
            case .accept:
                // Of the stems only those that are exact forms of themselves.
                guard form == .exact || cursor.entry.hasOneForm || !cursor.entry.hasOccurrences else { continue }
                let term = String(decoding: cursor.key[prefix.count...], as: UTF8.self)
                guard try body(term, items(cursor), automaton) else { return false }
            case .pass: continue
            case .skip:
                target.removeLast(target.count - prefix.count)
                target += automaton.target
                try cursor.seek(target)
            case .end: return try budget.visit(seen & 255)
            }
        }
        return try budget.visit(seen & 255)
    }

    private mutating func judge(_ key: UnsafeBufferPointer<UInt8>) -> TermVerdict {
        automaton.judge(UnsafeBufferPointer(rebasing: key[prefix.count...]))
    }

    private func items(_ cursor: TermCursor) throws -> UInt64 {
        guard form == .exact, cursor.entry.isReference else { return UInt64(cursor.entry.count) }
        let term = Array(cursor.key[prefix.count...])
        return try FormReference.read(cursor.entry, form: term, segment.dictionary).reduce(0) { $0 + UInt64($1.items) }
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
