// Properties:
// 1. Every clause prints as the canonical structure of QUERY.md section 6, to the byte.
// 2. What is printed is JSON: any text inside is quoted so that a JSON reader gives it back.
// 3. Clauses that differ print differently.

import Foundation
import Schema
import TestSupport
import Testing

@Suite struct ClauseDescriptionTests {
    @Test func everyLeafHasItsForm() {
        let day = Timestamp(seconds: 1_349_740_800)
        let forms: [(Clause, String)] = [
            (.all, #"["all"]"#), (.none, #"["or"]"#), (.and([]), #"["and"]"#),
            (.and([.text(nil, .word("a")), .not(.all)]), #"["and",["text","a"],["not",["all"]]]"#),
            (.text(nil, .phrase("a b")), #"["phrase","a b"]"#), (.text(nil, .exact("A")), #"["exact","A"]"#),
            (.text(nil, .prefix("pre")), #"["prefix","pre"]"#), (.text(nil, .glob("a*b")), #"["glob","a*b"]"#),
            (.text(nil, .fuzzy("w", distance: 2)), #"["fuzzy","w",2]"#),
            (
                .text(nil, .near(distance: 3, .word("a"), .phrase("b c"), ordered: true)),
                #"["near",3,["text","a"],["phrase","b c"],true]"#
            ), (.text(.field(.subject), .word("a")), #"["field","subject",["text","a"]]"#),
            (.text(.custom("Deal size"), .exact("a")), #"["custom","Deal size",["exact","a"]]"#),
            (.keyword(.label, "hot-leads"), #"["kw","label","hot-leads"]"#),
            (.number(.field(.size), .greaterOrEqual, 5_242_880), #"["num","size",">=",5242880]"#),
            (.number(.custom("seats"), .notEqual, -0.5), #"["num","seats","!=",-0.5]"#),
            (.number(.custom("seats"), .equal, 1e300), #"["num","seats","=",1e+300]"#),
            (.date(.field(.date), start: day, end: nil), #"["date","date","2012-10-09T00:00:00Z",null]"#),
            (.date(.custom("close"), start: nil, end: day), #"["date","close",null,"2012-10-09T00:00:00Z"]"#),
            (.present(.custom("Deal size")), #"["has","Deal size"]"#),
            (.scope(.thread, .all), #"["scope","thread",["all"]]"#),
            (.scope(.last, .present(.field(.due))), #"["scope","last",["has","due"]]"#),
        ]
        for (clause, text) in forms { #expect(clause.description == text) }
    }

    /// A clause from a seed; every seed another.
    private func clause(_ random: inout SeededRandom, depth: Int) -> Clause {
        let texts = ["a", "\"", "\\", "\n\r\t", "\u{1}\u{1F}\u{7F}", "é日👩", "</script>", "", "\u{2028}", "[\"all\"]"]
        func text() -> String { texts[Int.random(in: 0..<texts.count, using: &random)] }
        switch depth == 0 ? Int.random(in: 5..<11, using: &random) : Int.random(in: 0..<11, using: &random) {
        case 0: return .and((0..<Int.random(in: 0...3, using: &random)).map { _ in clause(&random, depth: depth - 1) })
        case 1: return .or((0..<Int.random(in: 0...3, using: &random)).map { _ in clause(&random, depth: depth - 1) })
        case 2: return .not(clause(&random, depth: depth - 1))
        case 3:
            let scope = ClauseScope.allCases[Int.random(in: 0..<ClauseScope.allCases.count, using: &random)]
            return .scope(scope, clause(&random, depth: depth - 1))
        case 4: return .text(.custom(text()), .near(distance: 9, .word(text()), .prefix(text()), ordered: false))
        case 5: return .text(.field(.body), .fuzzy(text(), distance: 1))
        case 6: return Bool.random(using: &random) ? .present(.custom(text())) : .text(nil, .glob(text()))
        case 7: return .keyword(.stage, text())
        case 8: return .number(.custom(text()), .less, Double(Int64(bitPattern: random.next()) >> 20) / 1_000)
        case 9: return .number(.field(.size), .greater, Double(Int64(bitPattern: random.next())))
        default: return .date(.custom(text()), start: Timestamp(seconds: Int64(random.next() >> 34)), end: nil)
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>) func whatIsPrintedIsJSON(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var printed: [String: Clause] = [:]
        for _ in 0..<100 {
            let clause = clause(&random, depth: 4)
            let text = clause.description
            let read = try JSONSerialization.jsonObject(with: Data(text.utf8))
            #expect(strings(read) == strings(clause), "seed \(seed): \(text)")
            if let other = printed.updateValue(clause, forKey: text) {
                #expect(other == clause, "seed \(seed): \(text)")
            }
        }
    }

    /// The strings of a JSON value, but for the heads of arrays.
    private func strings(_ value: Any) -> [String] {
        if let array = value as? [Any] { return array.dropFirst().flatMap(strings) }
        return (value as? String).map { [$0] } ?? []
    }

    private func strings(_ clause: Clause) -> [String] {
        switch clause {
        case .all: []
        case .and(let children), .or(let children): children.flatMap(strings)
        case .not(let child): strings(child)
        case .text(let field, let pattern): (field.map { [$0.name] } ?? []) + strings(pattern)
        case .keyword(let field, let value): [field.name, value]
        case .number(let field, let comparison, _): [field.name, comparison.rawValue]
        case .date(let field, let start, let end):
            [field.name] + [start, end].compactMap { $0?.description }
        case .present(let field): [field.name]
        case .scope(let scope, let child): [scope.rawValue] + strings(child)
        }
    }

    private func strings(_ pattern: TextPattern) -> [String] {
        switch pattern {
        case .word(let text), .phrase(let text), .exact(let text), .prefix(let text), .glob(let text),
            .fuzzy(let text, _):
            [text]
        case .near(_, let a, let b, _): strings(a) + strings(b)
        }
    }
}
