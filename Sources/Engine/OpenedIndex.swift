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
            create && !isThere
            ? try IndexFiles.create(directory, id: options.newID()) : try IndexFiles.open(directory)
        let snapshot = IndexSnapshot(
            generation: manifest.generation, segments: try files.openViews(manifest, known: known))
        // Replayed batches are put in order into a writer that has no log yet.
        let replaying = IndexWriter(
            files, manifest, snapshot,
            try LogWriter(
                directory, index: files.id, after: LogReader.Result(lastSequence: manifest.sequence), readOnly: true),
            options, threads: options.openingThreads)
        let waiting = ReplayedRecords(threads: options.openingThreads)
        let result = try files.replayLog(after: manifest.sequence) { _, payload, name in
            waiting.append(payload, of: name)
            if waiting.bytes >= Self.replayBytes { try waiting.apply(to: replaying) }
        }
        try waiting.apply(to: replaying)
        // Only now is it known that everything is there, so that nothing the index may need is removed.
        if !readOnly { try files.sweepLeftovers(keeping: manifest) }
        writer = IndexWriter(
            continuing: replaying, try LogWriter(directory, index: files.id, after: result, readOnly: readOnly))
    }
}

/// Log records that wait to be decoded and applied together. Not thread-safe, though it uses several threads itself.
private final class ReplayedRecords {
    private var records: [(file: String, payload: [UInt8])] = []
    private(set) var bytes = 0
    /// One for each thread.
    private let packers: [Packer]

    /// The documents that a thread has decoded.
    private final class Packer {
        var buffer = DocumentBuffer()
    }

    init(threads: Int) { packers = (0..<max(1, threads)).map { _ in Packer() } }

    func append(_ payload: UnsafeRawBufferPointer, of file: String) {
        records.append((file, Array(payload)))
        bytes += payload.count
    }

    /// Applies all records as one batch; none wait any more.
    ///
    /// - Throws: `StorageError.corrupt` with the file of a record that cannot be decoded.
    func apply(to writer: IndexWriter) throws {
        try Parallel.parts(records.count, threads: packers.count) { worker, part in
            try decode(part, into: &packers[worker].buffer)
        }
        try writer.replay(packers.map(\.buffer))
        for packer in packers { packer.buffer.removeAll() }
        (records, bytes) = ([], 0)
    }

    private func decode(_ part: Int, into buffer: inout DocumentBuffer) throws {
        try records[part].payload.withUnsafeBytes { payload in
            var reader = ByteReader(payload, file: records[part].file, base: 0)
            var arrival = UInt64(part) << 32
            try DocumentCoding.decode(&reader) { document in
                buffer.append(document, key: Identity.record(document.key), arrival: arrival)
                arrival += 1
            }
        }
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

    /// What a write that failed so is answered with, and those after it.
    var asRefusal: EngineError { isStorageFull ? .storageFull(description) : .readOnly(description) }

    /// Whether the system refused to do something with a file.
    var isIO: Bool { if case .storage(.io) = self { true } else { false } }

    /// Whether the cause is a full disk.
    var isStorageFull: Bool {
        switch self {
        case .storageFull: true
        case .storage(let error): error.isStorageFull
        default: false
        }
    }
}
