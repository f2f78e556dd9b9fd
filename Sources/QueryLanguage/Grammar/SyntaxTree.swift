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

/// A place where OR stands beside an implied AND.
struct Grouping {
    /// In UTF-8 bytes of the text.
    var span: Range<Int>
    /// The text there with the parentheses that precedence implies.
    var text: String
    /// A colon stands before one of the parentheses and would take it for its value.
    var isCaptured = false
}

struct SyntaxTree {
    var tokens: [Token]
    var nodes: [SyntaxNode]
    var root: Int
    var groupings: [Grouping]
}
