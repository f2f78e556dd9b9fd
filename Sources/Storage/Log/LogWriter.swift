// Owns: writing the write-ahead log, in the format of LogFormat.swift.

/// Appends frames. Used by one thread at a time: the index's writer.
public final class LogWriter {
    private let directory: any Directory
    private let index: KeyHash
    private var file: (any WritableFile)?
    private var fileName = ""
    /// After a failed write or sync nothing can be known of the file's end: no record follows.
    private var isPoisoned = false
    /// The last frame's sequence.
    public private(set) var sequence: UInt64
    /// Payload bytes that no segment file holds yet.
    public private(set) var pendingBytes: Int

    /// Goes on after what a replay found: the torn tail, if any, is cut off.
    ///
    /// - Parameter readOnly: touch nothing; nothing may be appended.
    public init(
        _ directory: any Directory, index: KeyHash, after replay: LogReader.Result, readOnly: Bool = false
    ) throws(StorageError) {
        self.directory = directory
        self.index = index
        sequence = replay.lastSequence
        pendingBytes = replay.payloadBytes
        guard !readOnly, let (name, size) = replay.tail else { return }
        let file = try directory.append(to: name)
        if file.size > size {
            try file.truncate(to: size)
            try file.sync()
        }
        self.file = file
        fileName = name
    }

    /// Appends a payload and makes it durable. Returns its sequence.
    ///
    /// - Throws: the failure of the disk; from then on ``StorageError/logPoisoned``: a failed sync may have lost what was
    ///   written and is never tried again on the same file (PostgreSQL's rule of 2018).
    public func append(_ payload: [UInt8]) throws(StorageError) -> UInt64 {
        precondition(!payload.isEmpty && payload.count <= LogFormat.maximumPayload)
        guard !isPoisoned else { throw .logPoisoned(file: fileName) }
        let next = sequence + 1
        do throws(StorageError) {
            let file = if let open = self.file { open } else { try begin(at: next) }
            var frame = ByteWriter()
            frame.append(UInt32(payload.count))
            frame.append(payload.withUnsafeBytes { LogFormat.checksum(index, next, $0) })
            frame.append(next)
            frame.append(bytes: payload)
            try file.append(frame.bytes)
            try file.sync()
        } catch {
            isPoisoned = true
            throw error
        }
        sequence = next
        pendingBytes += payload.count
        return next
    }

    private func begin(at sequence: UInt64) throws(StorageError) -> any WritableFile {
        fileName = LogFormat.name(first: sequence)
        let file = try directory.create(fileName)
        try file.sync()
        try directory.sync()
        self.file = file
        return file
    }

    /// Forgets all frames written so far: segment files hold them. The next append begins a new file.
    public func trim() throws(StorageError) {
        try file?.close()
        file = nil
        pendingBytes = 0
        for name in try directory.list() where LogFormat.firstSequence(name) != nil { try directory.remove(name) }
        try directory.sync()
    }
}
