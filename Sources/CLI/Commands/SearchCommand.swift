// Owns: `boxfish search`.

import ArgumentParser
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

    @OptionGroup var source: SourceOptions
    @OptionGroup var team: TeamOptions
    @OptionGroup var results: ResultOptions
    @OptionGroup var context: ContextOptions
    @OptionGroup var words: QueryWords

    @Option(
        help: ArgumentHelp("Print these fields only, tab-separated or in JSON: id,subject,date.", valueName: "list"))
    var fields: String?

    @Flag(help: "One JSON object a line.")
    var json = false

    @Flag(help: "Print only how many boxes, threads and items match, exactly.")
    var count = false

    @Flag(help: "Print nothing; the exit code tells whether anything matches.")
    var quiet = false

    @Option(help: "When to colour; always also gives a pipe the terminal's form.")
    var color = ColorChoice.auto

    mutating func validate() throws { try words.refuseOptions(of: Self.self) }

    func run() async throws {
        try await reportingFailures {
            let query = words.query
            let table = ResultTable(fields: try fields.map(ResultTable.fields(in:)))
            noteMistakes()
            let source = try await source.open()
            let search = request(query, team: try team.team(in: source))
            let timed: (answer: Search.Answer, microseconds: Int)
            do {
                timed = try await source.call(search, offset: results.offset)
            } catch {
                throw located(error, query)
            }
            warn(timed.answer, query)
            remark(timed.answer)
            show(timed.answer, table, microseconds: timed.microseconds)
            throw (isFound(timed.answer) ? ExitStatus.found : .nothingFound).code
        }
    }

    private func request(_ query: String, team: String) -> Search {
        var search = results.search(query, team: team, context)
        if count || quiet {
            search.limit = 1
            search.wantsHighlights = false
        }
        search.count = count ? .exact : quiet ? .none : .bounded
        return search
    }

    private func noteMistakes() {
        guard !quiet else { return }
        for note in [LikelyMistake.verbNote(for: words.words), LikelyMistake.pathNote(for: words.words)] {
            if let note { Terminal.standardError.line("boxfish: \(note)") }
        }
    }

    /// A refusal of the query, shown under the place it is about.
    private func located(_ error: any Error, _ query: String) -> any Error {
        let failure = Failure(error)
        guard let span = failure.span else { return error }
        let text = WarningPrinter(style: Style(isOn: color.isOn(for: .standardError)))
            .text(failure.message, span: span, fix: nil, of: query)
        return Failure(failure.status, String(text.dropFirst("boxfish: ".count).dropLast()))
    }

    private func warn(_ answer: Search.Answer, _ query: String) {
        guard !quiet else { return }
        let warnings = WarningPrinter(style: Style(isOn: color.isOn(for: .standardError)))
        for warning in answer.warnings { Terminal.standardError.write(warnings.text(warning, of: query)) }
    }

    /// Whether results take the terminal's form.
    private var hasPages: Bool {
        !quiet && !count && !json && fields == nil && (Terminal.standardOutput.isTerminal || color.isForced)
    }

    /// What the results' own form has no place for: rows stay rows.
    private func remark(_ answer: Search.Answer) {
        guard !quiet, !json, !hasPages else { return }
        let printer = SuggestionPrinter(style: Style(isOn: color.isOn(for: .standardError)))
        if let text = printer.remark(answer) { Terminal.standardError.write(text) }
    }

    private func isFound(_ answer: Search.Answer) -> Bool {
        if count { return (answer.total?.items ?? 0) > 0 }
        let isEmpty = (answer.boxes ?? []).isEmpty && (answer.threads ?? []).isEmpty && (answer.messages ?? []).isEmpty
        return !isEmpty
    }

    private func show(_ answer: Search.Answer, _ table: ResultTable, microseconds: Int) {
        let output = Terminal.standardOutput
        let style = Style(isOn: color.isOn(for: output))
        if quiet { return }
        if json {
            let text =
                if count {
                    ResultTable.summary(answer, microseconds: microseconds)
                } else {
                    table.json(answer, microseconds: microseconds)
                }
            return output.write(JSONPainter.painted(text, style))
        }
        if count { return output.line(ResultTable.counts(answer)) }
        guard hasPages else { return output.write(table.tabs(answer)) }
        let now = context.now.flatMap(Timestamp.init(rfc3339:)) ?? Clock.now()
        let pages = SearchPages(style: style, width: output.width, now: now)
        Pager.show(pages.text(answer, microseconds: microseconds))
    }
}
