// Owns: the query's structure before names and values mean anything.

/// A node of the tree; children are indices into ``SyntaxTree/nodes``, so that depth costs no stack.
enum SyntaxNode {
    /// `()`, `from:`: an operand that asks nothing.
    case empty
    /// A token that is a term.
    case term(Int)
    /// A capital operator with nothing to join: a word.
    case word(Int)
    case conjunction([Int])
    case disjunction([Int])
    case negation(Int)
    /// A token that is a head, and what its name applies to.
    case clause(Int, Int)
    case near(Int, Int, distance: Int)
}

struct SyntaxTree {
    var tokens: [Token]
    var nodes: [SyntaxNode]
    var root: Int

    /// The last token below a node that is a value or name. O(depth).
    func lastToken(of node: Int) -> Int? {
        var node = node
        while true {
            switch nodes[node] {
            case .empty: return nil
            case .term(let token), .word(let token): return token
            case .conjunction(let children), .disjunction(let children):
                guard let last = children.last else { return nil }
                node = last
            case .negation(let child), .clause(_, let child), .near(_, let child, _): node = child
            }
        }
    }
}
