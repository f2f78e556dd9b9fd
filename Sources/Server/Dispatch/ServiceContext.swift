// Owns: what every handler needs of the service: the index, the clock, the teams' fields, the counts.

import Engine
import QueryLanguage
import Schema
import Synchronization
import Wire

/// Shared by all requests of a service. Thread-safe.
final class ServiceContext: Sendable {
    let backend: any Backend
    let configuration: ServerConfiguration
    let latencies = OperationLatencies()
    /// The clock of requests that name no `now`.
    let now: @Sendable () -> Timestamp
    private let fields = Mutex<[String: (generation: UInt64, fields: TeamFields)]>([:])

    init(backend: any Backend, configuration: ServerConfiguration, now: @escaping @Sendable () -> Timestamp) {
        self.backend = backend
        self.configuration = configuration
        self.now = now
    }

    /// A team's custom fields, as the engine has them and as the parser finds them.
    struct TeamFields: Sendable {
        var kinds: [String: FieldKind]
        var names: CustomFields
    }

    /// Teams whose fields are kept at most.
    private static let maximumTeams = 4_096

    /// Cached by generation.
    func fields(of team: String) throws(Problem) -> TeamFields {
        let generation = backend.status.generation
        if let known = fields.withLock({ $0[team] }), known.generation == generation { return known.fields }
        let kinds: [String: FieldKind]
        do { kinds = try backend.customFields(team: team) } catch { throw Problem(error) }
        let found = TeamFields(kinds: kinds, names: CustomFields(kinds))
        fields.withLock { cache in
            if cache.count >= Self.maximumTeams { cache.removeAll(keepingCapacity: true) }
            cache[team] = (generation, found)
        }
        return found
    }
}

/// One request under way: when it must be done, and whether anyone still waits for it. Thread-safe.
final class RequestHandle: Sendable {
    let began: ContinuousClock.Instant
    private let cancelled = Atomic(false)

    init(began: ContinuousClock.Instant) { self.began = began }

    func cancel() { cancelled.store(true, ordering: .relaxed) }

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// When a request is given up: its own wish, bounded by the service's.
    func deadline(_ milliseconds: Int?, _ limits: ServerConfiguration.Limits) -> ContinuousClock.Instant {
        began + .milliseconds(min(milliseconds ?? limits.deadlineMilliseconds, limits.deadlineMilliseconds))
    }
}
