// Owns: the way from a line to its meaning. Total: every string has one.

import Schema

/// Reads queries.
public enum QueryParser {
    /// Reads a query. Never fails: what cannot be read is left out or repaired, and said in the warnings. Linear time,
    /// bounded stack; of text beyond 4,096 characters or 1,000 terms the rest is cut. Any thread may call it.
    public static func parse(_ text: String, _ context: QueryContext) -> ParsedQuery {
        var parsed = read(text, context)
        guard !parsed.warnings.isEmpty else { return parsed }
        var verification = FixVerification(text, parsed)
        parsed.warnings = verification.verified()
        parsed.readsClock = verification.readsClock
        return parsed
    }

    /// The query text of a clause: read in the same context it means the clause, if parsing can make one like it. O(n).
    public static func canonicalText(of clause: Clause, _ context: QueryContext) -> String {
        CanonicalText(context).text(of: clause)
    }

    /// Reads a query once; its fixes are not tried yet.
    static func read(_ text: String, _ context: QueryContext) -> ParsedQuery {
        var lexer = Lexer(text, context)
        lexer.run()
        var parser = Parser(lexer)
        let tree = parser.parse()
        var lowering = Lowering(context, parser.source, tree, parser.diagnostics)
        let clause = lowering.lower(tree.root, nil, isNegated: false, depth: 0) ?? .all
        return ParsedQuery(
            clause: clause, warnings: lowering.diagnostics.inOrder, showsSpam: lowering.showsSpam,
            showsTrash: lowering.showsTrash, readsClock: lexer.readsClock || lowering.readsClock, context: context)
    }
}
