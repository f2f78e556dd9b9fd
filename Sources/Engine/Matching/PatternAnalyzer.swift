// Owns: text patterns to leaves: their words as terms, wildcards and distances expanded, runs without blanks split.

import Schema

/// A leaf, with the lists that were met while its terms were looked for.
struct AnalyzedLeaf {
    var leaf: TextLeaf
    /// By slot.
    var lists: [Int: SegmentLists] = [:]
}

/// Makes the text leaves of one plan.
struct PatternAnalyzer {
    private let analyzer: QueryAnalyzer
    private let languages: [Language]
    private let expansion: TermExpansion
    /// Patterns that stand for more words than were looked at.
    private(set) var cut: [String] = []

    /// The leaves made so far, so that a pattern that is repeated is looked up once; empty: none can be had.
    private var known: [Key: AnalyzedLeaf?] = [:]

    private struct Key: Hashable {
        var pattern: TextPattern
        var space: TermSpace
    }

    // Of the leaf being made.
    private var space = TermSpace.combined(.stem)
    private var slots: [[TermChoice]] = []
    private var lists: [Int: SegmentLists] = [:]
    private var runs: [String] = []
    private var quietSlots: Set<Int> = []

    init(_ analyzer: QueryAnalyzer, _ languages: [Language], _ expansion: TermExpansion) {
        self.analyzer = analyzer
        self.languages = languages
        self.expansion = expansion
    }

    /// What a pattern asks of one word after another.
    private enum Element {
        case terms([TermChoice], SegmentLists? = nil)
        /// Dictionary words without blanks between.
        case run(String)
        /// A word, whichever.
        case anyWord
    }

    /// The leaf of a pattern that has words; `nil` when no live item of the team can have it.
    mutating func leaf(_ pattern: TextPattern, in space: TermSpace, name: LeafName) throws -> AnalyzedLeaf? {
        let key = Key(pattern: pattern, space: space)
        if let known = known[key] { return known }
        self.space = space
        slots = []
        lists = [:]
        runs = []
        quietSlots = []
        let leaf = try places(pattern).map {
            AnalyzedLeaf(
                leaf: TextLeaf(
                    name: name, space: space, slots: slots, pattern: $0, runs: runs, quietSlots: quietSlots,
                    isWildcard: pattern.isWildcard),
                lists: lists)
        }
        // Its lists are kept with what is planned of it, once.
        known[key] = .some(leaf.map { AnalyzedLeaf(leaf: $0.leaf) })
        return leaf
    }

    /// Several words of one language-dependent form in a row: what proximity rewards. `nil` when there are not two.
    mutating func phrase(_ text: String) throws -> AnalyzedLeaf? {
        guard try analyzer.words(text, languages: [], expansion.budget).count > 1 else { return nil }
        return try leaf(.word(text), in: .combined(.stem), name: .phrase(text))
    }

    private mutating func places(_ pattern: TextPattern) throws -> PlacePattern? {
        switch pattern {
        case .word(let text): return try sequence(try elements(text, space.isStemmed ? .stem : .exact), name: text)
        case .phrase(let text), .exact(let text): return try sequence(try elements(text, .exact), name: text)
        case .prefix(let text): return try sequence(prefixElements(text), name: text)
        case .glob(let text): return try sequence(globElements(text), name: text)
        case .fuzzy(let text, let distance):
            let words = try analyzer.words(text, languages: [], expansion.budget)
            return try sequence(
                words.map { try expanded(FuzzyAutomaton($0.exact, limit: min(max(distance, 0), 2)), text) },
                name: text)
        case .near(let distance, let left, let right, let ordered):
            try expansion.budget.pace(8)
            if analyzer.hasNoWords(left) { return try places(right) }
            if analyzer.hasNoWords(right) { return try places(left) }
            guard let first = try places(left), let second = try places(right) else { return nil }
            return .near(
                first, second, distance: min(UInt32(clamping: distance), TextLeaf.maximumDistance), ordered: ordered)
        }
    }

    // MARK: Elements

    private func elements(_ text: String, _ form: TermForm) throws -> [Element] {
        elements(try analyzer.words(text, languages: form == .stem ? languages : [], expansion.budget), form)
    }

    private func elements(_ words: [QueryAnalyzer.Word], _ form: TermForm) -> [Element] {
        var result: [Element] = []
        var end: Int?
        for word in words {
            if word.isDictionaryWord {
                if word.source.lowerBound == end, case .run(let before)? = result.last {
                    result[result.count - 1] = .run(before + word.exact)
                } else {
                    result.append(.run(word.exact))
                }
            } else if form == .exact {
                result.append(.terms([TermChoice(exact: word.exact)]))
            } else {
                result.append(.terms(word.stems))
            }
            end = word.isDictionaryWord ? word.source.upperBound : nil
        }
        return result
    }

    /// Exact words, of which the last may go on, unless punctuation ends it.
    private mutating func prefixElements(_ text: String) throws -> [Element] {
        let words = try analyzer.words(text, languages: [], expansion.budget)
        guard let last = words.last, last.source.upperBound == text.utf8.count, !last.isDictionaryWord else {
            return elements(words, .exact)
        }
        return elements(words.dropLast(), .exact) + [try expanded(PrefixAutomaton(last.exact), text)]
    }

    private mutating func globElements(_ text: String) throws -> [Element] {
        var result: [Element] = []
        for word in try GlobWords(text, analyzer, expansion.budget).words {
            if word.count == 1 {
                result.append(.terms([TermChoice(exact: word[0])]))
            } else if word.allSatisfy(\.isEmpty) {
                result.append(.anyWord)
            } else if word.count == 2, word[1].isEmpty {
                result.append(try expanded(PrefixAutomaton(word[0]), text))
            } else {
                result.append(try expanded(GlobAutomaton(word), text))
            }
        }
        // Before the first word and after the last there is nothing to ask.
        while case .anyWord? = result.first { result.removeFirst() }
        while case .anyWord? = result.last { result.removeLast() }
        return result
    }

    private mutating func expanded(
        _ automaton: @autoclosure () -> some TermAutomaton, _ name: String
    ) throws -> Element {
        let found = try expansion.terms(space, automaton)
        if found.isCut { noteCut(name) }
        return .terms(found.terms.map { TermChoice(exact: $0) }, found.lists)
    }

    private mutating func noteCut(_ name: String) {
        if !cut.contains(name) { cut.append(name) }
    }

    // MARK: Sequences

    private struct Row {
        var places: [PlacePattern.Place] = []
        var length: UInt32 = 0

        mutating func append(_ slot: Int) {
            places.append(PlacePattern.Place(slot: slot, offset: length))
            length += 1
        }
    }

    /// The elements one after another; `nil` when nothing can match.
    private mutating func sequence(_ elements: [Element], name: String) throws -> PlacePattern? {
        var rows = [Row()]
        for (index, element) in elements.enumerated() {
            switch element {
            case .anyWord:
                for row in rows.indices { rows[row].length += 1 }
            case .terms(let choices, let found):
                guard !choices.isEmpty else { return nil }
                lists[slots.count] = found
                slots.append(choices)
                for row in rows.indices { rows[row].append(slots.count - 1) }
            case .run(let run):
                let edges = RunPatterns.Edges(isBeginningFixed: index > 0, isEndFixed: index < elements.count - 1)
                rows = try product(rows, run, edges, name: name)
                if rows.isEmpty { return nil }
            }
        }
        let sequences = rows.map { PlacePattern.sequence($0.places) }
        return sequences.count == 1 ? sequences[0] : .any(sequences)
    }

    private mutating func product(
        _ rows: [Row], _ run: String, _ edges: RunPatterns.Edges, name: String
    ) throws -> [Row] {
        let found = try RunPatterns(run, edges, space, expansion)
        runs.append(run)
        if found.isCut || found.rows.count * rows.count > RunPatterns.maximumRows { noteCut(name) }
        var result: [Row] = []
        for words in found.rows {
            let first = slots.count
            for terms in words {
                quietSlots.insert(slots.count)
                slots.append(terms.map { TermChoice(exact: $0) })
            }
            for row in rows where result.count < RunPatterns.maximumRows {
                var row = row
                for slot in first..<slots.count { row.append(slot) }
                result.append(row)
            }
        }
        return result
    }
}

extension TextPattern {
    fileprivate var isWildcard: Bool {
        switch self {
        case .prefix, .glob: true
        case .word, .phrase, .exact, .fuzzy, .near: false
        }
    }
}

/// The words of a pattern with stars: each as the parts between its stars.
private struct GlobWords {
    private(set) var words: [[String]] = []
    private var open: [String]?

    init(_ text: String, _ analyzer: QueryAnalyzer, _ budget: SearchBudget) throws {
        for (index, part) in text.split(separator: "*", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { open = (open ?? [""]) + [""] }
            var end = 0
            for word in try analyzer.words(String(part), languages: [], budget) {
                // Punctuation ends a word, as does a word right after another.
                if word.source.lowerBound > end || end > 0 { close() }
                open = (open?.dropLast() ?? []) + [(open?.last ?? "") + word.exact]
                end = word.source.upperBound
            }
            if end < part.utf8.count { close() }
        }
        close()
    }

    private mutating func close() {
        if let open { words.append(open) }
        open = nil
    }
}
