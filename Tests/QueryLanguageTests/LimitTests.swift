// Properties:
// 1. Of 4,096 characters, 1,000 terms and 1,000 levels all is read; beyond them the rest is cut, and a remark says so.
// 2. Redundant nesting costs no level, however deep.
// 3. Text of a megabyte and brackets by the hundred thousand end in an answer, whose texts are bounded too.
// 4. Work grows no faster than the text: a query of twice the length does not read more than a constant of it.
// 5. Fixes are tried by reading no more than a long query once again: of a short query all of some are told where they
//    stand, of a long one at most one, and the others are the whole query.

import QueryLanguage
import Schema
import Testing

@Suite struct LimitTests {
    private func parse(_ text: String) -> ParsedQuery { QueryParser.parse(text, .example) }

    private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    @Test func charactersUpToTheLimit() {
        let full = repeated("a", 4_096)
        #expect(parse(full).warnings.isEmpty)
        #expect(parse(full).clause == .text(nil, .word(full)))
        let over = parse(repeated("abcdefg ", 512) + "x")
        #expect(over.warnings.map(\.code) == [.tooLong])
        #expect(over.warnings.first?.span.upperBound == 4_097)
        #expect(over.terms == ["abcdefg"])
    }

    @Test func charactersAreScalarsNotBytes() {
        #expect(parse(repeated("本", 4_096)).warnings.isEmpty)
        #expect(parse(repeated("本", 4_097)).warnings.map(\.code) == [.tooLong])
    }

    @Test func termsUpToTheLimit() {
        guard case .and(let children) = parse(repeated("a ", 1_000)).clause else {
            Issue.record("no conjunction")
            return
        }
        #expect(children.count == 1_000)
        let over = parse(repeated("a ", 1_001))
        #expect(over.warnings.map(\.code) == [.tooLong])
        guard case .and(let children) = over.clause else {
            Issue.record("no conjunction")
            return
        }
        #expect(children.count == 1_000)
    }

    @Test func levelsUpToTheLimit() {
        // Each level is a group that can't be flattened.
        let full = repeated("-(a ", 999) + "b" + repeated(")", 96)
        #expect(parse(full).warnings.map(\.code) == [.unclosedGroup])
        #expect(depth(of: parse(full).clause) >= 999)
        #expect(depth(of: parse(repeated("-(a ", 1_023)).clause) <= 1_001)
    }

    /// How deep groups lie in each other.
    private func depth(of clause: Clause) -> Int {
        switch clause {
        case .and(let children), .or(let children): 1 + (children.map { depth(of: $0) }.max() ?? 0)
        case .not(let child), .scope(_, let child): depth(of: child)
        default: 0
        }
    }

    @Test func redundantNestingCostsNoLevel() {
        let deep = repeated("(", 2_040) + "a" + repeated(")", 2_040)
        #expect(parse(deep).warnings.isEmpty)
        #expect(parse(deep).clause == .text(nil, .word("a")))
        let negated = repeated("-(", 1_360) + "a" + repeated(")", 1_360)
        #expect(parse(negated).clause == .text(nil, .word("a")))
        let named = repeated("cc:(", 800) + "a" + repeated(")", 800)
        #expect(parse(named).clause == .text(.field(.cc), .word("a")))
        let scoped = repeated("box:(", 600) + "a" + repeated(")", 600)
        #expect(parse(scoped).warnings.isEmpty)
    }

    static let hostile: [(name: String, piece: String, count: Int)] = [
        ("words", "a b c ", 170_000), ("one word", "a", 1_000_000), ("quotes", "\" ", 500_000),
        ("opening", "(", 100_000), ("closing", ")", 100_000), ("braces", "{", 100_000), ("both", "(}", 100_000),
        ("pairs", "()", 500_000), ("groups", "(a ", 300_000), ("negated", "-(a ", 250_000), ("minus", "-", 1_000_000),
        ("named", "from:(", 160_000), ("empty", "from:", 200_000), ("ends", "last:", 200_000),
        ("operators", "OR ", 300_000), ("mixed", "a b OR c ", 100_000), ("near", "a AROUND 3 ", 90_000),
        ("unknown", "fron:a ", 140_000), ("dates", "on:oct 9 ", 110_000), ("bad dates", "on:xx ", 160_000),
        ("backslashes", "\\", 1_000_000), ("colons", "a:", 500_000), ("stars", "*a", 500_000),
        ("stray", "a\" ", 300_000),
        ("blanks", " ", 1_000_000), ("dropped", "\u{AD}", 500_000), ("marks", "\u{301}", 500_000),
        ("spaced name", "deal ", 200_000), ("url", "http://a/(", 100_000), ("people", "with:a ", 140_000),
    ]

    @Test(arguments: hostile) func hostileText(_ name: String, _ piece: String, _ count: Int) {
        let text = repeated(piece, count)
        let parsed = parse(text)
        #expect(parsed.warnings.contains { $0.code == .tooLong } || parsed.warnings.count == 100, "\(name)")
        #expect(parsed.warnings.count <= 100)
        for remark in parsed.warnings {
            #expect(remark.span.upperBound <= text.utf8.count)
            #expect((remark.fix?.utf8.count ?? 0) <= 100_000 && remark.message.utf8.count <= 100_000)
        }
        #expect(parsed.canonical.utf8.count <= 500_000)
        #expect(parsed.sentence.utf8.count <= 1_000_000)
    }

    @Test func whatIsCutIsNotRead() {
        // A repair beyond the limit can't be seen, so a megabyte draws what its first 4,096 characters draw.
        let start = repeated("word ", 810)
        let short = parse(start + repeated("tail ", 100))
        let long = parse(start + repeated("tail ", 200_000))
        #expect(short.clause == long.clause)
        #expect(short.warnings.map(\.code) == long.warnings.map(\.code))
    }

    @Test(arguments: [(4, 0, 4), (20, 0, 16), (20, 200, 3), (3, 600, 1), (3, 820, 0), (90, 0, 7), (682, 0, 0)])
    func fixesAreTriedWithinBounds(odd: Int, words: Int, told: Int) {
        let text = repeated("on:xx ", odd) + repeated("word ", words)
        let remarks = parse(text).warnings.filter { $0.code == .badValue }
        #expect(remarks.count == min(odd, 100))
        #expect(remarks.count { $0.span != 0..<text.utf8.count } == told)
    }

    @Test func fixesOfCutQueriesHelp() {
        for piece in ["(a -(b ", "{a (b ", "\"a ", "-(a ", "with:a ", "a\\", "on:3d ", "a OR "] {
            expectFixesHelp(repeated(piece, 4_200 / piece.utf8.count + 1), .example)
        }
    }
}
