// Owns: a real service on a real socket, in this process, for the length of a test.

import Client
import Engine
import Logging
import Schema
import Server
import ServiceLifecycle
import Storage
import Synchronization
import TestSupport
import Wire

/// A running service.
public final class TestService: Sendable {
    /// The clock of tests.
    public static let now = Timestamp(seconds: 1_349_820_245)

    /// The folder with the socket and, under `index`, the index.
    public let folder: TemporaryFolder
    public var socketPath: String { Self.socketPath(folder) }
    private let group: ServiceGroup
    private let run: Task<Void, any Error>

    public static func socketPath(_ folder: TemporaryFolder) -> String { folder.path + "/boxfish.sock" }

    public static func indexPath(_ folder: TemporaryFolder) -> String { folder.path + "/index" }

    /// Opens the index of a folder, made if it is missing.
    public static func openIndex(_ folder: TemporaryFolder) throws(Problem) -> any Backend {
        try IndexFolder(indexPath(folder), now: { now }).open(create: true)
    }

    /// Starts a service and waits until it listens.
    ///
    /// - Parameters:
    ///   - backend: what it serves; `nil` for the index of the folder.
    ///   - number: the service's run: cursors of the same run are honoured.
    ///   - now: the clock of requests that name none.
    ///   - log: keeps what the service logs.
    /// - Throws: why it does not start.
    public init(
        _ folder: TemporaryFolder, backend: (any Backend)? = nil, run number: UInt64 = .random(in: 1 ... .max),
        now: @escaping @Sendable () -> Timestamp = { TestService.now }, log recorded: RecordedLog? = nil,
        configure: (inout ServerConfiguration) -> Void = { _ in }
    ) async throws {
        self.folder = folder
        var configuration = ServerConfiguration(socketPath: Self.socketPath(folder), searchThreads: 2)
        // A machine that is slow, or a build that checks every access, is no reason to give up.
        configuration.limits.stallSeconds = 600
        configuration.limits.graceSeconds = 600
        configuration.limits.deadlineMilliseconds = 600_000
        configure(&configuration)
        let listening = Mutex<CheckedContinuation<Void, any Error>?>(nil)
        let settle: @Sendable (Result<Void, any Error>) -> Void = { result in
            let waiting = listening.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
            waiting?.resume(with: result)
        }
        let log = recorded?.logger ?? Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = SearchServer(
            backend: try backend ?? Self.openIndex(folder), configuration: configuration, log: log, run: number,
            now: now,
            onListening: { settle(.success(())) })
        let group = ServiceGroup(services: [server], logger: log)
        self.group = group
        var task: Task<Void, any Error>?
        try await withCheckedThrowingContinuation { continuation in
            listening.withLock { $0 = continuation }
            task = Task {
                do { try await group.run() } catch {
                    settle(.failure(error))
                    throw error
                }
            }
        }
        guard let task else { preconditionFailure("the continuation ran") }
        run = task
    }

    /// Stops gracefully, as SIGTERM does, and waits for the end.
    public func stop() async throws {
        await group.triggerGracefulShutdown()
        try await run.value
    }

    /// Begins a graceful stop; ``waitForEnd()`` waits for it.
    public func beginStop() async { await group.triggerGracefulShutdown() }

    public func waitForEnd() async throws { try await run.value }

    public func client() async throws(ClientError) -> SearchClient { try await .connect(path: socketPath) }

    public func connection() throws -> RawConnection { try RawConnection(socketPath) }

    /// Runs a test against a new service over an empty index, and stops it whatever comes.
    public static func with<R: Sendable>(
        _ folder: TemporaryFolder? = nil, backend: (any Backend)? = nil, run: UInt64 = .random(in: 1 ... .max),
        now: @escaping @Sendable () -> Timestamp = { TestService.now }, log: RecordedLog? = nil,
        configure: (inout ServerConfiguration) -> Void = { _ in },
        _ body: (TestService) async throws -> R
    ) async throws -> R {
        let service = try await TestService(
            folder ?? TemporaryFolder(), backend: backend, run: run, now: now, log: log, configure: configure)
        let result: R
        do { result = try await body(service) } catch {
            try? await service.stop()
            throw error
        }
        try await service.stop()
        return result
    }
}
