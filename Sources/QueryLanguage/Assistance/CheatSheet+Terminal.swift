// Owns: the cheat sheet for a terminal.

extension CheatSheet {
    /// All operators, a line each under their headings, then everything else. Plain text; columns are aligned.
    public static var lines: [String] {
        var lines: [String] = []
        for section in OperatorTable.sections {
            lines += heading(section.title, isFirst: lines.isEmpty)
            lines += columns(section.rows.map { (label(of: $0), meaning(of: $0)) })
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

    /// With the values it knows, the first six of many.
    private static func meaning(of row: Operator) -> String {
        guard !row.values.isEmpty, row.name != "no" else { return row.meaning }
        let isMany = row.values.count > 8
        let names = row.values.prefix(isMany ? 6 : 8).map(\.name)
        return row.meaning.dropLast() + ": " + names.joined(separator: ", ") + (isMany ? ", …" : ".")
    }

    private static func heading(_ title: String, isFirst: Bool) -> [String] { (isFirst ? [] : [""]) + [title] }

    /// What stands on the left is ASCII, so that its bytes are columns.
    private static func columns(_ rows: [(String, String)]) -> [String] {
        let width = rows.map(\.0.utf8.count).max() ?? 0
        return rows.map { $0.0 + String(repeating: " ", count: width - $0.0.utf8.count + 2) + $0.1 }
    }
}
