// Owns: the difference between the clause that is shown and the one that is run.

import Schema

/// Puts the context's scope into a clause and takes out words that no text can contain.
struct Executable {
    let scope: ClauseScope?

    init(_ context: QueryContext) { scope = context.scope }

    static func without(_ place: String) -> Clause { .not(.scope(.message, .keyword(.in, place))) }

    /// By message, a negated state speaks of the message alone (pure Gmail); by thread or box, the whole query is
    /// about one.
    func scoped(_ clause: Clause) -> Clause {
        let clause = meaningful(clause, isNegated: false) ?? .all
        switch scope {
        case nil, .message?: return clause
        case let scope?: return clause == .all ? .all : .scope(scope, clause)
        }
    }

    /// `nil` where nothing is asked: `&` is no word of any text, and `R & D` should find what `R D` does.
    private func meaningful(_ clause: Clause, isNegated: Bool) -> Clause? {
        switch clause {
        case .text(_, let pattern): return Self.hasWord(pattern) ? clause : nil
        case .and(let children):
            let parts = children.compactMap { meaningful($0, isNegated: isNegated) }
            return parts.isEmpty ? nil : .conjunction(parts)
        case .or(let children):
            let parts = children.compactMap { meaningful($0, isNegated: isNegated) }
            return parts.isEmpty ? nil : .disjunction(parts)
        case .not(let child): return meaningful(child, isNegated: !isNegated).map(Clause.negation)
        case .keyword(let field, _) where isNegated && field.isState && scope == .message:
            return .scope(.message, clause)
        case .scope(let scope, let child):
            // A group that names its scope keeps it.
            return Executable(scope: nil).meaningful(child, isNegated: isNegated).map { .scope(scope, $0) }
        default: return clause
        }
    }

    private init(scope: ClauseScope?) { self.scope = scope }

    private static func hasWord(_ pattern: TextPattern) -> Bool {
        switch pattern {
        case .word(let text), .phrase(let text), .exact(let text), .glob(let text), .fuzzy(let text, _):
            text.unicodeScalars.contains { isWordPart($0) }
        case .prefix(let text): text.isEmpty || text.unicodeScalars.contains { isWordPart($0) }
        case .near(_, let left, let right, _): hasWord(left) && hasWord(right)
        }
    }

    /// Everything but punctuation, white space, controls and the symbols of ASCII.
    private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return Code.isLetter(UInt8(scalar.value)) || Code.isDigit(UInt8(scalar.value)) }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation, .spaceSeparator, .lineSeparator, .paragraphSeparator, .control,
            .format:
            return false
        default: return true
        }
    }
}
