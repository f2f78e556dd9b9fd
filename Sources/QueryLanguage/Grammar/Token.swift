// Owns: the pieces a query is read into.

import Schema

/// What stands before a colon or a comparison.
enum Target {
    /// A row of the operator table.
    case named(Operator)
    /// A team's own field.
    case custom(String, FieldKind)

    var name: String {
        switch self {
        case .named(let row): row.name
        case .custom(let name, _): name
        }
    }

    /// What values it takes.
    var valueKind: ValueKind {
        switch self {
        case .named(let row): row.kind
        case .custom(_, .number): .number
        case .custom(_, .date): .date
        case .custom: .text
        }
    }

    var isDate: Bool { valueKind == .date }
    var isNumber: Bool { valueKind == .number || valueKind == .size }
    /// Whether its values can be less or more than others.
    var isOrdered: Bool { isDate || isNumber || valueKind == .elapsed }
    /// Whether its value is a length of time.
    var isAge: Bool { valueKind == .age || valueKind == .elapsed }

    /// Whether a clause may be its value: `last:from:me`.
    var takesClause: Bool {
        if case .named(let row) = self, case .end = row.sense { true } else { false }
    }
}

/// A name that applies to the value, or group, after it.
struct Head {
    var target: Target
    /// `nil` for a colon alone.
    var comparison: Comparison?
    /// Nothing follows that it could bind.
    var isEmpty = false
}

/// A word, phrase or unread value.
struct Term {
    /// What was typed, without quotes and escapes.
    var text: String
    /// What it asks of words. `nil` matches everything: a lone `*`.
    var pattern: TextPattern?
    /// An empty phrase or a lone sign: no condition at all.
    var isEmpty = false
    /// Typed without quotes, `+` or a wildcard.
    var isPlain = false
}

struct Token {
    enum Kind {
        case term(Term)
        case head(Head)
        /// `(`, or `{` when braced.
        case open(braced: Bool)
        case close(braced: Bool)
        case or, and, around
        /// `NOT`, or `-` touching what it negates.
        case not(isMinus: Bool)
    }

    var kind: Kind
    /// Half-open, in UTF-8 bytes of the text.
    var span: Range<Int>

    var term: Term? {
        if case .term(let term) = kind { term } else { nil }
    }

    var head: Head? {
        if case .head(let head) = kind { head } else { nil }
    }

    /// Whether an operand may begin with it.
    var startsOperand: Bool {
        switch kind {
        case .term, .head, .open, .not: true
        case .close, .or, .and, .around: false
        }
    }

    /// The capital word, for one of the operators that are words.
    var isBinary: Bool {
        switch kind {
        case .or, .and, .around: true
        default: false
        }
    }
}
