// Owns: what can go wrong in the engine, by what the caller can do about it. Words for people are made here only.

import Storage

/// Why the engine did not do what was asked.
public enum EngineError: Error, Sendable {
    /// A file of the index is damaged, of another format, or unreadable.
    case storage(StorageError)
    /// The cursor's generation is no longer kept.
    case generationGone(UInt64)
    case deadlineExceeded
    /// Whoever asked has gone or has cancelled.
    case cancelled
    /// The query needs more work than the budget allows.
    case tooComplex(String)
    /// The index takes no writes, and why.
    case readOnly(String)
    /// The disk is full: the index takes no writes until it has room.
    case storageFull(String)
    /// Writes come faster than they can be stored.
    case tooBusy
    /// A document that cannot be indexed, by its place in the batch.
    case invalidDocument(index: Int, reason: String)
    /// A backup's target holds something.
    case targetNotEmpty(String)
    /// Our own bug.
    case internalFailure(String)
}

extension EngineError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .storage(let error): error.description
        case .generationGone(let generation):
            "generation \(generation) is no longer kept; search again without a cursor"
        case .deadlineExceeded: "the deadline passed before the search was done; narrow the query or allow more time"
        case .cancelled: "cancelled"
        case .tooComplex(let what): "the query is too complex: \(what)"
        case .readOnly(let reason): "the index takes no writes: \(reason)"
        case .storageFull(let reason):
            "the index takes no writes: \(reason); free space, and it goes on by itself"
        case .tooBusy: "writes come faster than they can be stored; try again in a moment"
        case .targetNotEmpty(let path): "\(path) is not empty; give a new folder"
        case .internalFailure(let what): "internal failure: \(what); please report it"
        case .invalidDocument(let index, let reason): "document \(index) cannot be indexed: \(reason)"
        }
    }
}
