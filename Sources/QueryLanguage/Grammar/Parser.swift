// Owns: tokens to a syntax tree, and the repair of everything that does not fit.
//
//   query   = [ conj ] ;
//   conj    = disj , { [ "AND" ] , disj } ;
//   disj    = prox , { ( "OR" | "|" ) , prox } ;
//   prox    = unary , { "AROUND" , [ int | "(" int ")" ] , unary } ;      (* words and phrases only *)
//   unary   = ( "-" | "NOT" ) , unary | primary ;
//   primary = "(" conj ")" | "{" { disj | "OR" } "}" | scope | clause | term ;
//   scope   = ( "message" | "thread" | "box" ) , ":" , "(" conj ")" ;
//   clause  = name , ":" , [ ws ] , [ cmp ] , value | name , [ ws ] , cmp , [ ws ] , value ;
//   name    = OPERATOR | FIELD | QUOTE FIELD QUOTE ;                       (* known names only *)
//   value   = "(" conj ")" | "{" { disj } "}" | range | term ;
//   range   = [ bound | "*" ] , ".." , [ bound | "*" ] ;
//   cmp     = "=" | "!=" | "<" | "<=" | ">" | ">=" ;
//   term    = phrase | "+" ( word | phrase ) | word [ "*" | "~" [ int ] ] | glob | "*" ;
//   phrase  = QUOTE , { char | "\" char } , QUOTE ;
//
// The lexer has decided scope, clause, name, cmp and term; what is left is brackets and three levels of operators, for
// which a stack of open groups is enough: no recursion, one pass.

import Schema

/// Joins tokens into a tree. O(tokens), but for redundant nesting, which is flattened in O(tokens × depth) copies.
struct Parser {
    /// How an operand is joined to the one before it.
    enum Join { case implied, and, or, around }

    struct Item {
        var node: Int
        var join: Join
        /// Bytes of the text, negations included.
        var span: Range<Int>
    }

    /// A group that is open, or the query as a whole.
    struct Frame {
        /// The token that opened it; `nil` for the query.
        var opener: Int?
        var isBraced = false
        var items: [Item] = []
        /// The binary operator waiting for its right side.
        var pending: (join: Join, token: Int, distance: Int)?
        var negations: [Int] = []
        /// Names waiting for their value, the outermost first: one, or `last:` and a name.
        var heads: [Int] = []
        /// The first operator that had nothing to join.
        var orphan: (token: Int, diagnostic: DanglingOperator)?
    }

    /// An operator that was dropped; what to type instead is known when its group ends.
    struct DanglingOperator {
        var span: Range<Int>
        var name: String
    }

    let source: SourceText
    let tokens: [Token]
    let endsInQuote: Bool
    var diagnostics: DiagnosticList
    var nodes: [SyntaxNode] = []
    var frames: [Frame] = [Frame()]
    var position = 0
    /// Open groups of each kind, so that a stray closer is told in O(1).
    private var openCount = (round: 0, braced: 0)
    var dangling: [DanglingOperator] = []

    static let defaultDistance = 10
    static let maximumDistance = 1_000

    init(_ lexer: Lexer) {
        source = lexer.source
        tokens = lexer.tokens
        endsInQuote = lexer.endsInQuote
        diagnostics = lexer.diagnostics
        nodes.reserveCapacity(tokens.count + 4)
    }

    mutating func parse() -> SyntaxTree {
        while position < tokens.count {
            read(tokens[position])
            position += 1
        }
        closeAtEnd()
        let root = finish()
        reportDangling()
        return SyntaxTree(tokens: tokens, nodes: nodes, root: root)
    }

    private mutating func read(_ token: Token) {
        switch token.kind {
        case .term(let term):
            add(node(term.isEmpty ? .empty : .term(position)), token.span)
        case .head(let head):
            guard head.isEmpty else {
                frames[frames.count - 1].heads.append(position)
                return
            }
            reportEmpty(token)
            add(node(.empty), token.span)
        case .open(let isBraced):
            frames.append(Frame(opener: position, isBraced: isBraced))
            if isBraced { openCount.braced += 1 } else { openCount.round += 1 }
        case .close(let isBraced): close(isBraced, token)
        case .not: frames[frames.count - 1].negations.append(position)
        case .or: join(.or)
        case .and: join(.and)
        case .around: joinAround()
        }
    }

    private mutating func node(_ node: SyntaxNode) -> Int {
        nodes.append(node)
        return nodes.count - 1
    }

    // MARK: Operands

    /// Adds an operand to the innermost group, under the name, negations and operator that wait for it.
    private mutating func add(_ operand: Int, _ span: Range<Int>) {
        var operand = operand
        var span = span
        let index = frames.count - 1
        while let head = frames[index].heads.popLast() {
            operand = node(.clause(head, operand))
            span = tokens[head].span.lowerBound..<span.upperBound
        }
        if let first = frames[index].negations.first {
            if frames[index].negations.count % 2 == 1 { operand = negation(of: operand) }
            span = tokens[first].span.lowerBound..<span.upperBound
            frames[index].negations.removeAll(keepingCapacity: true)
        }
        var join = frames[index].pending?.join ?? .implied
        if let pending = frames[index].pending, join == .around {
            if let left = frames[index].items.last, isNearable(left.node), isNearable(operand) {
                let merged = node(.near(left.node, operand, distance: pending.distance))
                frames[index].items[frames[index].items.count - 1].node = merged
                frames[index].items[frames[index].items.count - 1].span = left.span.lowerBound..<span.upperBound
                frames[index].pending = nil
                return
            }
            drop(pending.token, upTo: span.lowerBound)
            join = .and
        }
        frames[index].pending = nil
        frames[index].items.append(Item(node: operand, join: join, span: span))
    }

    /// Two negations cancel, so that `-(-(…` costs no depth.
    private mutating func negation(of operand: Int) -> Int {
        if case .negation(let inner) = nodes[operand] { inner } else { node(.negation(operand)) }
    }

    /// Whether AROUND may join this: a word or phrase, or such a pair.
    private func isNearable(_ index: Int) -> Bool {
        switch nodes[index] {
        case .term(let token): tokens[token].term?.pattern != nil
        case .near: true
        default: false
        }
    }

    // MARK: Operators

    private mutating func join(_ join: Join) {
        let index = frames.count - 1
        dropNegations()
        if frames[index].isBraced, join == .or { return }
        guard frames[index].pending == nil, !frames[index].items.isEmpty, !frames[index].isBraced else {
            return drop(position)
        }
        frames[index].pending = (join, position, 0)
    }

    /// AROUND with its distance, which is a distance only if an operand follows it.
    private mutating func joinAround() {
        let index = frames.count - 1
        dropNegations()
        let token = position
        var distance = Self.defaultDistance
        if let found = integer(at: position + 1), startsOperand(position + 2) {
            distance = found
            position += 1
        } else if isOpen(position + 1), let found = integer(at: position + 2), isRoundClose(position + 3),
            startsOperand(position + 4)
        {
            distance = found
            position += 3
        }
        guard frames[index].pending == nil, !frames[index].items.isEmpty else {
            return drop(token, upTo: tokens[position].span.upperBound)
        }
        frames[index].pending = (.around, token, distance)
    }

    private func startsOperand(_ index: Int) -> Bool { index < tokens.count && tokens[index].startsOperand }

    private func isOpen(_ index: Int) -> Bool {
        if index < tokens.count, case .open(braced: false) = tokens[index].kind { true } else { false }
    }

    private func isRoundClose(_ index: Int) -> Bool {
        if index < tokens.count, case .close(braced: false) = tokens[index].kind { true } else { false }
    }

    private func integer(at index: Int) -> Int? {
        guard index < tokens.count, let term = tokens[index].term, term.isPlain, !term.text.isEmpty,
            term.text.utf8.allSatisfy({ Code.isDigit($0) })
        else { return nil }
        return min(Int(term.text) ?? Self.maximumDistance, Self.maximumDistance)
    }

    /// NOT before an operator or a closer negates nothing; a minus there is nothing at all.
    private mutating func dropNegations() {
        let index = frames.count - 1
        guard !frames[index].negations.isEmpty else { return }
        for token in frames[index].negations {
            if case .not(isMinus: false) = tokens[token].kind { drop(token) }
        }
        frames[index].negations.removeAll()
    }

    /// Drops an operator that has nothing to join; the text up to `end` went with it.
    private mutating func drop(_ token: Int, upTo end: Int? = nil) {
        let start = tokens[token].span.lowerBound
        // AROUND goes with its distance, but not with the blanks behind it.
        var last = token
        while let end, last + 1 < tokens.count, tokens[last + 1].span.upperBound <= end { last += 1 }
        let span = start..<tokens[last].span.upperBound
        let operation = DanglingOperator(span: span, name: source.term(tokens[token].span))
        let index = frames.count - 1
        if frames[index].orphan == nil, frames[index].items.isEmpty {
            frames[index].orphan = (token, operation)
        } else {
            dangling.append(operation)
        }
    }

    // MARK: Groups

    private mutating func close(_ isBraced: Bool, _ token: Token) {
        guard isBraced ? openCount.braced > 0 : openCount.round > 0 else {
            diagnostics.add(
                .strayClose, token.span, "This bracket closes nothing", " and is ignored",
                fix: source.deletion(of: token.span))
            return
        }
        while let frame = frames.last, frame.isBraced != isBraced {
            reportUnclosed(frame, before: token.span.lowerBound)
            closeGroup(end: token.span.lowerBound)
        }
        closeGroup(end: token.span.upperBound)
    }

    /// Ends the innermost group and hands it to the one around it.
    mutating func closeGroup(end: Int) {
        let opener = frames[frames.count - 1].opener ?? 0
        let result = finish()
        if frames.removeLast().isBraced { openCount.braced -= 1 } else { openCount.round -= 1 }
        add(result, tokens[opener].span.lowerBound..<end)
    }

    /// Ends the innermost group: its operands as one node.
    private mutating func finish() -> Int {
        dropNegations()
        let index = frames.count - 1
        if let pending = frames[index].pending {
            frames[index].pending = nil
            drop(pending.token)
        }
        let frame = frames[index]
        if let orphan = frame.orphan {
            guard !frame.items.isEmpty else {
                let word = orphan.diagnostic
                diagnostics.add(
                    .danglingOperator, word.span, "\(word.name) joins nothing here", ", so it is searched as a word",
                    fix: "\"\(word.name)\"")
                return node(.word(orphan.token))
            }
            dangling.append(orphan.diagnostic)
        }
        var runs: [[Item]] = []
        for item in frame.items {
            if item.join == .or || frame.isBraced, !runs.isEmpty {
                runs[runs.count - 1].append(item)
            } else {
                runs.append([item])
            }
        }
        if !frame.isBraced { noteMixed(frame.items, runs) }
        let parts = runs.map { joined($0.map(\.node), isConjunction: false) }
        return joined(parts, isConjunction: true)
    }

    func isEmpty(_ node: Int) -> Bool {
        if case .empty = nodes[node] { true } else { false }
    }

    /// One node for several: what asks nothing is left out, a nested group of the same kind is taken apart.
    private mutating func joined(_ children: [Int], isConjunction: Bool) -> Int {
        if children.count == 1 { return children[0] }
        var parts: [Int] = []
        for child in children {
            switch nodes[child] {
            case .empty: continue
            case .conjunction(let inner) where isConjunction: parts += inner
            case .disjunction(let inner) where !isConjunction: parts += inner
            default: parts.append(child)
            }
        }
        switch parts.count {
        case 0: return node(.empty)
        case 1: return parts[0]
        default: return node(isConjunction ? .conjunction(parts) : .disjunction(parts))
        }
    }
}
