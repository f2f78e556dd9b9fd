// Owns: opening an index: the newest manifest, its segments, and the replay of the log after it.

import Schema
import Storage

/// An index as it was found on disk, its log replayed.
struct OpenedIndex {
    let files: IndexFiles
    let manifest: Manifest
    let writer: IndexWriter

    /// Bytes of log records that are replayed as one batch.
    private static let replayBytes = 32 << 20

    /// - Parameters:
    ///   - readOnly: write nothing.
    ///   - create: make an empty index where there is none.
    ///   - known: segments that are open already, by name.
    init(
        _ directory: any Directory, _ options: IndexOptions, readOnly: Bool, create: Bool,
        known: [String: SegmentReader] = [:]
    ) throws {
        let isThere = try directory.exists(Manifest.fileName)
        (files, manifest) =
            create && !isThere ? try IndexFiles.create(directory) : try IndexFiles.open(directory)
        let snapshot = IndexSnapshot(
            generation: manifest.generation, segments: try files.openViews(manifest, known: known))
        // Replayed batches are put in order into a writer that has no log yet.
        let replaying = IndexWriter(
            files, manifest, snapshot,
            try LogWriter(
                directory, index: files.id, after: LogReader.Result(lastSequence: manifest.sequence), readOnly: true),
            options, threads: options.openingThreads)
        var waiting = ReplayedRecords()
        let result = try files.replayLog(after: manifest.sequence) { _, payload, name in
            waiting.append(payload, of: name)
            guard waiting.bytes >= Self.replayBytes else { return }
            try replaying.replay(waiting.takeDocuments(threads: options.openingThreads))
        }
        try replaying.replay(waiting.takeDocuments(threads: options.openingThreads))
        // Only now is it known that everything is there, so that nothing the index may need is removed.
        if !readOnly { try files.sweepLeftovers(keeping: manifest) }
        writer = IndexWriter(
            continuing: replaying, try LogWriter(directory, index: files.id, after: result, readOnly: readOnly))
    }
}

/// Log records that wait to be decoded together.
private struct ReplayedRecords {
    private var records: [(file: String, payload: [UInt8])] = []
    private(set) var bytes = 0

    mutating func append(_ payload: UnsafeRawBufferPointer, of file: String) {
        records.append((file, Array(payload)))
        bytes += payload.count
    }

    /// The documents of all records in their order; none wait any more.
    ///
    /// - Throws: `StorageError.corrupt` with the file of a record that cannot be decoded.
    mutating func takeDocuments(threads: Int) throws -> [Document] {
        var documents: [Document] = []
        try Parallel.inOrder(records.count, threads: threads) { [records] _, part in
            try records[part].payload.withUnsafeBytes { payload in
                var reader = ByteReader(payload, file: records[part].file, base: 0)
                return try DocumentCoding.decode(&reader)
            }
        } take: { (decoded: [Document]) in
            documents += decoded
        }
        (records, bytes) = ([], 0)
        return documents
    }
}

extension EngineError {
    /// What an inner error is to a caller. Anything unknown is our own bug and says so.
    init(wrapping error: any Error) {
        switch error {
        case let error as EngineError: self = error
        case let error as StorageError: self = .storage(error)
        default: self = .internalFailure("\(error)")
        }
    }

    /// Whether the cause is a full disk.
    var isStorageFull: Bool {
        switch self {
        case .storageFull: true
        case .storage(let error): error.isStorageFull
        default: false
        }
    }
}
