// Properties:
// 1. Every hand-written query means exactly the canonical structure beside it, and draws exactly those remarks.
// 2. Blanks and parentheses that are redundant change neither.
// 3. The canonical text parses back to the same structure, without a repair.
// 4. Every fix, put in the place of its span, removes at least one remark.

import QueryLanguage
import Schema
import Testing

private let groups = [
    grammarCases, lexicalCases, operatorCases, gmailCases, malformedCases, dateCases, zoneCases, teamCases,
]
private let allCases = groups.flatMap(\.self)

@Suite struct CaseTests {
    @Test(arguments: grammarCases) func grammar(_ example: QueryCase) { check(example) }
    @Test(arguments: lexicalCases) func lexicalRules(_ example: QueryCase) { check(example) }
    @Test(arguments: operatorCases) func operators(_ example: QueryCase) { check(example) }
    @Test(arguments: malformedCases) func malformedInput(_ example: QueryCase) { check(example) }
    @Test(arguments: gmailCases) func gmail(_ example: QueryCase) { check(example) }
    @Test(arguments: dateCases) func dates(_ example: QueryCase) { check(example) }
    @Test(arguments: zoneCases) func zones(_ example: QueryCase) { check(example) }
    @Test(arguments: teamCases) func team(_ example: QueryCase) { check(example) }

    @Test func thereAreEnoughCases() { #expect(allCases.count >= 600) }

    @Test func redundantBlanksAndParenthesesChangeNothing() {
        for example in allCases where !example.codes.contains("unclosed") && !example.codes.contains("stray") {
            let bare = QueryParser.parse(example.query, example.context)
            // A capital operator alone is a word, and so it is alone in parentheses.
            for variant in [" \(example.query) ", "(\(example.query))", "(( \(example.query) ))"] {
                let parsed = QueryParser.parse(variant, example.context)
                #expect(parsed.clause == bare.clause, "\(variant)")
                #expect(parsed.warnings.map(\.code) == bare.warnings.map(\.code), "\(variant)")
            }
        }
    }

    @Test func canonicalTextParsesBack() {
        for example in allCases {
            let parsed = QueryParser.parse(example.query, example.context)
            let again = QueryParser.parse(parsed.canonical, example.context)
            #expect(again.clause == parsed.clause, "\(example.query) → \(parsed.canonical)")
            #expect(again.canonical == parsed.canonical)
            #expect(again.showsSpam == parsed.showsSpam && again.showsTrash == parsed.showsTrash, "\(example.query)")
            #expect(
                again.warnings.allSatisfy { $0.code == .danglingOperator || $0.code == .unknownCaller },
                "\(parsed.canonical)")
        }
    }

    @Test func fixesRemoveRemarks() {
        for example in allCases { expectFixesHelp(example.query, example.context) }
    }
}

/// Applies every fix on its own and expects fewer remarks.
func expectFixesHelp(_ query: String, _ context: QueryContext) {
    let parsed = QueryParser.parse(query, context)
    for warning in parsed.warnings {
        guard let fix = warning.fix else {
            Issue.record("no fix for \(warning) in \(query.debugDescription)")
            continue
        }
        var bytes = Array(query.utf8)
        bytes.replaceSubrange(warning.span, with: Array(fix.utf8))
        let fixed = String(decoding: bytes, as: UTF8.self)
        let left = QueryParser.parse(fixed, context).warnings
        #expect(
            left.count < parsed.warnings.count,
            "\(query.debugDescription): fixing \(warning.code) gives \(fixed.debugDescription) with \(left.map(\.code))"
        )
    }
}
