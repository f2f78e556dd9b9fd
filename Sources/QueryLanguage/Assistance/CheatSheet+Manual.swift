// Owns: the cheat sheet as the manual page boxfish-query(7).

extension CheatSheet {
    /// The page, in roff with the man macros. `boxfish operators --format man` prints it.
    public static var manual: String {
        var lines = [
            ".\\\" Made by `boxfish operators --format man` from the operator table. Do not edit.",
            ".TH BOXFISH-QUERY 7 \"\" Boxfish \"Boxfish\"", ".SH NAME",
            "boxfish\\-query \\- what can be typed to search mail and boxes", ".SH DESCRIPTION",
        ]
        lines += [
            text("Words are all wanted. Nothing that is typed is an error: what is odd is repaired and remarked on."),
            text("OR binds tighter than AND, as in Gmail: a b OR c asks for a, and for b or c."),
            text("An operator takes the next word, phrase or group; dates take all the words that are one date."),
            ".SH WORDS",
        ]
        lines += words.flatMap(entry)
        for section in OperatorTable.sections {
            lines.append(".SH " + section.title.uppercased())
            lines += section.rows.flatMap(entry)
        }
        lines += [".SH \"FORMS OF DATES\""] + dates.flatMap(entry)
        lines += [".SH \"YOUR OWN FIELDS\""] + fields.flatMap(entry)
        lines.append(".SH REMARKS")
        for code in Diagnostic.Code.allCases {
            lines += [".TP", ".B " + text(code.rawValue), text(code.meaning)]
        }
        lines += [".SH \"SEE ALSO\"", ".BR boxfish (1)", ""]
        return lines.joined(separator: "\n")
    }

    private static func entry(_ example: Example) -> [String] {
        [".TP", ".B " + text(example.query), text(example.meaning)]
    }

    private static func entry(_ row: Operator) -> [String] {
        var lines = [".TP", ".B " + names(of: row).map { text($0 + ":") }.joined(separator: " "), text(row.meaning)]
        lines.append(text("Takes \(row.kind.summary)."))
        if !row.values.isEmpty, row.name != "no" {
            lines.append(text("Knows " + row.values.map(\.name).joined(separator: ", ") + "."))
        }
        lines += [".br", "Example:", ".B " + text(row.example)]
        if let gmail = row.gmail { lines += [".br", text("Gmail: " + gmail)] }
        return lines
    }

    /// Text with everything escaped that roff takes for more.
    private static func text(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\"", with: "\\(dq")
        return escaped.first == "." || escaped.first == "'" ? "\\&" + escaped : escaped
    }
}
