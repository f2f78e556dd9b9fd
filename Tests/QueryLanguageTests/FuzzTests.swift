// Properties, over seeded random Unicode text:
// 1. Parsing ends without a crash, and so do sentence, canonical text, terms and executable clause.
// 2. Every span lies inside the text, on scalar boundaries.
// 3. Every fix, put in the place of its span, leaves fewer remarks, and fewer of its own code.
// 4. The canonical text means the same, and is its own canonical text.
// 5. Strict parsing finds the same, with repairs as errors.
// 6. A text that was read without a look at the clock is read the same at any other instant.

import QueryLanguage
import Schema
import TestSupport
import Testing

/// Pieces that queries are made of, and scalars that they are broken with.
private let pieces: [String] = [
    "a", "bc", "Deal", "size", "seats", "OR", "AND", "NOT", "AROUND", "3", "(", ")", "{", "}", "\"", "“", "”", "-", "+",
    "*", "~", "~2", "|", ":", "..", "\\", " ", " ", " ", "  ", "from:", "subject:", "before:", "after:", "date:",
    "size:",
    "seats>", "deal-size:", "\"deal size\"", "label:", "in:", "has:", "no:", "thread:", "box:(", "newer_than:",
    "last week",
    "oct 9", "2012", "2012-10-09", "10:30", "5M", "1..5", "<", ">", "=", "!=", "http://x.example/(a)",
    "www.a.example(b)",
    "foo:bar", "fron:amy", "me", "spam", "anywhere", "\u{200B}", "\u{FEFF}", "\u{AD}", "\u{3000}", "é", "日本", "👩‍👧", "（",
    "awaiting:me", "between:(", "org:", "last:", "last:from:", "first-message:(", "quiet>", "unanswered<", "people>3",
    "messages:2..5", "days-in-stage>", "is:unread", "is:", "no:region", "rfc822msgid:", "stage!=", "$", "k", "3d", "w",
    "）", "：", "ｆｒｏｍ", "$5k", "\n", "\0", "'", "?", "@", "ß", "İ", "\u{301}",
]

func randomQuery(_ random: inout SeededRandom) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...14, using: &random) {
        if Int.random(in: 0..<12, using: &random) == 0 {
            let value = UInt32.random(in: 0..<0x11_0000, using: &random)
            if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
        } else {
            text += pieces[Int.random(in: 0..<pieces.count, using: &random)]
        }
        if Bool.random(using: &random), Bool.random(using: &random) { text += " " }
    }
    return text
}

@Suite struct FuzzTests {
    @Test(arguments: Array(0..<10) as [UInt64]) func anyTextHasAMeaning(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let strict = QueryContext.example { $0.isStrict = true }
        let later = QueryContext.example { $0.now = Timestamp(seconds: $0.now.seconds + 40_000_000) }
        for round in 0..<FuzzRounds.scaled(5_000) {
            let query = randomQuery(&random)
            let parsed = QueryParser.parse(query, .example)
            let problem =
                self.problem(query, parsed) ?? strictProblem(query, parsed, strict)
                ?? clockProblem(query, parsed, later)
            guard let problem else { continue }
            Issue.record("seed \(seed), round \(round), \(query.debugDescription): \(problem)")
            return
        }
    }

    private func problem(_ query: String, _ parsed: ParsedQuery) -> String? {
        let bytes = Array(query.utf8)
        for warning in parsed.warnings {
            for offset in [warning.span.lowerBound, warning.span.upperBound] {
                guard offset >= 0, offset <= bytes.count else { return "\(warning) lies outside" }
                if offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { return "\(warning) cuts a scalar" }
            }
            guard let fix = warning.fix else { return "\(warning) has no fix" }
            var fixed = bytes
            fixed.replaceSubrange(warning.span, with: Array(fix.utf8))
            let text = String(decoding: fixed, as: UTF8.self)
            let left = QueryParser.parse(text, .example).warnings
            let ofCode = { (remarks: [Diagnostic]) in remarks.count { $0.code == warning.code } }
            if left.count >= parsed.warnings.count || ofCode(left) >= ofCode(parsed.warnings) {
                return "fixing \(warning.code) gives \(text.debugDescription) with \(left.map(\.code.rawValue))"
            }
        }
        let canonical = parsed.canonical
        let again = QueryParser.parse(canonical, .example)
        if again.clause != parsed.clause {
            return "canonical \(canonical.debugDescription) means \(again.clause), not \(parsed.clause)"
        }
        if again.canonical != canonical {
            return "canonical \(canonical.debugDescription) becomes \(again.canonical.debugDescription)"
        }
        if parsed.sentence.isEmpty || parsed.terms.contains("") { return "empty text" }
        _ = parsed.executable
        return nil
    }

    private func strictProblem(_ query: String, _ parsed: ParsedQuery, _ strict: QueryContext) -> String? {
        let other = QueryParser.parse(query, strict)
        if other.clause != parsed.clause { return "strict means something else" }
        if other.errors.count != parsed.warnings.filter({ $0.level > .info }).count { return "strict has other errors" }
        return nil
    }

    private func clockProblem(_ query: String, _ parsed: ParsedQuery, _ later: QueryContext) -> String? {
        guard !parsed.readsClock else { return nil }
        let other = QueryParser.parse(query, later)
        guard other.clause == parsed.clause, other.warnings == parsed.warnings, !other.readsClock else {
            return "the clock was not looked at, and counts"
        }
        return nil
    }

    @Test func clocksAreLookedAtForDatesOnly() {
        for text in ["invoice from:amy", "fron:amy (", "size>5M seats:3", "is:unread no:region -label:2012"] {
            #expect(!QueryParser.parse(text, .example).readsClock, "\(text)")
        }
        for text in ["before:yesterday", "newer_than:3d", "quiet>14d", "date:(last week OR today)", "afer:yesterday"] {
            #expect(QueryParser.parse(text, .example).readsClock, "\(text)")
        }
    }

    @Test func cutTextStaysInBounds() {
        var random = SeededRandom(seed: 99)
        for _ in 0..<FuzzRounds.scaled(30) {
            var query = ""
            while query.unicodeScalars.count < 4_200 { query += randomQuery(&random) }
            let parsed = QueryParser.parse(query, .example)
            #expect(parsed.warnings.contains { $0.code == .tooLong } || parsed.warnings.count == 100)
            #expect(parsed.warnings.allSatisfy { $0.span.upperBound <= query.utf8.count })
        }
    }
}
