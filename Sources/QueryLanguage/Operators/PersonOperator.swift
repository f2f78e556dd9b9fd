// Owns: from, to, cc, bcc, with, contact, assignee: people, of whom one may be `me`.

import Schema

extension Lowering {
    /// A person in any of these fields. `to:` stays one leaf: the engine widens it to copies, ranked lower.
    mutating func person(_ fields: [Field], _ term: Term, _ token: Int) -> Clause {
        var term = term
        if isMe(term) {
            if let me = context.me, !me.isEmpty { term.pattern = .word(me) } else { reportUnknownCaller(token) }
        }
        return .disjunction(fields.map { words(.field($0), term) })
    }

    mutating func assignee(_ term: Term, _ token: Int) -> Clause? {
        guard isMe(term) else { return keyword(.assignee, term.text) }
        guard let me = context.me, !me.isEmpty else {
            reportUnknownCaller(token)
            return keyword(.assignee, term.text)
        }
        return keyword(.assignee, me)
    }

    /// `me` typed bare; in quotes it is a word.
    private func isMe(_ term: Term) -> Bool {
        term.isPlain && term.text.utf8.count == 2 && term.text.lowercased() == "me"
    }
}
