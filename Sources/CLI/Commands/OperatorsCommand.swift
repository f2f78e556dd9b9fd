// Owns: `boxfish operators`: the query language's cheat sheet, made from its table.

import ArgumentParser
import QueryLanguage

struct OperatorsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operators", abstract: "List the operators of the query language, or show one.")

    @Argument(help: ArgumentHelp("An operator's name.", valueName: "name"))
    var name: String?

    func run() async throws {
        try await reportingFailures {
            if let name { try show(name) } else { list() }
        }
    }

    private func list() {
        let rows = OperatorTable.rows.map { row in
            (([row.name] + row.aliases).map { $0 + ":" }.joined(separator: " "), row)
        }
        let width = rows.map { DisplayWidth.columns($0.0) }.max() ?? 0
        for (names, row) in rows {
            let gap = String(repeating: " ", count: width - DisplayWidth.columns(names) + 2)
            Terminal.standardOutput.line(names + gap + row.meaning)
        }
        Terminal.standardOutput.line(
            """

            words are all wanted · "a phrase" in order · a OR b, {a b} either · -a, NOT a without · (…) groups · +a exactly
            a custom field works like an operator: Value>5000, Industry:retail
            """)
    }

    private func show(_ name: String) throws {
        let wanted = name.hasSuffix(":") ? String(name.dropLast()) : name
        guard let row = OperatorNames.find(wanted) else {
            let nearest = Suggestion.nearest(to: wanted, among: OperatorNames.all).map { "; did you mean \($0)?" } ?? ""
            throw Failure(.failed, "there is no operator \(wanted)\(nearest)")
        }
        let output = Terminal.standardOutput
        output.line("\(row.name):  \(row.meaning)")
        if !row.aliases.isEmpty { output.line("also      \(row.aliases.map { $0 + ":" }.joined(separator: " "))") }
        output.line("takes     \(row.kind.rawValue)")
        output.line("example   \(row.example)")
        if let gmail = row.gmail { output.line("Gmail     \(gmail)") }
    }
}
