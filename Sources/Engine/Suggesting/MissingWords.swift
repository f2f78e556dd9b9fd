// Owns: words and values of a query that nothing has, and the nearest ones that something has.

import Schema
import Storage

/// Looks the words and values of one empty search up.
struct MissingWords {
    /// The most words, and the most values, that are told.
    static let maximumTold = 8
    /// The most near words whose items are counted.
    private static let maximumCounted = 32

    private let expansion: TermExpansion
    private let statistics: TeamTermStatistics
    private let analyzer: QueryAnalyzer
    private let languages: [Language]
    /// Whether the caller may see anything that a clause finds.
    private let finds: (Clause) throws -> Bool

    init(
        _ snapshot: IndexSnapshot, _ team: String, _ scratch: SearchScratch, _ budget: SearchBudget,
        finds: @escaping (Clause) throws -> Bool
    ) {
        expansion = TermExpansion(snapshot: snapshot, team: team, budget: budget, grams: scratch.caches.grams)
        statistics = TeamTermStatistics(snapshot: snapshot, team: team, scratch.caches.deadCounts, budget)
        languages = snapshot.languages(team: team)
        analyzer = scratch.analyzer
        self.finds = finds
    }

    /// Adds what a clause in normal form asks for in vain. What it asks against is passed over.
    func find(in clause: Clause, _ result: inout SearchSuggestion) throws {
        switch clause {
        case .and(let children), .or(let children):
            for child in children { try find(in: child, &result) }
        case .scope(_, let child): try find(in: child, &result)
        case .text(let field, let pattern): try find(in: pattern, field, &result)
        case .keyword(let field, let value): try find(Keyword.comparable(value, in: field), field, &result)
        case .all, .not, .number, .date, .present: return
        }
    }

    // MARK: Words

    private func find(
        in pattern: TextPattern, _ field: FieldReference?, _ result: inout SearchSuggestion
    ) throws {
        switch pattern {
        case .word(let text): try find(wordsOf: text, isExact: false, field, &result)
        case .phrase(let text), .exact(let text): try find(wordsOf: text, isExact: true, field, &result)
        case .near(_, let left, let right, _):
            try find(in: left, field, &result)
            try find(in: right, field, &result)
        // What stands for many words has no nearest one.
        case .prefix, .glob, .fuzzy: return
        }
    }

    private func find(
        wordsOf text: String, isExact: Bool, _ field: FieldReference?, _ result: inout SearchSuggestion
    ) throws {
        let spaces = Self.spaces(of: field)
        let words = try analyzer.words(text, languages: isExact ? [] : languages, expansion.budget)
        for word in words where result.words.count < Self.maximumTold {
            let isKnown = result.words.contains { $0.text == word.exact && $0.field == field }
            if isKnown || word.isDictionaryWord { continue }
            if try occurs(word, isExact: isExact, spaces) { continue }
            result.words.append(
                SearchSuggestion.Word(field: field, text: word.exact, nearest: try nearest(word.exact, field, spaces)))
        }
    }

    private static func spaces(of field: FieldReference?) -> [TermSpace] {
        switch field {
        case nil, .field(.body)?: [.combined(.stem)]
        case .field(.to)?: [.text(.to, .stem), .text(.cc, .stem), .text(.bcc, .stem)]
        case .field(let field)?: [.text(field, .stem)]
        case .custom(let name)?: [.custom(Keyword.normalized(name), .stem)]
        }
    }

    private func occurs(_ word: QueryAnalyzer.Word, isExact: Bool, _ spaces: [TermSpace]) throws -> Bool {
        try spaces.contains { space in
            let choices = !isExact && space.isStemmed ? word.stems : [TermChoice(exact: word.exact)]
            return try choices.contains { try expansion.isLive($0, space) }
        }
    }

    /// The word with the fewest edits that occurs, of equals that in the most items.
    private func nearest(
        _ word: String, _ field: FieldReference?, _ spaces: [TermSpace]
    ) throws -> SearchSuggestion.Replacement? {
        // Of a number every other is as near.
        guard word.unicodeScalars.contains(where: { $0.properties.isAlphabetic }) else { return nil }
        var near: [String: Near] = [:]
        for space in spaces { try collect(word, space, &near) }
        let candidates = try counted(near) { term in
            try spaces.reduce(0) { $0 + (try statistics.documentFrequency(TermChoice(exact: term), $1)) }
        }
        return try candidates.first { try finds(.text(field, .exact($0.text))) }
    }

    private struct Near {
        var distance: Int
        var items: UInt64
    }

    /// Collects the words one edit away; if there are none and two are no more than a third of the word, those two edits
    /// away, which takes ten times as long.
    private func collect(_ word: String, _ space: TermSpace, _ near: inout [String: Near]) throws {
        let letters = word.unicodeScalars.count
        guard letters >= 3 else { return }
        for limit in letters < 6 ? 1...1 : 1...2 where near.isEmpty {
            try expansion.forEachAccepted(space, { FuzzyAutomaton(word, limit: limit) }) { bytes, items, automaton, _ in
                let term = String(decoding: bytes, as: UTF8.self)
                if try expansion.isStillThere(term, space) {
                    near[term, default: Near(distance: automaton.distance, items: 0)].items += items
                }
                return true
            }
        }
    }

    /// The nearest, with how many live items each has; those that only deleted items have are left out.
    private func counted(
        _ near: [String: Near], _ count: (String) throws -> UInt64
    ) throws -> [SearchSuggestion.Replacement] {
        let best = near.sorted {
            ($0.value.distance, $1.value.items, $0.key) < ($1.value.distance, $0.value.items, $1.key)
        }.prefix(Self.maximumCounted)
        let found = try best.map { (text: $0.key, distance: $0.value.distance, items: try count($0.key)) }
        return found.filter { $0.items > 0 }.sorted {
            ($0.distance, $1.items, $0.text) < ($1.distance, $0.items, $1.text)
        }.map { SearchSuggestion.Replacement(text: $0.text, items: Int(clamping: $0.items)) }
    }

    // MARK: Values

    private func find(_ value: String, _ field: Field, _ result: inout SearchSuggestion) throws {
        guard Self.isNamed(field), result.values.count < Self.maximumTold else { return }
        let space = TermSpace.keyword(field)
        guard try !expansion.isLive(TermChoice(value: value), space) else { return }
        var near: [String: Near] = [:]
        try collect(value, space, &near)
        // Somebody who types a beginning, or a part of a name, means what has it.
        if near.isEmpty, value.unicodeScalars.count >= 2 {
            try expansion.forEachAccepted(space, { GlobAutomaton(["", value, ""]) }) { bytes, items, _, _ in
                let term = String(decoding: bytes, as: UTF8.self)
                near[term, default: Near(distance: term.hasPrefix(value) ? 0 : 1, items: 0)].items += items
                return near.count < Self.maximumCounted * 4
            }
        }
        let candidates = try counted(near) { term in
            try statistics.documentFrequency(TermChoice(value: term), space)
        }
        result.values.append(
            SearchSuggestion.Value(
                field: field, text: value, nearest: try candidates.first { try finds(.keyword(field, $0.text)) }))
    }

    /// Whether a field's values are names that people type, rather than ids.
    private static func isNamed(_ field: Field) -> Bool {
        switch field {
        case .messageID, .thread, .box, .participant: false
        default: field.kind == .keyword
        }
    }
}
