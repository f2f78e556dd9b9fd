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
    let answers: AnswerCache
    /// The clock of requests that name no `now`.
    let now: @Sendable () -> Timestamp
    /// A number of this run's own: a cursor that an earlier run gave is not honoured, for its generations are others.
    let run: UInt64
    private let fields = Mutex(FieldsCache())

    init(
        backend: any Backend, configuration: ServerConfiguration, run: UInt64,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.backend = backend
        self.configuration = configuration
        self.run = run
        self.now = now
        answers = AnswerCache(limit: configuration.cacheBytes)
    }

    /// A team's custom fields, as the engine has them and as the parser finds them.
    struct TeamFields: Sendable {
        var kinds: [String: FieldKind]
        var names: CustomFields
        /// The index's newest generation when they were asked for.
        var generation: UInt64
    }

    /// The fields of the teams that were asked about, each as of a generation.
    private struct FieldsCache {
        /// Teams that are kept at most.
        static let maximumTeams = 4_096

        private var entries: [ExactString: TeamFields] = [:]
        private var hits = 0
        private var misses = 0

        mutating func find(_ team: String, generation: UInt64) -> TeamFields? {
            guard let known = entries[ExactString(team)], known.generation == generation else {
                misses += 1
                return nil
            }
            hits += 1
            return known
        }

        mutating func keep(_ found: TeamFields, of team: String) {
            if entries.count >= Self.maximumTeams { entries.removeAll(keepingCapacity: true) }
            entries[ExactString(team)] = found
        }

        var use: Stats.Cache { Stats.Cache(entries: entries.count, hits: hits, misses: misses) }
    }

    /// Cached by generation.
    func fields(of team: String) throws(Problem) -> TeamFields {
        let generation = backend.status.generation
        if let known = fields.withLock({ $0.find(team, generation: generation) }) { return known }
        let kinds: [String: FieldKind]
        do { kinds = try backend.customFields(team: team) } catch { throw Problem(error) }
        let found = TeamFields(kinds: kinds, names: CustomFields(kinds), generation: generation)
        fields.withLock { $0.keep(found, of: team) }
        return found
    }

    var fieldsCache: Stats.Cache { fields.withLock { $0.use } }
}

/// One request under way: when it must be done, and whether anyone still waits for it. Thread-safe.
final class RequestHandle: Sendable {
    let began: ContinuousClock.Instant
    private let cancelled = Atomic(false)
    private let turn = Mutex<SearchThreads.Turn?>(nil)

    init(began: ContinuousClock.Instant) { self.began = began }

    func cancel() { cancelled.store(true, ordering: .relaxed) }

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// Notes on which thread's time the request runs.
    func begin(_ turn: SearchThreads.Turn) { self.turn.withLock { $0 = turn } }

    /// What a search asks now and then: whether it should end. Lets others begin once it is long.
    func shouldEnd() -> Bool {
        turn.withLock { $0 }?.goOn()
        return isCancelled
    }

    /// When a request is given up: its own wish, bounded by the service's.
    func deadline(_ milliseconds: Int?, _ limits: ServerConfiguration.Limits) -> ContinuousClock.Instant {
        began + .milliseconds(min(milliseconds ?? limits.deadlineMilliseconds, limits.deadlineMilliseconds))
    }
}
