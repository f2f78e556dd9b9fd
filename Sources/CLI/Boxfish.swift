// Owns: the verbs of `boxfish`.

import ArgumentParser

@main
struct Boxfish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "boxfish",
        abstract: "Searches boxes and email threads, Gmail-style.",
        discussion: """
            boxfish QUERY is short for boxfish search QUERY.

            Exit codes: 0 something found, 1 nothing found, 2 the query or the run failed, 64 wrong options, \
            65 index or snapshot unreadable, 69 service not reachable, 75 busy or locked: try again.
            Environment: BOXFISH_SOCKET, BOXFISH_INDEX, BOXFISH_TEAM stand for the options of those names; NO_COLOR.
            """,
        version: "0.1.0",
        subcommands: [
            SearchCommand.self, ExplainCommand.self, ReindexCommand.self, ServeCommand.self, CheckCommand.self,
            StatsCommand.self, HealthCommand.self, OperatorsCommand.self,
        ],
        defaultSubcommand: SearchCommand.self)
}
