// Owns: a clause in plain English, so that whoever typed it can see how it was read.

import Schema

/// Tells what a clause asks for.
struct Sentence {
    let context: QueryContext

    init(_ context: QueryContext) { self.context = context }

    func sentence(of clause: Clause) -> String {
        if case .all = clause { return "Everything." }
        return "Mail and boxes " + phrase(clause) + "."
    }

    private func phrase(_ clause: Clause, isNegated: Bool = false) -> String {
        switch clause {
        case .all: return isNegated ? "of no kind" : "of any kind"
        case .and(let children): return list(children, "and")
        case .or(let children): return list(children, "or")
        case .not(let child):
            switch child {
            case .and, .or, .not: return "that are not: " + phrase(child)
            default: return phrase(child, isNegated: true)
            }
        case .scope(let scope, let child): return self.scope(scope, child, isNegated)
        case .text(let field, let pattern): return text(field, pattern, isNegated)
        case .keyword(let field, let value): return keyword(field, value, isNegated)
        case .number(let field, let comparison, let value): return number(field, comparison, value, isNegated)
        case .date(let field, let start, let end): return date(field, start, end, isNegated)
        case .present(let field): return presence(field, isNegated)
        }
    }

    private func list(_ children: [Clause], _ conjunction: String) -> String {
        children.map(group).joined(separator: children.count == 2 ? " \(conjunction) " : ", \(conjunction) ")
    }

    private func scope(_ scope: ClauseScope, _ child: Clause, _ isNegated: Bool) -> String {
        switch scope {
        case .message, .thread, .box:
            if case .all = child { return (isNegated ? "in no " : "in a ") + scope.rawValue }
            return (isNegated ? "where no \(scope.rawValue) is " : "where one \(scope.rawValue) is ") + group(child)
        case .first, .last:
            return "whose \(scope.rawValue) message is " + (isNegated ? "not: " : "") + group(child)
        }
    }

    private func presence(_ field: FieldReference, _ isNegated: Bool) -> String {
        let has = isNegated ? "without " : "with "
        if case .field(let field) = field { return has + "any " + field.name.replacing("_", with: " ") }
        return has + "anything in “\(field.name)”"
    }

    private func group(_ clause: Clause) -> String {
        switch clause {
        case .and, .or, .not(.and), .not(.or), .not(.not): "(" + phrase(clause) + ")"
        default: phrase(clause)
        }
    }

    // MARK: Leaves

    private func text(_ field: FieldReference?, _ pattern: TextPattern, _ isNegated: Bool) -> String {
        let what = words(pattern)
        let not = isNegated ? "not " : ""
        switch field {
        case nil: return (isNegated ? "without " : "with ") + what
        case .field(.from): return not + "from " + what
        case .field(.to): return not + "to " + what
        case .field(.cc): return not + "copied to " + what
        case .field(.bcc): return not + "blind-copied to " + what
        case .field(.list): return not + "from the list " + what
        case .field(.deliveredTo): return not + "delivered to " + what
        case .field(let field): return (isNegated ? "without " : "with ") + what + " in the \(field.name)"
        case .custom(let name): return (isNegated ? "without " : "with ") + what + " in “\(name)”"
        }
    }

    private func words(_ pattern: TextPattern) -> String {
        switch pattern {
        case .word(let word): "“\(word)”"
        case .phrase(let text): "the exact words “\(text)”"
        case .exact(let word): "exactly “\(word)”"
        case .prefix(""): "anything"
        case .prefix(let prefix): "a word that begins with “\(prefix)”"
        case .glob(let glob): "a word like “\(glob)”"
        case .fuzzy(let word, let distance): "a word within \(distance) letter\(distance == 1 ? "" : "s") of “\(word)”"
        case .near(let distance, let left, let right, _):
            "\(words(left)) at most \(distance) word\(distance == 1 ? "" : "s") from \(words(right))"
        }
    }

    private func keyword(_ field: Field, _ value: String, _ isNegated: Bool) -> String {
        let not = isNegated ? "not " : ""
        switch field {
        case .label: return (isNegated ? "without" : "with") + " the label “\(value)”"
        case .in: return "\(not)in \(value)"
        case .is: return "\(not)\(value)"
        case .has: return (isNegated ? "without " : "with ") + value.replacing("-", with: " ")
        case .category: return "\(not)in the category “\(value)”"
        case .pipeline, .stage: return "\(not)in the \(field.name) “\(value)”"
        case .assignee: return "\(not)assigned to “\(value)”"
        case .messageID: return "\(not)with the Message-ID <\(value)>"
        default: return "\(not)with \(field.name) “\(value)”"
        }
    }

    private func number(_ field: FieldReference, _ comparison: Comparison, _ value: Double, _ isNegated: Bool) -> String
    {
        let digits = value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
        let relation =
            switch comparison {
            case .less: "less than "
            case .lessOrEqual: "at most "
            case .greater: "more than "
            case .greaterOrEqual: "at least "
            case .equal: ""
            case .notEqual: "other than "
            }
        let not = isNegated ? "not " : ""
        switch field {
        case .field(.messages), .field(.people): return not + "with " + relation + digits + " " + field.name
        case .field(.size): return not + "of size " + relation + digits + " bytes"
        default: return not + "of “\(field.name)” " + relation + digits
        }
    }

    private func date(_ field: FieldReference, _ start: Timestamp?, _ end: Timestamp?, _ isNegated: Bool) -> String {
        let not = isNegated ? "not " : ""
        let verb =
            switch field {
            case .field(.date): "dated"
            case .field(.first): "begun"
            case .field(.last): "last written to"
            case .field(let field): field.name.replacing("_", with: " ")
            case .custom(let name): "with “\(name)”"
            }
        switch (start, end) {
        case (nil, nil): return (isNegated ? "without" : "with") + " a date in “\(field.name)”"
        case (let start?, nil): return "\(not)\(verb) on or after \(reading(start))"
        case (nil, let end?): return "\(not)\(verb) before \(reading(end))"
        case (let start?, let end?):
            return "\(not)\(verb) from \(reading(start)) until before \(reading(end))"
        }
    }

    /// What the caller's clocks show at an instant: the day, and the time unless it is midnight.
    private func reading(_ instant: Timestamp) -> String {
        let zone = ZoneRules.named(context.timeZone)
        let text = Timestamp(seconds: instant.seconds + zone.offset(at: instant.seconds)).description
        let time = text.dropFirst(11).prefix(8)
        return text.prefix(10) + (time == "00:00:00" ? "" : " " + time)
    }
}
