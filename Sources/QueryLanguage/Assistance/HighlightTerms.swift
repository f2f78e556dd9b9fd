// Owns: which words of a result a query is about.

import Schema

enum HighlightTerms {
    /// The words and phrases that are asked for, not those that are excluded; prefixes and patterns with their `*`.
    static func terms(of clause: Clause) -> [String] {
        var terms: [String] = []
        var seen: Set<String> = []
        visit(clause) { term in
            if !term.isEmpty, seen.insert(term).inserted { terms.append(term) }
        }
        return terms
    }

    private static func visit(_ clause: Clause, _ found: (String) -> Void) {
        switch clause {
        case .and(let children), .or(let children): for child in children { visit(child, found) }
        case .scope(_, let child): visit(child, found)
        case .text(_, let pattern): visit(pattern, found)
        case .not, .all, .keyword, .number, .date, .present: break
        }
    }

    private static func visit(_ pattern: TextPattern, _ found: (String) -> Void) {
        switch pattern {
        case .word(let text), .phrase(let text), .exact(let text), .glob(let text), .fuzzy(let text, _): found(text)
        case .prefix(let text): if !text.isEmpty { found(text + "*") }
        case .near(_, let left, let right, _):
            visit(left, found)
            visit(right, found)
        }
    }
}
