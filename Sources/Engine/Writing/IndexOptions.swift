// Owns: how an index is written: sizes, limits, clocks, chance.

import Glibc
import Schema
import Storage

/// How an index is written.
public struct IndexOptions: Sendable {
    /// Where flushes and merges run.
    public enum Maintenance: Sendable {
        /// On a thread of their own, while writes and searches go on.
        case background
        /// On the thread of the write that made them due: the same calls make the same files, for tests.
        case inline
    }

    /// The language of text whose language is neither said nor clear.
    public var defaultLanguage: Language = .english
    /// Bytes of memory segments that make a flush.
    public var flushBytes = 64 << 20
    /// Bytes of memory segments beyond which writes are refused as too busy: flushes have fallen behind.
    public var memoryBytes = 256 << 20
    /// Bytes of log that make a flush.
    public var logBytes = 256 << 20
    /// Bytes of batches that may wait for the writer.
    public var queueBytes = 128 << 20
    /// Small memory segments that are left alone: with more, those who write compact them. Of large ones it is half as many.
    public var memorySegments = 8
    /// Bytes of a small memory segment: a compaction of such keeps writes waiting for some milliseconds.
    public var smallSegmentBytes = 256 << 10
    /// Bytes a second that merges may write; 0: no limit.
    public var mergeBytesPerSecond = 128 << 20
    /// How long deletions are remembered.
    public var tombstoneAge: Duration = .seconds(90 * 86_400)
    /// How long the generation that a cursor names is kept, and how many generations are.
    public var cursorAge: Duration = .seconds(120)
    public var cursors = 64
    /// How long after a failure the disk is tried again.
    public var retryDelay: Duration = .seconds(1)
    /// Threads that replay the log when the index is opened; the segments are the same with any number.
    public var openingThreads = Self.processors
    public var maintenance = Maintenance.background
    public var profile = RankingProfile()
    /// The clock, for the age of tombstones only: no order comes from it.
    public var now: @Sendable () -> Timestamp

    /// Where the identity of a new index comes from, in two calls; nothing else is random.
    public var random: @Sendable () -> UInt64 = { .random(in: 0...UInt64.max) }

    /// Processors of this machine.
    public static let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    public init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

    /// An identity for a new index.
    func newID() -> KeyHash { KeyHash(high: random(), low: random()) }
}
