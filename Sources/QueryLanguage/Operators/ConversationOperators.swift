// Owns: awaiting:, unanswered, quiet and days-in-stage: who wrote last, and how long ago things happened.

import Schema

/// What a length of time has gone by since.
enum Elapsed: Sendable {
    /// The last message of the thread.
    case unanswered
    /// The last mail of the box.
    case quiet
    /// The box came to its stage.
    case stage
}

extension Lowering {
    /// The thread waits for whoever did not write last.
    mutating func awaiting(_ term: Term, _ token: Int, _ applied: Applied, _ row: Operator) -> Clause? {
        guard let side = row.value(term.text) else {
            reportBadValue(
                token...token, applied, "“awaiting:” takes me or them, not “\(term.text)”")
            return nil
        }
        guard let me = context.me, !me.isEmpty else {
            reportBadValue(
                token...token, applied, "“awaiting:\(side.name)” asks for the caller, and nobody is known to be asking")
            return nil
        }
        let mine = Clause.text(.field(.from), .word(me))
        return .scope(.last, side.name == "me" ? .not(mine) : mine)
    }

    /// More, or less, than a length of time ago; without a comparison, that long or longer.
    mutating func elapsed(_ since: Elapsed, _ term: Term, _ token: Int, _ applied: Applied) -> Clause? {
        var text = Substring(term.text)
        var comparison = applied.head.comparison
        if comparison == nil, let (found, width) = Self.comparison(term.text) {
            comparison = found
            text = text.dropFirst(width)
        }
        guard comparison != .notEqual, let (age, hasUnit) = AgeText.parse(String(text)),
            let instant = calendar().instant(before: age)
        else {
            reportBadValue(
                token...token, applied,
                "“\(term.text)” is not a length of time such as 2d, 3w or 1y")
            return nil
        }
        if !hasUnit, since != .stage { reportNoUnit(term, token) }
        let isRecent = comparison == .less || comparison == .lessOrEqual
        func date(_ field: Field, isRecent: Bool) -> Clause {
            .date(.field(field), start: isRecent ? instant : nil, end: isRecent ? nil : instant)
        }
        switch since {
        case .unanswered: return date(.last, isRecent: isRecent)
        case .stage: return date(.stageChanged, isRecent: isRecent)
        case .quiet:
            // Of a box no thread may be recent; one without any mail is quiet.
            let recent = Clause.scope(.box, date(.last, isRecent: true))
            return isRecent ? recent : .and([.scope(.box, .all), .not(recent)])
        }
    }
}
