// Owns: `boxfish explain`.

import ArgumentParser
import Wire

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show what a query means and why a hit has its score.",
        usage: "boxfish explain [options] QUERY…",
        helpNames: [.long])

    /// A kind of record.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case message, box, entry
    }

    @OptionGroup var source: SourceOptions
    @OptionGroup var team: TeamOptions
    @OptionGroup var context: ContextOptions
    @OptionGroup var words: QueryWords

    @Option(help: ArgumentHelp("The record whose score to explain; else the best hit.", valueName: "id"))
    var hit: String?

    @Option(help: "The kind of --hit.")
    var kind = Kind.message

    @Flag(help: "One JSON object a line: {\"query\":…}, then {\"score\":…}, or what a search that finds nothing says.")
    var json = false

    @Option(help: "When to colour.")
    var color = ColorChoice.auto

    mutating func validate() throws { try words.refuseOptions(of: Self.self) }

    func run() async throws {
        try await reportingFailures {
            let query = words.query
            let source = try await source.open()
            let team = try team.team(in: source)
            var parse = Parse(query: query)
            parse.team = team
            parse.context = context.keys
            let parsed = try await source.call(parse).answer
            let warnings = WarningPrinter(style: Style(isOn: color.isOn(for: .standardError)))
            for warning in parsed.warnings { Terminal.standardError.write(warnings.text(warning, of: query)) }
            let found = try await found(query, team, source)
            let score = try await score(of: found.target, query, team, source)
            if json { printJSON(parsed, found, score) } else { printText(query, parsed, found, score) }
            guard score?.matched == true else { throw ExitStatus.nothingFound.code }
        }
    }

    /// The record to explain: the one named, or the best hit.
    private func found(_ query: String, _ team: String, _ source: Source) async throws -> Found {
        if let hit { return Found(target: Target(kind: kind.rawValue, id: hit)) }
        var search = Search(team: team, query: query)
        search.context = context.keys
        search.limit = 1
        // Threads, for those whose messages meet the query only between them.
        search.results = [.messages, .threads]
        search.count = .none
        let answer = try await source.call(search).answer
        guard !answer.isAcrossThread, let best = answer.messages?.first else { return Found(answer: answer) }
        return Found(target: Target(kind: best.kind, id: best.id))
    }

    /// A record to explain, or the answer of a search that has none.
    private struct Found {
        var target: Target?
        var answer: Search.Answer?
    }

    private struct Target {
        var kind: String
        var id: String
    }

    private func score(
        of target: Target?, _ query: String, _ team: String, _ source: Source
    ) async throws -> Explain.Answer? {
        guard let target else { return nil }
        var explain = Explain(team: team, query: query, kind: target.kind, id: target.id)
        explain.context = context.keys
        return try await source.call(explain).answer
    }

    private func printText(_ query: String, _ parsed: Parse.Answer, _ found: Found, _ score: Explain.Answer?) {
        let style = Style(isOn: color.isOn(for: .standardOutput))
        func line(_ title: String, _ text: String) -> String { style.faint(title) + "  " + text + "\n" }
        func section(_ title: String, _ lines: [String]) -> String {
            style.faint(title) + "\n" + lines.map { "  " + $0 + "\n" }.joined()
        }
        var text = line("typed    ", query)
        text += line("canonical", parsed.canonical)
        text += line("means    ", parsed.sentence)
        text += line("terms    ", parsed.terms.joined(separator: " · "))
        text += section("tree", TreePrinter.lines(parsed.tree))
        if let target = found.target, let score {
            let title = "score of \(target.kind) \(target.id)" + (score.matched ? "" : ", which does not match")
            text += section(title, TreePrinter.lines(score.detail, style))
        } else if found.answer?.isAcrossThread == true {
            text += SuggestionPrinter.acrossThread("some threads") + "\n"
        } else {
            text += "nothing found\n"
            let lines = found.answer?.suggestion.map(SuggestionPrinter(style: style).lines) ?? []
            text += lines.map { "  " + $0 + "\n" }.joined()
        }
        Terminal.standardOutput.write(text)
    }

    private func printJSON(_ parsed: Parse.Answer, _ found: Found, _ score: Explain.Answer?) {
        var writer = JSONWriter(reserving: 1_024)
        writer.object { writer in
            writer.name("query")
            writer.object { parsed.write(to: &$0) }
        }
        writer.newline()
        if let target = found.target, let score {
            writer.object { writer in
                writer.name("score")
                writer.object { writer in
                    writer.member("kind", target.kind)
                    writer.member("id", target.id)
                    score.write(to: &writer)
                }
            }
            writer.newline()
        } else if let answer = found.answer, answer.isAcrossThread || answer.suggestion != nil {
            writer.object { writer in
                writer.member("tier", answer.tier)
                guard let suggestion = answer.suggestion else { return }
                writer.name("suggestion")
                suggestion.write(to: &writer)
            }
            writer.newline()
        }
        Terminal.standardOutput.write(String(decoding: writer.bytes, as: UTF8.self))
    }
}
