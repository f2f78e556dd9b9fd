// Owns: the syntax tree to a clause: names resolved, groups on a field pushed down to leaves, double negation gone.

import Schema

/// How deep groups may lie in each other once redundant ones are gone.
let maximumLevels = 1_000

/// Gives names and values their meaning. Recursion is bounded by ``maximumLevels``.
struct Lowering {
    /// The name that applies to a value, and where it stands.
    struct Applied {
        var head: Head
        var token: Int
    }

    let context: QueryContext
    let source: SourceText
    let tree: SyntaxTree
    var diagnostics: DiagnosticList
    /// Whether the query asks for spam and for trash by name.
    var showsSpam = false
    var showsTrash = false
    private var reportedDepth = false
    private var cachedCalendar: DateCalendar?

    /// Whether the clock was looked at.
    var readsClock: Bool { cachedCalendar != nil }

    init(_ context: QueryContext, _ source: SourceText, _ tree: SyntaxTree, _ diagnostics: DiagnosticList) {
        self.context = context
        self.source = source
        self.tree = tree
        self.diagnostics = diagnostics
    }

    mutating func calendar() -> DateCalendar {
        if let cachedCalendar { return cachedCalendar }
        let calendar = DateCalendar(context)
        cachedCalendar = calendar
        return calendar
    }

    /// The clause of a node; `nil` where it asks nothing. `isNegated`: an odd number of negations stand above it.
    mutating func lower(_ node: Int, _ applied: Applied?, isNegated: Bool, depth: Int) -> Clause? {
        switch tree.nodes[node] {
        case .empty: return nil
        case .term(let token): return term(token, applied, isNegated: isNegated)
        case .word(let token):
            let text = source.term(tree.tokens[token].span)
            return leaf(Term(text: text, pattern: .word(text)), token, applied, isNegated: isNegated)
        case .near: return near(node, applied)
        case .negation(let child):
            return lower(child, applied, isNegated: !isNegated, depth: depth).map(Clause.negation)
        case .clause(let token, let child): return clause(token, child, isNegated: isNegated, depth: depth)
        case .conjunction(let children):
            if let date = dateOfWords(children, applied) { return date }
            return group(children, applied, isNegated: isNegated, depth: depth + 1).map(Clause.conjunction)
        case .disjunction(let children):
            return group(children, applied, isNegated: isNegated, depth: depth + 1).map(Clause.disjunction)
        }
    }

    private mutating func group(_ children: [Int], _ applied: Applied?, isNegated: Bool, depth: Int) -> [Clause]? {
        guard depth <= maximumLevels else {
            reportDepth(children)
            return nil
        }
        var clauses: [Clause] = []
        clauses.reserveCapacity(children.count)
        for child in children {
            if let clause = lower(child, applied, isNegated: isNegated, depth: depth) { clauses.append(clause) }
        }
        return clauses.isEmpty ? nil : clauses
    }

    /// Groups too deep are left out: once said, of the first of them.
    private mutating func reportDepth(_ children: [Int]) {
        guard !reportedDepth else { return }
        reportedDepth = true
        guard let first = children.first.flatMap(firstToken) else { return }
        let start = tree.tokens[first].span.lowerBound
        // Everything from there on goes, and the groups around it are closed where they stand.
        var closers: [String] = []
        for token in tree.tokens[..<first] {
            switch token.kind {
            case .open(let isBraced): closers.append(isBraced ? "}" : ")")
            case .close: _ = closers.popLast()
            default: break
            }
        }
        diagnostics.add(
            .tooLong, start..<source.byteCount, "Groups lie in each other too deep", "; the innermost are left out",
            fix: "()" + closers.reversed().joined())
    }

    private func firstToken(_ node: Int) -> Int? {
        var node = node
        while true {
            switch tree.nodes[node] {
            case .empty: return nil
            case .term(let token), .word(let token), .clause(let token, _): return token
            case .conjunction(let children), .disjunction(let children):
                guard let first = children.first else { return nil }
                node = first
            case .negation(let child): node = child
            case .near(let left, _, _): node = left
            }
        }
    }

    private mutating func clause(_ token: Int, _ child: Int, isNegated: Bool, depth: Int) -> Clause? {
        guard let head = tree.tokens[token].head else { return nil }
        let applied = Applied(head: head, token: token)
        if case .named(let row) = head.target {
            switch row.sense {
            case .scope(let scope):
                return inner(child, nil, isNegated: isNegated, depth: depth).map { .scope(scope, $0) }
            case .end(_, let scope) where head.comparison == nil && hasClause(child):
                return inner(child, nil, isNegated: isNegated, depth: depth).map { .scope(scope, $0) }
            case .between: return between(child, applied)
            default: break
            }
        }
        if let comparison = head.comparison, comparison.isOrder, !head.target.isOrdered {
            let last = tree.lastToken(of: child) ?? token
            reportBadValue(
                token...last, applied, "“\(head.target.name):” has no order that “\(comparison.rawValue)” could ask for"
            )
            return nil
        }
        // Numbers and dates compare by themselves; of everything else `!=` is a negation.
        if head.comparison == .notEqual, !head.target.isNumber, !head.target.isDate {
            return inner(child, applied, isNegated: !isNegated, depth: depth).map(Clause.negation)
        }
        return inner(child, applied, isNegated: isNegated, depth: depth)
    }

    /// What a name applies to. A group counts as a level by itself; a clause right inside another must be counted here.
    private mutating func inner(_ child: Int, _ applied: Applied?, isNegated: Bool, depth: Int) -> Clause? {
        guard case .clause = tree.nodes[child] else {
            return lower(child, applied, isNegated: isNegated, depth: depth)
        }
        guard depth < maximumLevels else {
            reportDepth([child])
            return nil
        }
        return lower(child, applied, isNegated: isNegated, depth: depth + 1)
    }

    /// Whether a clause, or a group with one in it, stands here: `last:(from:me)` speaks of a message, not of days.
    private func hasClause(_ node: Int) -> Bool {
        switch tree.nodes[node] {
        case .clause: true
        case .negation(let child): hasClause(child)
        case .conjunction(let children), .disjunction(let children): children.contains { hasClause($0) }
        case .empty, .term, .word, .near: false
        }
    }

    private mutating func term(_ token: Int, _ applied: Applied?, isNegated: Bool) -> Clause? {
        guard let term = tree.tokens[token].term else { return nil }
        return leaf(term, token, applied, isNegated: isNegated)
    }

    // MARK: Pairs

    private mutating func near(_ node: Int, _ applied: Applied?) -> Clause? {
        guard let pattern = pattern(node) else { return nil }
        guard let applied else { return .text(nil, pattern) }
        if let fields = fields(of: applied.head.target) { return .disjunction(fields.map { .text($0, pattern) }) }
        let tokens = self.tokens(under: node)
        reportBadValue(tokens, applied, "AROUND joins words; this is not a value “\(name(of: applied))” can take")
        return nil
    }

    private func pattern(_ node: Int) -> TextPattern? {
        switch tree.nodes[node] {
        case .term(let token): return tree.tokens[token].term?.pattern
        case .near(let left, let right, let distance):
            guard let left = pattern(left), let right = pattern(right) else { return nil }
            return .near(distance: distance, left, right, ordered: false)
        default: return nil
        }
    }

    private func tokens(under node: Int) -> ClosedRange<Int> {
        switch tree.nodes[node] {
        case .term(let token): return token...token
        case .near(let left, let right, _):
            let (first, last) = (tokens(under: left), tokens(under: right))
            return first.lowerBound...max(first.upperBound, last.upperBound)
        default: return 0...0
        }
    }

    // MARK: Fields

    func name(of applied: Applied) -> String {
        switch applied.head.target {
        case .named(let row): row.name
        case .custom(let name, _): name
        }
    }

    /// The text fields that a name stands for; `nil` when it takes no words.
    func fields(of target: Target) -> [FieldReference]? {
        switch target {
        case .custom(let name, .text), .custom(let name, .keyword): [.custom(name)]
        case .custom: nil
        case .named(let row):
            switch row.sense {
            case .text(let field): [.field(field)]
            case .person(let fields): fields.map { .field($0) }
            default: nil
            }
        }
    }
}

extension Clause {
    /// All of these, nested conjunctions taken apart and `all` left out.
    static func conjunction(_ clauses: [Clause]) -> Clause {
        var parts: [Clause] = []
        for clause in clauses {
            switch clause {
            case .all: continue
            case .and(let inner): parts += inner
            default: parts.append(clause)
            }
        }
        return parts.isEmpty ? .all : parts.count == 1 ? parts[0] : .and(parts)
    }

    /// Any of these, nested disjunctions taken apart.
    static func disjunction(_ clauses: [Clause]) -> Clause {
        var parts: [Clause] = []
        for clause in clauses {
            if case .or(let inner) = clause { parts += inner } else { parts.append(clause) }
        }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    /// The opposite; two negations cancel.
    static func negation(_ clause: Clause) -> Clause {
        if case .not(let inner) = clause { inner } else { .not(clause) }
    }
}
