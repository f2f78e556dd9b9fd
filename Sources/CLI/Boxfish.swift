// Owns: the verbs of `boxfish`.

import ArgumentParser

struct Boxfish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "boxfish",
        abstract: "Searches boxes and email threads, Gmail-style.",
        discussion: """
            boxfish QUERY is short for boxfish search QUERY.

            Exit codes: \(ExitStatus.oneLine)
            Environment: BOXFISH_SOCKET, BOXFISH_INDEX and BOXFISH_TEAM stand for the options of those names. \
            boxfish help TOPIC tells more; topics: \(HelpTopic.names).
            """,
        version: "0.1.0",
        subcommands: [
            SearchCommand.self, ExplainCommand.self, ReindexCommand.self, ServeCommand.self, CheckCommand.self,
            BackupCommand.self,
            StatsCommand.self, HealthCommand.self, OperatorsCommand.self,
        ],
        defaultSubcommand: SearchCommand.self)

    static let verbs = configuration.subcommands.compactMap { $0.configuration.commandName }
}
