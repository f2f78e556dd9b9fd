// Owns: how an index is written: sizes, limits, clocks.

import Schema

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
    /// Memory segments that make them merge into fewer.
    public var memorySegments = 8
    /// Bytes a second that merges may write; 0: no limit.
    public var mergeBytesPerSecond = 128 << 20
    /// How long deletions are remembered.
    public var tombstoneAge: Duration = .seconds(90 * 86_400)
    /// How long the generation that a cursor names is kept, and how many generations are.
    public var cursorAge: Duration = .seconds(120)
    public var cursors = 64
    /// How long after a failure the disk is tried again.
    public var retryDelay: Duration = .seconds(1)
    public var maintenance = Maintenance.background
    public var profile = RankingProfile()
    /// The clock, for the age of tombstones only: no order comes from it.
    public var now: @Sendable () -> Timestamp

    public init(now: @escaping @Sendable () -> Timestamp) { self.now = now }
}
