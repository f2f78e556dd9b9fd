// Owns: batches that wait for the writer, bounded, each answered once.

import Schema
import Synchronization

/// A batch in the queue, and who is told what became of it.
final class PendingBatch: Sendable {
    let documents: [Document]
    let bytes: Int
    private let outcome = Mutex<Result<AppliedBatch, EngineError>?>(nil)
    private let completion: (@Sendable (Result<AppliedBatch, EngineError>) -> Void)?

    init(_ documents: [Document], _ completion: (@Sendable (Result<AppliedBatch, EngineError>) -> Void)? = nil) {
        self.documents = documents
        self.completion = completion
        bytes = documents.reduce(0) { $0 + $1.memory }
    }

    /// What became of it; `nil` while it waits.
    var result: Result<AppliedBatch, EngineError>? { outcome.withLock { $0 } }

    func finish(_ result: Result<AppliedBatch, EngineError>) {
        outcome.withLock { $0 = result }
        completion?(result)
    }
}

/// First in, first out. Thread-safe.
final class WriteQueue: Sendable {
    private struct State {
        var waiting: [PendingBatch] = []
        var bytes = 0
    }

    /// Bytes of the batches that share one log record, at most, unless a single one is larger.
    private static let groupBytes = 16 << 20

    private let state = Mutex(State())
    private let limit: Int

    /// - Parameter limit: bytes of all waiting batches.
    init(limit: Int) { self.limit = limit }

    /// Adds a batch; false when too much is waiting already.
    func add(_ batch: PendingBatch) -> Bool {
        state.withLock { state in
            guard state.waiting.isEmpty || state.bytes + batch.bytes <= limit else { return false }
            state.waiting.append(batch)
            state.bytes += batch.bytes
            return true
        }
    }

    /// The next batches to apply together, taken out.
    func takeGroup() -> [PendingBatch] {
        state.withLock { state in
            var bytes = 0
            var count = 0
            for batch in state.waiting where count == 0 || bytes + batch.bytes <= Self.groupBytes {
                bytes += batch.bytes
                count += 1
            }
            let group = Array(state.waiting.prefix(count))
            state.waiting.removeFirst(count)
            state.bytes -= group.reduce(0) { $0 + $1.bytes }
            return group
        }
    }
}

extension Document {
    /// About how many bytes it takes in memory.
    var memory: Int {
        var bytes = 256 + record.count
        for value in values {
            bytes += 64
            switch value.value {
            case .text(let text), .keyword(let text): bytes += text.utf8.count
            case .number, .date: break
            }
        }
        return bytes
    }
}
