// Owns: `boxfish serve`.

import ArgumentParser
import CPlatform
import Logging
import Server
import ServiceLifecycle

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve an index over a Unix socket.",
        discussion: """
            Stays in front and logs JSON lines to standard error. SIGTERM and SIGINT stop it cleanly: no new requests, \
            answers to those begun, the lock released. A socket file left by a dead service is replaced.
            """)

    @OptionGroup var folder: IndexFolderOption

    @Option(help: ArgumentHelp("Where to listen. BOXFISH_SOCKET stands for it.", valueName: "path"))
    var socket: String?

    @Option(
        help: ArgumentHelp(
            "Permission bits of the socket, octal. Who may write to it may do everything: 660 lets its group in.",
            valueName: "mode"))
    var mode = "600"

    @Option(help: ArgumentHelp("Threads that search; else one for each processor.", valueName: "count"))
    var searchThreads: Int?

    @Option(
        help: ArgumentHelp(
            "Megabytes for answers that are given again while nothing is written; 0 for none.", valueName: "megabytes"))
    var cache = 64

    @Flag(help: "Make an empty index where there is none.")
    var create = false

    @Option(
        help: ArgumentHelp(
            "Days for which deletions are remembered: for so long a put that is late and older than one is stale.",
            valueName: "days"))
    var rememberDeletions = 90

    @Option(help: ArgumentHelp("trace, debug, info, notice, warning, error or critical.", valueName: "level"))
    var logLevel = "info"

    /// Blocks of so many bytes are not kept when they are freed: those of flushes and merges, none that a search needs.
    private static let largeBlock: Int32 = 512 << 10

    mutating func validate() throws {
        guard let bits = UInt16(mode, radix: 8), bits <= 0o777 else {
            throw ValidationError("--mode must be octal, such as 660")
        }
        guard (1...1_024).contains(searchThreads ?? 1) else {
            throw ValidationError("--search-threads must be 1 to 1024")
        }
        guard (0...65_536).contains(cache) else { throw ValidationError("--cache must be 0 to 65536") }
        guard (1...36_500).contains(rememberDeletions) else {
            throw ValidationError("--remember-deletions must be 1 to 36500")
        }
        guard Logger.Level(rawValue: logLevel) != nil else {
            let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--log-level must be one of \(levels)")
        }
    }

    func run() async throws {
        boxfish_return_large_blocks(Self.largeBlock)
        try await reportingFailures {
            let level = Logger.Level(rawValue: logLevel) ?? .info
            let log = Logger(label: "boxfish") { _ in JSONLogHandler(level: level, now: Clock.now) }
            var configuration = ServerConfiguration(
                socketPath: socket ?? environment("BOXFISH_SOCKET") ?? SourceOptions.defaultSocket,
                searchThreads: searchThreads ?? Terminal.processors)
            configuration.socketMode = UInt16(mode, radix: 8) ?? 0o600
            configuration.timeZone = Clock.timeZone
            configuration.cacheBytes = cache << 20
            let index = try IndexFolder(
                folder.path, deletionAge: .seconds(rememberDeletions * 86_400), now: Clock.now)
            let backend = try index.open(create: create)
            let server = SearchServer(backend: backend, configuration: configuration, log: log, now: Clock.now)
            let group = ServiceGroup(
                services: [server], gracefulShutdownSignals: [.sigterm, .sigint], logger: log)
            try await group.run()
        }
    }
}
