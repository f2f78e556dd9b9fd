// Owns: where answers come from: a service's socket or an index folder, and which team's.

import ArgumentParser
import Client
import Glibc
import Server
import Wire

struct SourceOptions: ParsableArguments {
    static let defaultSocket = "/run/boxfish/boxfish.sock"

    @Option(help: ArgumentHelp("Ask the service at this socket. BOXFISH_SOCKET stands for it.", valueName: "path"))
    var socket: String?

    @Option(
        help: ArgumentHelp(
            "Read this index folder, without a service or beside one. BOXFISH_INDEX stands for it.",
            valueName: "folder"))
    var index: String?

    mutating func validate() throws {
        if socket != nil, index != nil {
            throw ValidationError("--socket and --index exclude each other; give one of them")
        }
    }

    /// Opens what the options name; without options, what the environment names; else the usual socket.
    func open() async throws -> Source {
        if let index { return .folder(try LocalIndex(index)) }
        if socket == nil, environment("BOXFISH_SOCKET") == nil, let index = environment("BOXFISH_INDEX") {
            return .folder(try LocalIndex(index))
        }
        let path = socket ?? environment("BOXFISH_SOCKET") ?? Self.defaultSocket
        if path == Self.defaultSocket, socket == nil, access(path, F_OK) != 0 {
            throw Failure(
                .unreachable,
                "which index? give --index FOLDER to search a folder, or --socket PATH to ask a service (none is at "
                    + "\(path)); BOXFISH_INDEX and BOXFISH_SOCKET stand for them")
        }
        return .service(try await .connect(path: path))
    }
}

/// `--index`, for verbs that write an index: there is no other place to name.
struct IndexFolderOption: ParsableArguments {
    @Option(help: ArgumentHelp("The index folder. BOXFISH_INDEX stands for it.", valueName: "folder"))
    var index: String?

    mutating func validate() throws { _ = try path }

    /// - Throws: when neither the option nor the environment names one.
    var path: String {
        get throws {
            guard let path = index ?? environment("BOXFISH_INDEX") else {
                throw ValidationError("which index? give --index FOLDER or set BOXFISH_INDEX")
            }
            return path
        }
    }
}

/// `--team`, for verbs that need one.
struct TeamOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The team to search. BOXFISH_TEAM stands for it; an index of one team needs none.", valueName: "id"))
    var team: String?

    func team(in source: Source) throws -> String {
        if let team = team ?? environment("BOXFISH_TEAM") {
            if case .folder(let index) = source, !index.teams.contains(team) {
                Terminal.standardError.line("boxfish: the index has no team \(team); it has \(Self.list(index.teams))")
            }
            return team
        }
        guard case .folder(let index) = source else {
            throw Failure(.usage, "which team? give --team ID or set BOXFISH_TEAM")
        }
        guard index.teams.count != 1 else { return index.teams[0] }
        guard !index.teams.isEmpty else { throw Failure(.nothingFound, "the index is empty") }
        throw Failure(.usage, "which team? give --team with one of: \(Self.list(index.teams))")
    }

    private static func list(_ teams: [String]) -> String {
        teams.isEmpty ? "none" : teams.prefix(20).joined(separator: ", ") + (teams.count > 20 ? ", …" : "")
    }
}

/// An index folder, opened for reading.
struct LocalIndex: Sendable {
    let teams: [String]
    private let service: LocalService

    init(_ path: String) throws {
        let backend = try IndexFolder(path, now: Clock.now).openForReading()
        teams = backend.teams
        service = LocalService(backend: backend, timeZone: Clock.timeZone, now: Clock.now)
    }

    func call<R: OperationRequest>(_ request: R) throws(Problem) -> R.Answer { try service.call(request) }
}

/// Who answers.
enum Source: Sendable {
    case service(SearchClient)
    case folder(LocalIndex)

    /// An answer, with the time it took without transport.
    func call<R: OperationRequest>(_ request: R) async throws -> SearchClient.Timed<R.Answer> {
        switch self {
        case .service(let client): return try await client.timedCall(request)
        case .folder(let index):
            let clock = ContinuousClock()
            var answer: R.Answer?
            let time = try clock.measure { answer = try index.call(request) }
            guard let answer else { throw Failure(.failed, "no answer") }
            return SearchClient.Timed(answer: answer, microseconds: Int(time / .microseconds(1)))
        }
    }
}
