// Owns: from, to, cc, bcc, with, org, contact, assignee: people, of whom one may be `me`.

import Schema

extension Lowering {
    /// A person in any of these fields. `to:` stays one leaf: the engine widens it to copies, ranked lower.
    mutating func person(_ fields: [Field], _ term: Term, _ token: Int) -> Clause {
        var term = term
        resolveMe(&term, token)
        return .disjunction(fields.map { words(.field($0), term) })
    }

    mutating func assignee(_ term: Term, _ token: Int) -> Clause? {
        var term = term
        resolveMe(&term, token)
        return keyword(.assignee, term)
    }

    /// `me` typed bare is the caller, where one is known; in quotes it is a word.
    mutating func resolveMe(_ term: inout Term, _ token: Int) {
        guard term.isPlain, term.text.utf8.count == 2, term.text.lowercased() == "me" else { return }
        guard let me = context.me, !me.isEmpty else { return reportUnknownCaller(token) }
        term.text = me
        term.pattern = .word(me)
    }
}
