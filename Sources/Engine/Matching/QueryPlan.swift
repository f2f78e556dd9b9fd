// Owns: a clause made ready for a snapshot: words looked up as terms, box and thread conditions as sets of ordinals.

import Schema
import Storage

/// A condition that every segment can evaluate without asking another.
indirect enum PlanNode {
    case all
    case none
    case and([PlanNode])
    case or([PlanNode])
    case not(PlanNode)
    /// A text leaf of the plan, by its place.
    case leaf(Int)
    case keyword(Field, String)
    /// A number or date column's value in a closed interval.
    case number(NumberColumnField, least: Double, greatest: Double)
    /// The ordering date in `[start, end)`.
    case date(start: Timestamp?, end: Timestamp?)
    case threads(OrdinalSet)
    case boxes(OrdinalSet)
}

/// A plan: the tree and its leaves with their weights.
struct QueryPlan {
    var root: PlanNode
    var leaves: [PlannedLeaf]
    /// The query's free words next to each other in their order, where there are at least two: what proximity rewards.
    var phrase: Int?
    /// The leaves that score, by their places; leaves below a negation or in the filter do not.
    var scoring: [Int]
    /// Expansions that were cut.
    var cutExpansions: [String]
}

struct PlannedLeaf {
    var leaf: TextLeaf
    var weight: TermWeight
}

/// Makes plans for one team at one snapshot.
final class QueryPlanner {
    private let snapshot: IndexSnapshot
    private let team: String
    private let profile: RankingProfile
    private let analyzer: QueryAnalyzer
    private let statistics: TeamTermStatistics
    private let languages: [Language]
    private let budget: SearchBudget
    private var leaves: [PlannedLeaf] = []
    private var scoring: [Int] = []
    private var cutExpansions: [String] = []
    private var freeWords: [String] = []

    init(
        snapshot: IndexSnapshot, team: String, profile: RankingProfile, analyzer: QueryAnalyzer, budget: SearchBudget
    ) {
        self.snapshot = snapshot
        self.team = team
        self.profile = profile
        self.analyzer = analyzer
        self.budget = budget
        statistics = TeamTermStatistics(snapshot: snapshot, team: team)
        languages = snapshot.languages(team: team)
    }

    /// The plan of a user's clause and the caller's filter.
    func plan(_ clause: Clause, filter: Clause?) throws -> QueryPlan {
        var root = try node(clause, Mode(isScoring: true))
        if let filter { root = .and([root, try node(filter, Mode(isScoring: false))]) }
        let scoringLeaves = scoring
        var phrase: Int?
        if freeWords.count > 1, freeWords.count <= 8 {
            phrase = try phraseLeaf(freeWords.joined(separator: " "))
        }
        return QueryPlan(
            root: root, leaves: leaves, phrase: phrase, scoring: scoringLeaves, cutExpansions: cutExpansions)
    }

    /// How a clause is read where it stands.
    private struct Mode {
        var isScoring: Bool
        /// Negated states exclude the message only (inside `message:( )` or with that scope).
        var isByMessage = false
    }

    private func node(_ clause: Clause, _ mode: Mode) throws -> PlanNode {
        try budget.spend(1)
        switch clause {
        case .all: return .all
        case .and(let children): return .and(try children.map { try node($0, mode) })
        case .or(let children): return .or(try children.map { try node($0, mode) })
        case .not(let child): return try negation(of: child, mode)
        case .text(let field, let pattern): return try text(field, pattern, mode)
        case .keyword(let field, let value): return try keyword(field, value)
        case .number(let field, let comparison, let value): return try number(field, comparison, value)
        case .date(let field, let start, let end): return try date(field, start, end)
        case .present(let field): return try present(field)
        case .scope(.message, let child):
            var inner = mode
            inner.isByMessage = true
            return try node(child, inner)
        case .scope(.thread, let child), .scope(.first, let child), .scope(.last, let child):
            return .threads(try groups(child, \.threadOrdinals))
        case .scope(.box, let child):
            return .boxes(try groups(child, \.boxOrdinals))
        }
    }

    // MARK: Negation

    private func negation(of clause: Clause, _ mode: Mode) throws -> PlanNode {
        let inner = Mode(isScoring: false, isByMessage: mode.isByMessage)
        switch clause {
        case .not(let child): return try node(child, mode)
        case .or(let children): return .and(try children.map { try negation(of: $0, mode) })
        case .keyword(let field, _) where field.isState && !mode.isByMessage:
            // A state excludes the whole thread: QUERY.md, Scope 3.
            let found = try node(clause, inner)
            return .not(.or([found, .threads(try ordinals(of: found, \.threadOrdinals))]))
        default: return .not(try node(clause, inner))
        }
    }

    // MARK: Groups

    /// The groups some of whose items together satisfy a clause: QUERY.md, Scope 4.
    private func groups(
        _ clause: Clause, _ column: KeyPath<SegmentReader, IntegerColumn> & Sendable
    ) throws -> OrdinalSet {
        switch clause {
        case .and(let children):
            var result: OrdinalSet?
            for child in children {
                if case .not(let excluded) = child {
                    var rest = try result ?? ordinals(of: .all, column)
                    rest.subtract(try groups(excluded, column))
                    result = rest
                } else {
                    let found = try groups(child, column)
                    result?.formIntersection(found)
                    result = result ?? found
                }
            }
            return try result ?? ordinals(of: .all, column)
        case .or(let children):
            var result = OrdinalSet()
            for child in children { result.formUnion(try groups(child, column)) }
            return result
        case .not(let child):
            var all = try ordinals(of: .all, column)
            all.subtract(try groups(child, column))
            return all
        default: return try ordinals(of: node(clause, Mode(isScoring: false)), column)
        }
    }

    /// The groups of the items that satisfy a plan. O(items looked at).
    private func ordinals(
        of node: PlanNode, _ column: KeyPath<SegmentReader, IntegerColumn> & Sendable
    ) throws -> OrdinalSet {
        var result = OrdinalSet()
        for segment in snapshot.segments {
            guard let scan = try SegmentScan(segment, team: team, node, leaves: leaves, budget: budget) else {
                continue
            }
            let ordinals = segment.reader[keyPath: column]
            try scan.forEachMatch { window, bits in
                bits.forEach { result.insert(ordinals[Int(window.base) + $0]) }
            }
        }
        return result
    }

    /// A condition on a property of boxes holds for the box's card and for everything in the box.
    private func inherited(_ own: PlanNode) throws -> PlanNode {
        .or([own, .boxes(try ordinals(of: own, \.boxOrdinals))])
    }

    // MARK: Leaves

    private func keyword(_ field: Field, _ value: String) throws -> PlanNode {
        let own = PlanNode.keyword(field, Keyword.comparable(value, in: field))
        return field.row.owner == .box ? try inherited(own) : own
    }

    private func number(_ field: FieldReference, _ comparison: Comparison, _ value: Double) throws -> PlanNode {
        let column = NumberColumnField(field)
        func interval(_ least: Double, _ greatest: Double) -> PlanNode {
            .number(column, least: least, greatest: greatest)
        }
        let own: PlanNode
        switch comparison {
        case .less: own = interval(-.infinity, value.nextDown)
        case .lessOrEqual: own = interval(-.infinity, value)
        case .greater: own = interval(value.nextUp, .infinity)
        case .greaterOrEqual: own = interval(value, .infinity)
        case .equal: own = interval(value, value)
        case .notEqual: own = .and([interval(-.infinity, .infinity), .not(interval(value, value))])
        }
        if case .field(let field) = field, field.row.owner == .item { return own }
        return try inherited(own)
    }

    private func date(_ field: FieldReference, _ start: Timestamp?, _ end: Timestamp?) throws -> PlanNode {
        if field == .field(.date) { return .date(start: start, end: end) }
        let own = PlanNode.number(
            NumberColumnField(field), least: start.map { Double($0.milliseconds) } ?? -.infinity,
            greatest: end.map { Double($0.milliseconds).nextDown } ?? .infinity)
        if case .field(let field) = field, field.row.owner == .item { return own }
        return try inherited(own)
    }

    /// A number or instant in the field's column, or any of its terms.
    private func present(_ field: FieldReference) throws -> PlanNode {
        let number = PlanNode.number(NumberColumnField(field), least: -.infinity, greatest: .infinity)
        let space: TermSpace
        switch field {
        case .field(let field) where field.kind == .text: space = .text(field, .exact)
        case .field(let field) where field.kind == .keyword:
            let values = try Expansion(snapshot: snapshot, team: team).terms(
                .keyword(field), prefix: "", where: { _ in true })
            let own = PlanNode.or(values.terms.map { .keyword(field, $0) })
            return field.row.owner == .box ? try inherited(own) : own
        case .field(let field): return field.row.owner == .box ? try inherited(number) : number
        case .custom(let name): space = .custom(Keyword.normalized(name), .exact)
        }
        guard let leaf = try expanded(space, prefix: "", name: field.name, where: { _ in true }) else { return number }
        let words = leaf.slots.contains(where: \.isEmpty) ? PlanNode.none : .leaf(try add(leaf))
        if case .field(let field) = field, field.row.owner == .item { return words }
        return try inherited(.or([number, words]))
    }

    private func text(_ field: FieldReference?, _ pattern: TextPattern, _ mode: Mode) throws -> PlanNode {
        switch field {
        case nil:
            if mode.isScoring, case .word(let word) = pattern { freeWords.append(word) }
            return try leaf(.combined(.stem), "text", pattern, mode, boost: 1)
        case .field(.body)?: return try leaf(.combined(.stem), "body", pattern, mode, boost: 1, isBodyOnly: true)
        case .field(.to)?:
            return .or([
                try leaf(.text(.to, .stem), "to", pattern, mode, boost: 1),
                try leaf(.text(.cc, .stem), "cc", pattern, mode, boost: profile.copyWeight),
                try leaf(.text(.bcc, .stem), "bcc", pattern, mode, boost: profile.copyWeight),
            ])
        case .field(let field)?:
            let own = try leaf(.text(field, .stem), field.name, pattern, mode, boost: 1)
            return field.row.owner == .box ? try inherited(own) : own
        case .custom(let name)?:
            let own = try leaf(.custom(Keyword.normalized(name), .stem), name, pattern, mode, boost: 1)
            return try inherited(own)
        }
    }

    private func leaf(
        _ space: TermSpace, _ name: String, _ pattern: TextPattern, _ mode: Mode, boost: Float,
        isBodyOnly: Bool = false
    ) throws -> PlanNode {
        guard var leaf = try analyze(pattern, in: space) else { return .all }
        leaf.name = "\(name) \(pattern)"
        leaf.boost = boost
        leaf.isBodyOnly = isBodyOnly
        guard !leaf.slots.contains(where: \.isEmpty) else { return .none }
        let place = try add(leaf)
        if mode.isScoring { scoring.append(place) }
        return .leaf(place)
    }

    private func add(_ leaf: TextLeaf) throws -> Int {
        try budget.spend(leaf.slots.reduce(0) { $0 + $1.count })
        leaves.append(PlannedLeaf(leaf: leaf, weight: try statistics.weight(of: leaf, profile)))
        return leaves.count - 1
    }

    private func phraseLeaf(_ text: String) throws -> Int? {
        let (slots, offsets) = analyzer.sequence(text, form: .stem, languages: languages)
        guard slots.count > 1 else { return nil }
        return try add(TextLeaf(name: "phrase \(text)", space: .combined(.stem), slots: slots, offsets: offsets))
    }

    /// The leaf of a pattern; `nil` when it has no words and so constrains nothing.
    private func analyze(_ pattern: TextPattern, in space: TermSpace) throws -> TextLeaf? {
        func sequence(_ text: String, _ form: TermForm) -> TextLeaf? {
            let (slots, offsets) = analyzer.sequence(text, form: form, languages: languages)
            return slots.isEmpty ? nil : TextLeaf(name: "", space: space, slots: slots, offsets: offsets)
        }
        switch pattern {
        case .word(let word):
            // In fields that are not stemmed a word's stem list is its exact list.
            if case .text(let field, _) = space, !field.isStemmed { return sequence(word, .exact) }
            return sequence(word, .stem)
        case .phrase(let text), .exact(let text): return sequence(text, .exact)
        case .prefix(let text): return try prefix(text, in: space)
        case .glob(let text):
            // The stars are kept apart from the words around them, which fold as the index does.
            let parts = text.split(separator: "*", omittingEmptySubsequences: false).map {
                analyzer.exactForms(String($0)).joined()
            }
            let glob = Array(parts.joined(separator: "*"))
            return try expanded(space, prefix: parts.first ?? "", name: text) { Expansion.glob(glob, matches: $0) }
        case .fuzzy(let word, let distance):
            guard let form = analyzer.exactForms(word).first else { return nil }
            let characters = Array(form)
            return try expanded(space, prefix: "", name: word) {
                Expansion.isWithin(min(distance, 2), characters, $0)
            }
        case .near(let distance, let a, let b, let ordered):
            guard let left = try analyze(a, in: space), let right = try analyze(b, in: space) else {
                return try analyze(a, in: space) ?? analyze(b, in: space)
            }
            return TextLeaf(
                name: "", space: space, slots: left.slots + right.slots, offsets: left.offsets + right.offsets,
                shape: .near(split: left.slots.count, distance: UInt32(clamping: distance), ordered: ordered))
        }
    }

    /// A prefix with inner punctuation is a phrase whose last word is a prefix.
    private func prefix(_ text: String, in space: TermSpace) throws -> TextLeaf? {
        var forms = analyzer.exactForms(text)
        guard let last = forms.popLast() else { return nil }
        guard var leaf = try expanded(space, prefix: last, name: text, where: { _ in true }) else { return nil }
        guard !forms.isEmpty else { return leaf }
        leaf.slots = forms.map { [TermChoice(form: .exact, term: $0)] } + leaf.slots
        leaf.offsets = leaf.slots.indices.map { UInt32($0) }
        return leaf
    }

    private func expanded(
        _ space: TermSpace, prefix: String, name: String, where condition: (String) -> Bool
    ) throws -> TextLeaf? {
        let (terms, isCut) = try Expansion(snapshot: snapshot, team: team).terms(
            space, prefix: prefix, where: condition)
        if isCut { cutExpansions.append(name) }
        return TextLeaf(
            name: "", space: space, slots: [terms.map { TermChoice(form: .exact, term: $0) }], offsets: [0])
    }
}
