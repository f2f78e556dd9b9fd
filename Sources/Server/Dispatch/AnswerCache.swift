// Owns: answers to searches that were given before, and when one may be given again.

import QueryLanguage
import Schema
import Synchronization
import Wire

/// Answers by what was asked, all of the newest generation, as bytes. Thread-safe.
///
/// Any write makes a new generation, and a new generation forgets everything. Bounded by bytes: answers lie in a young and an old
/// half, an answer that is found goes to the young one, and when that is full it becomes the old one, whose answers go.
/// Decision record 0004 of the engine says what is kept and what is not.
final class AnswerCache: Sendable {
    /// What was asked: all that an answer depends on but the index.
    struct Key: Hashable {
        /// The request without what only says how long to try, its query in one spelling and its clock resolved.
        private let search: Search
        /// Its strings that are told apart by their bytes.
        private let exact: [ExactString]
        /// Whether the query stands in it as typed, since the answer has remarks on its text.
        private let isAsTyped: Bool

        init(_ search: Search, _ query: SettledQuery) {
            isAsTyped = !query.parsed.warnings.isEmpty
            var search = search
            if !isAsTyped { search.query = query.parsed.canonical }
            search.context.now = query.now.description
            search.deadlineMilliseconds = nil
            search.isConsistent = true
            exact = [search.team, search.query, search.filter ?? "", search.context.me ?? ""].map(ExactString.init)
            self.search = search
        }

        /// What it takes in memory, about.
        fileprivate var bytes: Int { LineCodec.request(search, id: .integer(0)).count }
    }

    private typealias Half = [Key: WrittenAnswer]

    private struct State {
        var generation: UInt64 = 0
        var young: Half = [:]
        var old: Half = [:]
        var youngBytes = 0
        var oldBytes = 0
        var hits = 0
        var misses = 0

        /// Forgets other generations than the newest; whether this is the newest.
        mutating func goOn(to newest: UInt64) -> Bool {
            guard newest > generation else { return newest == generation }
            generation = newest
            (young, old, youngBytes, oldBytes) = ([:], [:], 0, 0)
            return true
        }

        mutating func add(_ answer: WrittenAnswer, _ key: Key, _ bytes: Int, limit: Int) {
            if youngBytes + bytes > limit / 2 {
                (old, oldBytes) = (young, youngBytes)
                (young, youngBytes) = ([:], 0)
            }
            if young.updateValue(answer, forKey: key) == nil { youngBytes += bytes }
        }
    }

    /// Bytes beside an answer's own and its key's: the table's places and the arrays' headers, about.
    private static let overhead = 512

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: the most bytes; 0 for no cache.
    init(limit: Int) { self.limit = limit }

    var isOff: Bool { limit == 0 }

    /// The answer of a generation. O(1).
    func find(_ key: Key, generation: UInt64) -> WrittenAnswer? {
        guard !isOff else { return nil }
        return state.withLock { state in
            guard state.goOn(to: generation), let found = state.young[key] ?? state.old[key] else {
                state.misses += 1
                return nil
            }
            state.hits += 1
            if let moved = state.old.removeValue(forKey: key) {
                let bytes = Self.size(moved, key)
                state.oldBytes -= bytes
                state.add(moved, key, bytes, limit: limit)
            }
            return found
        }
    }

    /// Keeps an answer, unless it takes more than an eighth of the room or its generation is past. O(its bytes).
    func keep(_ answer: WrittenAnswer, _ key: Key, generation: UInt64) {
        let bytes = Self.size(answer, key)
        guard bytes <= limit / 8 else { return }
        state.withLock { state in
            guard state.goOn(to: generation), state.old[key] == nil else { return }
            state.add(answer, key, bytes, limit: limit)
        }
    }

    private static func size(_ answer: WrittenAnswer, _ key: Key) -> Int {
        answer.bytes.count + key.bytes + overhead
    }

    var use: Stats.Cache {
        state.withLock { state in
            Stats.Cache(
                entries: state.young.count + state.old.count, hits: state.hits, misses: state.misses,
                bytes: state.youngBytes + state.oldBytes)
        }
    }
}
