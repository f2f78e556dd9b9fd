// Owns: `boxfish operators`: the query language's cheat sheet, made from its table.

import ArgumentParser
import QueryLanguage

struct OperatorsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operators", abstract: "List the operators of the query language, or show one.")

    /// What the list is made for.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, markdown, man
    }

    @Argument(help: ArgumentHelp("An operator's name.", valueName: "name"))
    var name: String?

    @Option(help: "text for reading here, markdown for the article Operators, man for boxfish-query(7).")
    var format: Format = .text

    func run() async throws {
        try await reportingFailures {
            if let name { try show(name) } else { list() }
        }
    }

    private func list() {
        switch format {
        case .text: for line in CheatSheet.lines { Terminal.standardOutput.line(line) }
        case .markdown: Terminal.standardOutput.write(CheatSheet.article)
        case .man: Terminal.standardOutput.write(CheatSheet.manual)
        }
    }

    private func show(_ name: String) throws {
        let wanted = name.hasSuffix(":") ? String(name.dropLast()) : name
        guard let row = OperatorNames.find(wanted) else {
            let nearest = Suggestion.nearest(to: wanted, among: OperatorNames.all).map { "; did you mean \($0)?" } ?? ""
            throw Failure(.failed, "there is no operator \(wanted)\(nearest)")
        }
        for line in CheatSheet.lines(for: row) { Terminal.standardOutput.line(line) }
    }
}
