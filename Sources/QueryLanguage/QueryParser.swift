// Owns: the way from a line to its meaning. Total: every string has one.

import Schema

/// Reads queries.
public enum QueryParser {
    /// Reads a query. Never fails: what cannot be read is left out or repaired, and said in the warnings. Linear time,
    /// bounded stack; of text beyond 4,096 characters or 1,000 terms the rest is cut. Any thread may call it.
    public static func parse(_ text: String, _ context: QueryContext) -> ParsedQuery {
        var lexer = Lexer(text, context)
        lexer.run()
        var parser = Parser(lexer)
        let tree = parser.parse()
        var lowering = Lowering(context, parser.source, tree, parser.diagnostics)
        let clause = lowering.lower(tree.root, nil, isNegated: false, depth: 0) ?? .all
        var parsed = ParsedQuery(
            clause: clause, warnings: lowering.diagnostics.inOrder, showsSpam: lowering.showsSpam,
            showsTrash: lowering.showsTrash, context: context)
        if !tree.groupings.isEmpty {
            noteGroupings(tree.groupings, of: &parsed, length: text.utf8.count, &lowering.diagnostics)
        }
        return parsed
    }

    /// Says how OR and an implied AND were grouped. In a text that was repaired, or groups in several places,
    /// parentheses cannot be put just anywhere, so there the fix is the whole query as it was read.
    private static func noteGroupings(
        _ groupings: [Grouping], of parsed: inout ParsedQuery, length: Int, _ diagnostics: inout DiagnosticList
    ) {
        guard let first = groupings.first else { return }
        let isLocal = groupings.count == 1 && !first.isCaptured && parsed.warnings.allSatisfy { $0.code.isNote }
        let note = isLocal ? first : Grouping(span: 0..<length, text: parsed.canonical)
        diagnostics.add(
            .mixedOperators, note.span, "OR binds tighter than AND: this is read as \(note.text)", fix: note.text)
        parsed.warnings = diagnostics.inOrder
    }
}
