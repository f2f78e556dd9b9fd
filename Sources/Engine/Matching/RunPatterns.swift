// Owns: the rows of words that a run of a script without blanks may stand as in a snapshot: see RunAutomaton.swift.

import Schema

/// A run, looked up.
struct RunPatterns {
    /// The most rows; what is beyond is left out, and the search says so.
    static let maximumRows = 64

    /// Whether a word must begin where the run does, and end where it does: inside a phrase, not at its ends.
    struct Edges: Hashable {
        var isBeginningFixed: Bool
        var isEndFixed: Bool
    }

    /// Each row's words, each of them any of these terms.
    private(set) var rows: [[[String]]] = []
    private(set) var isCut = false

    private let length: Int
    private let edges: Edges
    private let budget: SearchBudget
    /// Terms that a word of a row may be, and how many items have them.
    private typealias Terms = [String: UInt64]
    private var parts: [Range<Int>: String] = [:]
    /// By the place a part begins at, the places where one ends.
    private var ends: [Int: Set<Int>] = [:]
    private var endings: [Int: Terms] = [:]
    private var beginnings: [Int: Terms] = [:]
    private var whole: Terms = [:]

    /// - Parameter run: folded, not empty.
    init(_ run: String, _ edges: Edges, _ space: TermSpace, _ expansion: TermExpansion) throws {
        length = run.unicodeScalars.count
        self.edges = edges
        budget = expansion.budget
        try expansion.forEachAccepted(space, { RunAutomaton(run) }) { bytes, items, automaton, _ in
            let term = String(decoding: bytes, as: UTF8.self)
            if try expansion.isStillThere(term, space) { note(term, items, automaton.fit) }
            return true
        } whenOut: {
            isCut = true
        }
        if !whole.isEmpty { rows.append([edge(whole)]) }
        findDeadEnds()
        for end in 1..<max(length, 1) {
            var first = edges.isBeginningFixed ? [:] : endings[end] ?? [:]
            if let part = parts[0..<end] { first[part] = .max }
            guard !first.isEmpty else { continue }
            var row = [edge(first)]
            try extend(&row, from: end)
        }
    }

    private mutating func note(_ term: String, _ items: UInt64, _ fit: RunAutomaton.Fit) {
        let isWhole =
            switch (edges.isBeginningFixed, edges.isEndFixed) {
            case (false, false): fit.hasRun
            case (true, false): fit.beginsWithRun
            case (false, true): fit.endsWithRun
            case (true, true): fit.parts.contains(0..<length)
            }
        if isWhole { whole[term, default: 0] += items }
        for part in fit.parts {
            parts[part] = term
            ends[part.lowerBound, default: []].insert(part.upperBound)
        }
        for end in fit.endings { endings[end, default: [:]][term, default: 0] += items }
        for start in fit.beginnings { beginnings[start, default: [:]][term, default: 0] += items }
    }

    /// Takes away the parts from whose ends no row can be completed: with them there are rows without number to try.
    private mutating func findDeadEnds() {
        for place in (0..<length).reversed() {
            let found = ends[place]?.filter { $0 == length || isOpen($0) }
            ends[place] = found?.isEmpty ?? true ? nil : found
        }
    }

    /// Whether a row that has the run up to a place can be completed.
    private func isOpen(_ place: Int) -> Bool {
        ends[place] != nil || !edges.isEndFixed && beginnings[place] != nil
    }

    /// Adds the rows that go on from `row`, which has the run up to `place`; leaves `row` as it was.
    private mutating func extend(_ row: inout [[String]], from place: Int) throws {
        guard rows.count < Self.maximumRows else {
            isCut = true
            return
        }
        try budget.pace()
        var last = edges.isEndFixed ? [:] : beginnings[place] ?? [:]
        if let part = parts[place..<length] { last[part] = .max }
        if !last.isEmpty { rows.append(row + [edge(last)]) }
        for end in (ends[place] ?? []).sorted() where end < length {
            guard let part = parts[place..<end] else { continue }
            row.append([part])
            try extend(&row, from: end)
            row.removeLast()
        }
    }

    /// The terms of a word, of too many those in the most items.
    private mutating func edge(_ terms: Terms) -> [String] {
        let limit = max(1, budget.takeTerms(upTo: TermExpansion.maximumTerms))
        var kept = terms.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
        if kept.count > limit {
            isCut = true
            kept.removeLast(kept.count - limit)
        }
        budget.useTerms(kept.count)
        return kept.sorted()
    }
}
