// Owns: the cheat sheet as the article Operators.md of this module's documentation.

extension CheatSheet {
    /// The article, in Markdown. `boxfish operators --format markdown` prints it.
    public static var article: String {
        var lines = [
            "# Operators", "",
            "<!-- Made by `boxfish operators --format markdown` from the operator table. Do not edit. -->", "",
            "Everything that can be typed, from the table that the parser reads.", "",
        ]
        for section in OperatorTable.sections {
            lines += ["## \(section.title)", ""] + table(section.rows)
            for row in section.rows where !row.values.isEmpty && row.name != "no" { lines += values(of: row) }
        }
        lines += ["## Words", ""] + table(words)
        lines += ["## Dates", ""] + table(dates)
        lines += ["## Your own fields", ""] + table(fields)
        lines += ["## Remarks", ""] + remarks
        return lines.joined(separator: "\n")
    }

    private static func table(_ rows: [Operator]) -> [String] {
        ["| operator | meaning | takes | example | differs from Gmail |", "|---|---|---|---|---|"]
            + rows.map { row in
                let names = names(of: row).map { code($0 + ":") }.joined(separator: " ")
                return "| \(names) | \(cell(row.meaning)) | \(row.kind.summary) | \(code(row.example)) | "
                    + (row.gmail.map(cell) ?? "–") + " |"
            } + [""]
    }

    private static func values(of row: Operator) -> [String] {
        ["\(code(row.name + ":")) knows these values:", "", "| value | meaning |", "|---|---|"]
            + row.values.map { value in
                "| " + ([value.name] + value.aliases).map(code).joined(separator: " ") + " | \(cell(value.meaning)) |"
            } + [""]
    }

    private static func table(_ examples: [Example]) -> [String] {
        ["| typed | asks for |", "|---|---|"] + examples.map { "| \(code($0.query)) | \(cell($0.meaning)) |" } + [""]
    }

    private static var remarks: [String] {
        ["| code | level | when |", "|---|---|---|"]
            + Diagnostic.Code.allCases.map {
                "| \(code($0.rawValue)) | \($0.isNote ? "info" : "warning") | \(cell($0.meaning)) |"
            } + [""]
    }

    private static func code(_ text: String) -> String { "`" + cell(text) + "`" }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
