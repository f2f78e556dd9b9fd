// Properties:
// 1. A remark has exactly the code, level, span and fix that stand beside the query; spans are marked ⟦ ⟧ in its text.
// 2. The fix of a repair, applied, is read as the same and draws no remark; so is what is left when all are applied.
// 3. Under strict, repairs are errors with the same spans, and notes stay notes.
//    An error does not say how the query was read, for it was not.
// 4. Spans count UTF-8 bytes, UTF-16 code units or code points, as asked.

import QueryLanguage
import Testing

/// A query with one remark, its span between ⟦ and ⟧.
struct RemarkCase: Sendable, CustomTestStringConvertible {
    var marked: String
    var code: Diagnostic.Code
    var level: Diagnostic.Level
    var fix: String
    /// What the query is once it is fixed.
    var fixed: String
    var context: QueryContext

    init(
        _ marked: String, _ code: Diagnostic.Code, _ level: Diagnostic.Level, _ fix: String, _ fixed: String,
        _ context: QueryContext = .example
    ) {
        self.marked = marked
        self.code = code
        self.level = level
        self.fix = fix
        self.fixed = fixed
        self.context = context
    }

    /// A repair.
    init(_ marked: String, _ code: Diagnostic.Code, _ fix: String, _ fixed: String) {
        self.init(marked, code, .warning, fix, fixed)
    }

    var testDescription: String { marked }

    var query: String { marked.filter { $0 != "⟦" && $0 != "⟧" } }

    /// In UTF-8 bytes; `nil` where the marks are missing.
    var span: Range<Int>? {
        guard let open = marked.firstIndex(of: "⟦"), let close = marked.firstIndex(of: "⟧") else { return nil }
        let start = marked[..<open].utf8.count
        return start..<start + marked[marked.index(after: open)..<close].utf8.count
    }
}

private let nobody = QueryContext.example { $0.me = nil }

private let remarkCases: [RemarkCase] = [
    RemarkCase("x ⟦(a b⟧", .unclosedGroup, "(a b)", "x (a b)"),
    RemarkCase("⟦{a (b⟧", .unclosedGroup, "{a (b)}", "{a (b)}"),
    RemarkCase("(a ⟦{b c⟧) d", .unclosedGroup, "{b c}", "(a {b c}) d"),
    RemarkCase("a⟦)⟧ b", .strayClose, "", "a b"),
    RemarkCase("a⟦)⟧b", .strayClose, " ", "a b"),
    RemarkCase("ü⟦}⟧", .strayClose, "", "ü"),
    RemarkCase("⟦\"a b⟧", .unclosedQuote, "\"a b\"", "\"a b\""),
    RemarkCase("subject:⟦“a b⟧", .unclosedQuote, "“a b\"", "subject:“a b\""),
    RemarkCase("⟦\"a\\⟧", .unclosedQuote, "\"a\\\\\"", "\"a\\\\\""),
    RemarkCase("19⟦\"⟧ rack", .strayQuote, "", "19 rack"),
    RemarkCase("unmatched⟦”⟧", .strayQuote, "", "unmatched"),
    RemarkCase("a ⟦OR⟧", .danglingOperator, "", "a "),
    RemarkCase("⟦AND⟧ a", .danglingOperator, "", " a"),
    RemarkCase("a OR ⟦OR⟧ b", .danglingOperator, "", "a OR  b"),
    RemarkCase("⟦NOT⟧", .danglingOperator, "\"NOT\"", "\"NOT\""),
    RemarkCase("a ⟦AROUND 3⟧ from:b", .danglingOperator, "", "a  from:b"),
    RemarkCase("⟦from:⟧ -x", .emptyOperator, "()", "() -x"),
    RemarkCase("a ⟦from:⟧", .emptyOperator, "", "a "),
    RemarkCase("a OR ⟦from:⟧", .emptyOperator, "()", "a OR ()"),
    RemarkCase("⟦seats>⟧", .emptyOperator, "", ""),
    RemarkCase("a ⟦after:foo⟧ b", .badValue, "", "a  b"),
    RemarkCase("after:⟦yestreday⟧", .badValue, "yesterday", "after:yesterday"),
    RemarkCase("on:⟦\"last weak\"⟧", .badValue, "\"last week\"", "on:\"last week\""),
    RemarkCase("⟦on:2011-02-29⟧ a", .badValue, "", " a"),
    RemarkCase("-⟦larger:huge⟧ a", .badValue, "()", "-() a"),
    RemarkCase("seats:(1 OR ⟦abc⟧)", .badValue, "()", "seats:(1 OR ())"),
    RemarkCase("newer_than:⟦30⟧", .noUnit, "30d", "newer_than:30d"),
    RemarkCase(
        "date:⟦2012-10-05..2012-10-01⟧ a", .reversedRange, "2012-10-01..2012-10-05", "date:2012-10-01..2012-10-05 a"),
    RemarkCase("seats:⟦5..1⟧", .reversedRange, "1..5", "seats:1..5"),
    RemarkCase("on:⟦13/10/2012⟧", .dateOrder, .info, "2012-10-13", "on:2012-10-13"),
    RemarkCase("⟦a b OR c⟧", .mixedOperators, .info, "a (b OR c)", "a (b OR c)"),
    RemarkCase("x AND (⟦a b OR c d⟧)", .mixedOperators, .info, "a (b OR c) d", "x AND (a (b OR c) d)"),
    RemarkCase("⟦fron:amy⟧ x", .unknownOperator, .info, "from:amy", "from:amy x"),
    RemarkCase("⟦befor:yesterday⟧ x", .unknownOperator, .info, "before:yesterday", "before:yesterday x"),
    RemarkCase("⟦larer:5M⟧", .unknownOperator, .info, "larger:5M", "larger:5M"),
    RemarkCase("⟦unanswred:3d⟧", .unknownOperator, .info, "unanswered:3d", "unanswered:3d"),
    RemarkCase("⟦saets:5⟧", .unknownOperator, .info, "seats:5", "seats:5"),
    RemarkCase("a ⟦older_than>2d⟧", .badValue, "", "a "),
    RemarkCase("⟦foo:bar⟧", .unknownOperator, .info, "foo\\:bar", "foo\\:bar"),
    RemarkCase("⟦box:acme⟧", .unknownOperator, .info, "box:(acme)", "box:(acme)"),
    RemarkCase("is:⟦unred⟧", .unknownValue, .info, "unread", "is:unread"),
    RemarkCase("category:⟦work⟧ a", .unknownValue, .info, "\"work\"", "category:\"work\" a"),
    RemarkCase("from:⟦me⟧", .unknownCaller, .info, "\"me\"", "from:\"me\"", nobody),
    // A mark that only closes something for the reader goes with the part it belongs to.
    RemarkCase("日本 ⟦(東京⟧", .unclosedGroup, "(東京)", "日本 (東京)"),
    RemarkCase("👩‍👧 ⟦from:⟧", .emptyOperator, "", "👩‍👧 "),
]

@Suite struct RemarkTests {
    @Test(arguments: remarkCases) func remark(_ example: RemarkCase) throws {
        let parsed = QueryParser.parse(example.query, example.context)
        let remark = try #require(parsed.warnings.first)
        #expect(parsed.warnings.count == 1)
        #expect(remark.code == example.code)
        #expect(remark.level == example.level)
        #expect(remark.span == example.span)
        #expect(remark.fix == example.fix)
        #expect(!remark.message.isEmpty)
    }

    @Test(arguments: remarkCases) func fixIsReadWithoutRemark(_ example: RemarkCase) {
        let parsed = QueryParser.parse(example.query, example.context)
        let fixed = QueryParser.parse(example.fixed, example.context)
        #expect(fixed.warnings.isEmpty)
        let isGuess = [.unknownOperator, .unknownValue].contains(example.code) || example.fixed.contains("last week")
        if !isGuess, example.code != .unknownCaller, !example.fixed.contains("yesterday"), !example.fix.contains("NOT")
        {
            #expect(fixed.clause == parsed.clause)
        }
    }

    @Test(arguments: remarkCases) func strictMakesRepairsErrors(_ example: RemarkCase) {
        var context = example.context
        context.isStrict = true
        let parsed = QueryParser.parse(example.query, context)
        #expect(parsed.warnings.map(\.level) == [example.level == .info ? .info : .error])
        #expect(parsed.warnings.map(\.span) == [example.span])
        #expect(parsed.errors.count == (example.level == .info ? 0 : 1))
        let readings = ["left out", "read as", "runs to the end", "ignored", "searched as", "asks nothing"]
        for error in parsed.errors {
            #expect(!readings.contains { error.message.contains($0) }, "\(error.message)")
            #expect(error.message.hasSuffix(".") || error.message.hasSuffix("?"))
        }
    }

    @Test func spansInOtherUnits() {
        let query = "日本 👩 from: -ü"
        let span = QueryParser.parse(query, .example).warnings[0].span
        #expect(span == 12..<17)
        #expect(SpanUnit.utf8.span(span, in: query) == 12..<17)
        #expect(SpanUnit.utf16.span(span, in: query) == 6..<11)
        #expect(SpanUnit.codepoint.span(span, in: query) == 5..<10)
        #expect(SpanUnit.utf16.offset(1_000, in: query) == query.utf16.count)
    }

    @Test func remarksComeInTheOrderOfTheText() {
        let query = "fron:a b) after:foo \"c"
        let parsed = QueryParser.parse(query, .example)
        #expect(parsed.warnings.map(\.code) == [.unknownOperator, .strayClose, .badValue, .unclosedQuote])
        #expect(parsed.warnings.map(\.span.lowerBound) == [0, 8, 10, 20])
    }
}
