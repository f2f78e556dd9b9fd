// Owns: what a query turned out to mean, in all the forms callers ask for.

import Schema

/// A query that was read. The texts are made when they are asked for.
public struct ParsedQuery: Sendable {
    /// The canonical structure of what was typed: what `parse` answers as `tree`.
    public let clause: Clause
    /// What was odd, in the order of the text.
    public internal(set) var warnings: [Diagnostic]
    /// Whether the query asks for spam, or for trash, by name.
    public let showsSpam: Bool
    public let showsTrash: Bool
    /// Whether the clock was looked at: where it was not, the query means the same at any instant.
    public internal(set) var readsClock: Bool
    let context: QueryContext

    /// Whether neither spam nor trash is left out.
    public var showsSpamAndTrash: Bool { showsSpam && showsTrash }

    /// What the conditions must hold of together, as the context said.
    public var scope: ClauseScope? { context.scope }

    /// The query as text in one spelling; in the same context it parses back to the same clause. O(n).
    public var canonical: String { text(of: clause) }

    /// The query as text that draws no remark: ``canonical`` with ``Clause/settled`` words.
    var settledText: String { text(of: clause.settled) }

    private func text(of clause: Clause) -> String {
        let text = CanonicalText(context).text(of: clause)
        guard showsSpamAndTrash, !CanonicalText.asksForSpamAndTrash(clause) else { return text }
        if case .all = clause { return "in:anywhere" }
        if case .or = clause { return "in:anywhere (" + text + ")" }
        return "in:anywhere " + text
    }

    /// A part of the query, or a part rewritten, as it can be typed. O(n).
    public func text(ofPart clause: Clause) -> String { CanonicalText(context).text(of: clause) }

    /// The query in plain English. O(n).
    public var sentence: String { Sentence(context).sentence(of: clause) }

    /// The words to highlight, in the order of the query, each once. O(n).
    public var terms: [String] { HighlightTerms.terms(of: clause) }

    /// The remarks that forbid a strict caller to run the query.
    public var errors: [Diagnostic] { warnings.filter { $0.level == .error } }

    /// The clause as a filter: under the context's scope, nothing left out besides.
    public var filter: Clause { Executable(context).scoped(clause) }

    /// The clause to search with: ``filter``, without spam and trash unless the query asks for them.
    ///
    /// Whether a message is spam is judged of that message, not of its thread (QUERY.md section 5.6), hence the
    /// explicit scope.
    public var executable: Clause {
        var parts = [filter]
        if !showsSpam { parts.append(Executable.without("spam")) }
        if !showsTrash { parts.append(Executable.without("trash")) }
        return .conjunction(parts)
    }
}
