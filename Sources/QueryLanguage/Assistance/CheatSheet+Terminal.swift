// Owns: the cheat sheet for a terminal.

extension CheatSheet {
    /// All operators, a line each under their headings, then everything else. Plain text; columns are aligned.
    public static var lines: [String] {
        var lines: [String] = []
        for section in OperatorTable.sections {
            lines += heading(section.title, isFirst: lines.isEmpty)
            lines += columns(section.rows.map { (label(of: $0), $0.meaning) })
        }
        for (title, examples) in [("Words", words), ("Dates", dates), ("Your own fields", fields)] {
            lines += heading(title, isFirst: false)
            lines += columns(examples.map { ($0.query, $0.meaning) })
        }
        return lines
    }

    /// All about one operator.
    public static func lines(for row: Operator) -> [String] {
        var rows = [(row.name + ":", row.meaning)]
        if !row.aliases.isEmpty { rows.append(("also", row.aliases.map { $0 + ":" }.joined(separator: " "))) }
        rows.append(("takes", row.kind.summary))
        rows.append(("example", row.example))
        if let gmail = row.gmail { rows.append(("Gmail", gmail)) }
        return columns(rows) + columns(row.values.map { ("  " + row.name + ":" + $0.name, $0.meaning) })
    }

    private static func label(of row: Operator) -> String {
        names(of: row).map { $0 + (row.kind == .elapsed ? ">" : ":") }.joined(separator: " ")
    }

    private static func heading(_ title: String, isFirst: Bool) -> [String] { (isFirst ? [] : [""]) + [title] }

    /// Everything here is ASCII, so letters are columns.
    private static func columns(_ rows: [(String, String)]) -> [String] {
        let width = rows.map(\.0.utf8.count).max() ?? 0
        return rows.map { $0.0 + String(repeating: " ", count: width - $0.0.utf8.count + 2) + $0.1 }
    }
}
