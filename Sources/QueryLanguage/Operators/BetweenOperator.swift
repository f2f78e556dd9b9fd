// Owns: between:, mail that people wrote to each other.

import Schema

extension Lowering {
    /// The most people; the clause has as many pairs as their number squared.
    static let maximumParties = 8

    /// One wrote it and all the others received it. One person alone is meant together with the caller.
    mutating func between(_ node: Int, _ applied: Applied) -> Clause? {
        guard let tokens = terms(under: node) else {
            reportParties(node, applied, "“between:” takes names of people")
            return nil
        }
        var people: [TextPattern] = []
        for token in tokens {
            guard var term = tree.tokens[token].term, !term.isEmpty else { continue }
            resolveMe(&term, token)
            if let pattern = term.pattern, !people.contains(pattern) { people.append(pattern) }
        }
        guard !people.isEmpty else { return nil }
        if people.count == 1, let me = context.me, !me.isEmpty { people.append(.word(me)) }
        guard (2...Self.maximumParties).contains(people.count) else {
            reportParties(
                node, applied,
                "“between:” takes two to \(Self.maximumParties) people")
            return nil
        }
        return .disjunction(
            people.indices.map { sender in
                var parts = [Clause.text(.field(.from), people[sender])]
                for other in people.indices where other != sender { parts.append(.text(.field(.to), people[other])) }
                return .and(parts)
            })
    }

    /// The tokens of a term, or of a group of terms.
    private func terms(under node: Int) -> [Int]? {
        switch tree.nodes[node] {
        case .empty: return []
        case .term(let token): return [token]
        case .conjunction(let children), .disjunction(let children):
            var tokens: [Int] = []
            for child in children {
                guard case .term(let token) = tree.nodes[child] else { return nil }
                tokens.append(token)
            }
            return tokens
        default: return nil
        }
    }

    private mutating func reportParties(_ node: Int, _ applied: Applied, _ finding: String) {
        let last = tree.lastToken(of: node) ?? applied.token
        reportBadValue(applied.token...last, applied, finding)
    }
}
