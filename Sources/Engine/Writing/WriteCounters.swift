// Owns: what writing has cost since the index was opened.

/// Sums since the index was opened.
struct WriteCounters: Sendable {
    var documents = 0
    var batches = 0
    /// Bytes of log records.
    var logBytes = 0
    var flushes = 0
    var flushedBytes = 0
    var merges = 0
    var mergedBytes = 0
}
