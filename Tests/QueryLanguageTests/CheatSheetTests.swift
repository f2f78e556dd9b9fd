// Properties:
// 1. The article Operators.md and the manual page boxfish-query(7) are what the table makes of itself now.
// 2. Every example of the table and the sheet parses without a repair, and asks for something.
// 3. Names and aliases are unique, also when compared; so are values of an operator.
// 4. Everything Gmail knows is in the table.
// 5. Every form of the sheet has every operator in it.

import Foundation
import QueryLanguage
import Testing

@Suite struct CheatSheetTests {
    /// A file of the repository.
    private func file(_ path: String) -> String? {
        let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try? String(contentsOf: top.appending(path: path), encoding: .utf8)
    }

    @Test func theArticleIsFresh() {
        let path = "Sources/QueryLanguage/QueryLanguage.docc/Operators.md"
        #expect(
            file(path) == CheatSheet.article,
            "stale: run `swift run boxfish operators --format markdown > \(path)`")
    }

    @Test func theManualPageIsFresh() {
        let path = "Sources/packaging/man/boxfish-query.7"
        #expect(
            file(path) == CheatSheet.manual, "stale: run `swift run boxfish operators --format man > \(path)`")
    }

    @Test(arguments: OperatorTable.rows.map(\.example)) func anExampleParses(query: String) {
        let parsed = QueryParser.parse(query, .example)
        #expect(parsed.warnings.isEmpty)
        #expect(parsed.clause != .all)
    }

    @Test(arguments: (CheatSheet.words + CheatSheet.dates + CheatSheet.fields).map(\.query))
    func aFormParses(query: String) {
        let parsed = QueryParser.parse(query, .example)
        #expect(parsed.warnings.isEmpty)
        #expect(parsed.clause != .all)
    }

    @Test func namesAreUnique() {
        let names = OperatorNames.all.filter { $0 != "delivered-to" }
        #expect(Set(names.map { $0.replacing("_", with: "-") }).count == names.count)
        for row in OperatorTable.rows {
            let values = row.values.flatMap { [$0.name] + $0.aliases }
            #expect(Set(values).count == values.count, "\(row.name)")
            for value in values { #expect(!value.contains("_") && value == value.lowercased(), "\(value)") }
            #expect(OperatorNames.find(row.name)?.name == row.name)
            #expect(row.meaning.hasSuffix("."))
        }
    }

    @Test(arguments: [
        "from", "to", "cc", "bcc", "subject", "after", "before", "older", "newer", "older_than", "newer_than", "label",
        "category", "has", "list", "filename", "in", "is", "deliveredto", "size", "larger", "smaller", "rfc822msgid",
    ])
    func gmailsOperators(name: String) { #expect(OperatorNames.find(name) != nil) }

    @Test func everyFormHasEveryOperator() {
        let forms = [CheatSheet.lines.joined(separator: "\n"), CheatSheet.article, CheatSheet.manual]
        for row in OperatorTable.rows {
            let names = [row.name, row.name.replacing("-", with: "\\-")]
            for form in forms { #expect(names.contains { form.contains($0) }, "\(row.name)") }
            #expect(CheatSheet.lines(for: row).joined(separator: "\n").contains(row.example))
        }
        for code in Diagnostic.Code.allCases { #expect(CheatSheet.article.contains("`\(code.rawValue)`")) }
    }

    @Test(arguments: [
        ("form", "from"), ("sbject", "subject"), ("asignee", "assignee"), ("labl", "label"), ("befor", "before"),
        ("pipelin", "pipeline"), ("xyzzy", nil), ("ab", nil),
    ])
    func nearestNames(typed: String, nearest: String?) {
        #expect(Suggestion.nearest(to: typed, among: OperatorNames.all) == nearest)
    }
}
