// Owns: random clauses in canonical form, with every kind of leaf and words that are hard to spell.

import Schema
import TestSupport

struct QueryClauseGenerator {
    private var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    private static let words = [
        "invoice", "a", "ß", "日本語", "o'reilly", "INV-2047", "amy@example.com", "10:30", "2012", "9", "oct", "OR", "AND",
        "NOT",
        "AROUND", "or", "-a", "--b", "+c", "a*b", "*", "a~2", "~", "(x)", "{y}", "a|b", "|", "\"q\"", "“q”", "from:amy",
        "foo:bar", ":", "a:", "::", "x=5", "seats>5", "<a>", "!=", "!a", "\\", "a\\b", "deal", "close", "deal size:5",
        "http://x.example/(a)", "www.a.example(b)", "from://x", "a!=http://x.example/(b)", "https://from:x", "a b",
        "a\u{3000}b", "👩‍👧", "é", "ｆｒｏｍ：x", "＂", "（", "last:from:x",
        "Re:",
        "mailto:a@b", "..", "1..5", "&", "?", "'", "me too", "$5k", "\t", "C++",
    ]
    private static let keywords: [(Field, [String])] = [
        (
            .label,
            ["work", "spam-ish", "closed-won", "a+b", "日本", "me", "q\"r", "(x)", "a:b", "-", "or"].filter { $0 != "-" }
        ),
        (.in, ["inbox", "spam", "trash", "drafts", "friends"]), (.is, ["unread", "starred", "odd", "done"]),
        (.has, ["attachment", "userlabels", "yellow-star", "gizmo"]), (.category, ["updates", "odd"]),
        (.stage, ["won", "in-talks", "„quoted“"]), (.pipeline, ["sales"]), (.assignee, ["ann@example.com", "bob"]),
        (.messageID, ["AbC@x.example", "a b"]),
    ]
    private static let textFields: [FieldReference] = [
        .field(.from), .field(.to), .field(.cc), .field(.bcc), .field(.subject), .field(.body), .field(.filename),
        .field(.list), .field(.deliveredTo), .field(.name), .field(.notes), .field(.contact), .field(.organization),
        .custom("Region"),
    ]
    private static let numberFields: [FieldReference] = [
        .field(.messages), .field(.people), .custom("Deal size"), .custom("seats"), .custom("Größe"),
    ]
    private static let dateFields: [FieldReference] = [
        .field(.date), .field(.created), .field(.modified), .field(.first), .field(.last), .field(.stageChanged),
        .custom("Close date"),
    ]
    private static let wide: [[Field]] = [
        [.from, .to, .cc, .bcc, .contact], [.from, .to, .cc, .bcc, .contact, .organization],
    ]

    private mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: 0..<choices.count, using: &random)] }

    /// A clause as parsing makes them: no group directly in one of its kind, no double negation, no `all` in a
    /// conjunction.
    mutating func clause(depth: Int = 4) -> Clause {
        switch depth == 0 ? 9 : Int.random(in: 0..<10, using: &random) {
        case 0, 1:
            let parts = children(depth).flatMap { part -> [Clause] in
                if case .and(let inner) = part { inner } else { part == .all ? [] : [part] }
            }
            return parts.isEmpty ? .all : parts.count == 1 ? parts[0] : .and(parts)
        case 2, 3:
            let parts = children(depth).flatMap { part -> [Clause] in
                if case .or(let inner) = part { inner } else { [part] }
            }
            return parts.count == 1 ? parts[0] : .or(parts)
        case 4:
            let child = clause(depth: depth - 1)
            if case .not(let inner) = child { return inner }
            return .not(child)
        case 5: return .scope(pick([.message, .thread, .box, .first, .last]), clause(depth: depth - 1))
        default: return leaf()
        }
    }

    private mutating func children(_ depth: Int) -> [Clause] {
        (0..<Int.random(in: 2...4, using: &random)).map { _ in clause(depth: depth - 1) }
    }

    private mutating func leaf() -> Clause {
        switch Int.random(in: 0..<16, using: &random) {
        case 0...4: return .text(nil, Bool.random(using: &random) ? pattern() : near())
        case 5, 6: return .text(pick(Self.textFields), Bool.random(using: &random) ? pattern() : near())
        case 7, 8:
            let (field, values) = pick(Self.keywords)
            return .keyword(field, pick(values))
        case 9 where Bool.random(using: &random):
            return .number(.field(.size), pick(Comparison.allCases), abs(number()))
        case 9: return .number(pick(Self.numberFields), pick(Comparison.allCases), number())
        case 10:
            let field = pick(Self.numberFields)
            let (a, b) = (number(), number())
            return .and([.number(field, .greaterOrEqual, min(a, b)), .number(field, .lessOrEqual, max(a, b))])
        case 11, 12: return date()
        case 13:
            return .present(
                pick(Self.textFields + Self.numberFields + [.field(.stage), .field(.label), .custom("Close date")]))
        case 14:
            let words = pattern()
            return .or(pick(Self.wide).map { .text(.field($0), words) })
        default: return .all
        }
    }

    /// A pair, the left side of which may be one; a capital operator can't be a side of it.
    private mutating func near() -> TextPattern {
        let left = Int.random(in: 0..<4, using: &random) == 0 ? near() : side()
        return .near(distance: pick([0, 3, 10, 1_000]), left, side(), ordered: false)
    }

    private mutating func side() -> TextPattern {
        let side = pattern()
        if case .word(let word) = side, ["OR", "AND", "NOT", "AROUND"].contains(word) { return .exact(word) }
        return side
    }

    private mutating func pattern() -> TextPattern {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return .phrase(pick(["a b", "“a” \\ b", "OR x", "from:a b", "日本 語"]))
        case 1: return .exact(pick(Self.words.filter { !$0.contains(" ") && !$0.contains("\u{3000}") && $0 != "\t" }))
        case 2: return .prefix(pick(["inv", "a", "a-b", "日", "(", "from:x"]))
        case 3: return .glob(pick(["re*rt", "*.pdf", "a*b*c", "(a*b)", "*voice*", "*k!=http://x.example/", "a*://b"]))
        case 4: return .fuzzy(pick(["recieve", "a:b", "(a)", "日本"]), distance: pick([1, 2]))
        default: return .word(pick(Self.words))
        }
    }

    private mutating func number() -> Double { pick([0, 5, -5, 1_200.5, 1e9, 1e20, -0.1, 123_456_789, 1.5e-7]) }

    private mutating func date() -> Clause {
        let field = pick(Self.dateFields)
        let start = Timestamp(
            milliseconds: pick([1_349_820_245_000, 1_349_766_000_000, 0, -86_400_000, 1_349_766_000_123]))
        let length = pick([1, 1_000, 60_000, 86_400_000, 86_400_000 * 30, 3_600_000]) as Int64
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return .date(field, start: start, end: nil)
        case 1: return .date(field, start: nil, end: start)
        default: return .date(field, start: start, end: Timestamp(milliseconds: start.milliseconds + length))
        }
    }
}
