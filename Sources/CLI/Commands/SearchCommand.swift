// Owns: `boxfish search`.

import ArgumentParser
import QueryLanguage
import Schema
import Wire

struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find boxes and threads.",
        usage: "boxfish [search] [options] QUERY…",
        discussion: """
            On a terminal: boxes with their best threads, then threads, matches bright. In a pipe: one tab-separated \
            line a result, without headings. With --json: one object a line, the last one the summary.
            """,
        helpNames: [.long])

    /// What a line of the result is.
    enum Group: String, CaseIterable, ExpressibleByArgument {
        case box, thread, message
    }

    private static let optionNames =
        [
            "socket", "index", "team", "limit", "cursor", "sort", "group", "filter", "json", "count", "quiet", "color",
            "help",
        ] + ContextOptions.names

    @OptionGroup var source: SourceOptions
    @OptionGroup var team: TeamOptions
    @OptionGroup var context: ContextOptions
    @OptionGroup var words: QueryWords

    @Option(help: "Results of each kind, 1 to 1000.")
    var limit = 10

    @Option(help: ArgumentHelp("Continue a list: the cursor that its summary gave.", valueName: "text"))
    var cursor: String?

    @Option(
        help: ArgumentHelp(
            "relevance, newest, oldest, or a number or date of the boxes: Value, or -Value for the largest first.",
            valueName: "order"))
    var sort = "relevance"

    @Option(help: "Show results of one kind only.")
    var group: Group?

    @Option(help: ArgumentHelp("A second query that must hold too and does not rank.", valueName: "query"))
    var filter: String?

    @Flag(help: "One JSON object a line.")
    var json = false

    @Flag(help: "Print only how many boxes, threads and items match, exactly.")
    var count = false

    @Flag(help: "Print nothing; the exit code tells whether anything matches.")
    var quiet = false

    @Option(help: "When to colour.")
    var color = ColorChoice.auto

    mutating func validate() throws {
        guard (1...1_000).contains(limit) else { throw ValidationError("--limit must be 1 to 1000") }
        _ = try words.query(options: Self.optionNames)
    }

    func run() async throws {
        try await reportingFailures {
            let query = try words.query(options: Self.optionNames)
            warnOfVerb(query)
            let source = try await source.open()
            let search = try request(query, team: team.team(in: source))
            let timed: (answer: Search.Answer, microseconds: Int)
            do {
                let result = try await source.call(search)
                timed = (result.answer, result.microseconds)
            } catch {
                throw located(error, query)
            }
            print(timed.answer, query: query, microseconds: timed.microseconds)
            let found = (timed.answer.total?.items ?? 0) > 0
            throw (found ? ExitStatus.found : .nothingFound).code
        }
    }

    private func request(_ query: String, team: String) throws -> Search {
        var search = Search(team: team, query: query)
        search.filter = filter
        search.context = context.keys
        search.limit = quiet || count ? 1 : limit
        search.cursor = cursor
        switch sort {
        case "relevance": search.sort = .relevance
        case "newest": search.sort = .newest
        case "oldest": search.sort = .oldest
        default:
            let descending = sort.hasPrefix("-")
            search.sort = .field(descending ? String(sort.dropFirst()) : sort, descending: descending)
        }
        switch group {
        case nil: search.results = [.boxes, .threads]
        case .box: search.results = [.boxes]
        case .thread: search.results = [.threads]
        case .message: search.results = [.messages]
        }
        search.wantsHighlights = !quiet && !count
        search.count = count ? .exact : .bounded
        return search
    }

    /// A misspelt verb is taken for a query, as any first word is; say so.
    private func warnOfVerb(_ query: String) {
        guard let first = words.words.first, !quiet else { return }
        let verbs = Boxfish.configuration.subcommands.compactMap { $0.configuration.commandName }
        guard let verb = Suggestion.nearest(to: first, among: verbs), verb != first else { return }
        Terminal.standardError.line(
            "boxfish: searching for \"\(query)\"; for the verb, write: boxfish \(verb)")
    }

    /// A refusal of the query, shown under the place it is about.
    private func located(_ error: any Error, _ query: String) -> any Error {
        let failure = Failure(error)
        guard let span = failure.span else { return error }
        let text = WarningPrinter(style: Style(isOn: color.isOn(for: .standardError)))
            .text(failure.message, span: span, fix: nil, of: query)
        return Failure(failure.status, String(text.dropFirst("boxfish: ".count).dropLast()))
    }

    private func print(_ answer: Search.Answer, query: String, microseconds: Int) {
        let warnings = WarningPrinter(style: Style(isOn: color.isOn(for: .standardError)))
        if !quiet {
            for warning in answer.warnings { Terminal.standardError.write(warnings.text(warning, of: query)) }
        }
        let output = Terminal.standardOutput
        if quiet { return }
        if count { return output.line(SearchPrinter.counts(answer)) }
        if json { return output.write(SearchPrinter.json(answer, microseconds: microseconds)) }
        guard output.isTerminal || color == .always else { return output.write(SearchPrinter.tabs(answer)) }
        let style = Style(isOn: color.isOn(for: output))
        let now = context.now.flatMap(Timestamp.init(rfc3339:)) ?? Clock.now()
        let pages = SearchPages(style: style, width: output.width, now: now)
        output.write(pages.text(answer, microseconds: microseconds))
    }
}
