// Properties, over seeded random clauses of every kind of leaf:
// 1. The canonical text of a clause parses back to the same clause, without a repair.
// 2. It is its own canonical text.
// 3. Redundant blanks and parentheses around and inside it change nothing.
// 4. It means the same in every zone, for its dates are resolved.

import QueryLanguage
import Schema
import TestSupport
import Testing

@Suite struct RoundTripTests {
    @Test(arguments: Array(0..<8) as [UInt64]) func canonicalTextMeansTheClause(seed: UInt64) {
        var generator = QueryClauseGenerator(seed: seed)
        for round in 0..<FuzzRounds.scaled(400) {
            let clause = generator.clause()
            let text = QueryParser.canonicalText(of: clause, .example)
            let parsed = QueryParser.parse(text, .example)
            let place = "seed \(seed), round \(round): \(text.debugDescription)"
            guard parsed.clause == clause else {
                Issue.record("\(place) means \(parsed.clause), not \(clause)")
                return
            }
            #expect(parsed.canonical == text, "\(place)")
            #expect(parsed.warnings.allSatisfy { $0.code == .danglingOperator }, "\(place) \(parsed.warnings)")
        }
    }

    @Test(arguments: Array(0..<4) as [UInt64]) func redundancyChangesNothing(seed: UInt64) {
        var generator = QueryClauseGenerator(seed: seed &+ 1_000)
        for round in 0..<FuzzRounds.scaled(200) {
            let text = QueryParser.canonicalText(of: generator.clause(), .example)
            let plain = QueryParser.parse(text, .example)
            for variant in [
                "  \(text)\u{3000}", "(\(text))", "( ( \(text)\n) )", "{(\(text))}", "(\(text)) ()", "-(-(\(text)))",
            ] {
                let parsed = QueryParser.parse(variant, .example)
                #expect(parsed.clause == plain.clause, "seed \(seed), round \(round): \(variant.debugDescription)")
                #expect(parsed.warnings.count == plain.warnings.count, "\(variant.debugDescription)")
            }
            let spaced = text.replacing(" ", with: " \t ")
            if !text.contains("\""), !text.contains("\\") {
                #expect(QueryParser.parse(spaced, .example).clause == plain.clause, "\(spaced.debugDescription)")
            }
        }
    }

    @Test(arguments: ["Asia/Tokyo", "Pacific/Apia", "Europe/Berlin", "America/Sao_Paulo", "UTC"])
    func canonicalTextOfEveryZone(zone: String) {
        var generator = QueryClauseGenerator(seed: 77)
        let context = QueryContext.example { $0.timeZone = zone }
        for _ in 0..<200 {
            let clause = generator.clause()
            let text = QueryParser.canonicalText(of: clause, context)
            #expect(QueryParser.parse(text, context).clause == clause, "\(zone): \(text.debugDescription)")
        }
    }
}
