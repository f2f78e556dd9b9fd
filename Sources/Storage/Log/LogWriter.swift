// Owns: writing the write-ahead log, in the format of LogFormat.swift.

/// Appends frames. Used by one thread at a time: the index's writer.
public final class LogWriter {
    /// A file whose frames are not all in segment files yet.
    private struct Retained {
        var name: String
        var lastSequence: UInt64
        var payloadBytes: Int
    }

    private let directory: any Directory
    private let index: KeyHash
    /// The file that is written to; `nil` before the first frame and after `rotate`.
    private var file: (any WritableFile)?
    private var fileName = ""
    /// The sequence of its first frame.
    private var firstSequence: UInt64 = 0
    /// Where the next frame goes.
    private var position: UInt64 = 0
    private var current = 0
    private var retained: [Retained] = []
    /// Whether a write or sync failed: then nothing can be known of the file's end, and no record follows there.
    public private(set) var isPoisoned = false
    /// The last frame's sequence.
    public private(set) var sequence: UInt64

    /// Goes on after what a replay found: the torn tail, if any, is cut off. The last frame is written once more: if its
    /// sync failed before, it may be read although it is not on the disk and never will be.
    ///
    /// - Parameter readOnly: touch nothing; nothing may be appended.
    public init(
        _ directory: any Directory, index: KeyHash, after replay: LogReader.Result, readOnly: Bool = false
    ) throws(StorageError) {
        self.directory = directory
        self.index = index
        sequence = replay.lastSequence
        retained = replay.passedOver.map { Retained(name: $0, lastSequence: 0, payloadBytes: 0) }
        retained += replay.files.dropLast().map {
            Retained(name: $0.name, lastSequence: $0.lastSequence, payloadBytes: $0.payloadBytes)
        }
        guard let last = replay.files.last else { return }
        guard last.size > 0 else {
            // Nothing was ever written to it. Unless the next frame makes it anew, it goes with the next trim.
            let isNext = last.name == LogFormat.name(first: sequence + 1)
            if !isNext { retained.append(Retained(name: last.name, lastSequence: 0, payloadBytes: 0)) }
            return
        }
        current = last.payloadBytes
        fileName = last.name
        firstSequence = LogFormat.firstSequence(last.name) ?? 0
        guard !readOnly else { return }
        let file = try directory.append(to: last.name)
        if file.size > last.size { try file.truncate(to: last.size) }
        try file.write(last.lastFrame, at: last.size - UInt64(last.lastFrame.count))
        try file.sync()
        self.file = file
        position = last.size
        // The manifest may hold more than the file's last frame: then the next frame can't follow it there.
        if last.lastSequence != sequence { try rotate() }
    }

    /// Payload bytes that no segment file holds yet.
    public var pendingBytes: Int { retained.reduce(current) { $0 + $1.payloadBytes } }

    /// Appends a payload and makes it durable. Returns its sequence.
    ///
    /// - Throws: the failure of the disk; from then on `StorageError.logPoisoned`: a failed sync may have lost what was
    ///   written and is never tried again on the same file (PostgreSQL's rule of 2018). See ``restart(after:)``.
    public func append(_ payload: [UInt8]) throws(StorageError) -> UInt64 {
        precondition(!payload.isEmpty && payload.count <= LogFormat.maximumPayload)
        guard !isPoisoned else { throw .logPoisoned(file: fileName) }
        let next = sequence + 1
        var frame = ByteWriter()
        frame.append(UInt32(payload.count))
        frame.append(payload.withUnsafeBytes { LogFormat.checksum(index, next, $0) })
        frame.append(next)
        frame.append(bytes: payload)
        do throws(StorageError) {
            let file = if let open = self.file { open } else { try begin(at: next) }
            try reserve(frame.bytes.count, in: file)
            try file.write(frame.bytes, at: position)
            try file.sync()
        } catch {
            isPoisoned = true
            throw error
        }
        position += UInt64(frame.bytes.count)
        sequence = next
        current += payload.count
        return next
    }

    private func begin(at sequence: UInt64) throws(StorageError) -> any WritableFile {
        fileName = LogFormat.name(first: sequence)
        firstSequence = sequence
        let file = try directory.create(fileName)
        // Durable before anything is laid out behind it: a file whose header is torn holds nothing else.
        try file.append(FileIdentity(kind: LogFormat.fileKind, index: index, generation: sequence).header())
        try file.sync()
        try directory.sync()
        position = UInt64(SectionFileFormat.headerSize)
        self.file = file
        return file
    }

    /// Lays zeros out ahead of the next frame.
    private func reserve(_ bytes: Int, in file: any WritableFile) throws(StorageError) {
        let end = position + UInt64(bytes)
        guard end > file.size else { return }
        // A new log is small: it doubles until it grows by whole extents.
        let step = UInt64(min(max(Int(clamping: file.size), LogFormat.firstExtent), LogFormat.extent))
        let wanted = (end + step - 1) / step * step
        try file.append([UInt8](repeating: 0, count: Int(wanted - file.size)))
    }

    /// Begins a file for the next frame unless there is one.
    public func prepare() throws(StorageError) {
        if file == nil { _ = try begin(at: sequence + 1) }
    }

    /// Ends the file at hand, unless it has no frames: the next frame begins another, and this one can be trimmed as a
    /// whole.
    public func rotate() throws(StorageError) {
        guard let file, sequence >= firstSequence else { return }
        self.file = nil
        retained.append(Retained(name: fileName, lastSequence: sequence, payloadBytes: current))
        current = 0
        try file.close()
    }

    /// Removes the files whose frames are all at or below a sequence: segment files hold them. The next frame's file is
    /// begun before: a log has a file at all times, so that one that is lost is missed.
    public func trim(upTo sequence: UInt64) throws(StorageError) {
        if self.sequence <= sequence { try rotate() }
        guard retained.contains(where: { $0.lastSequence <= sequence }) else { return }
        try prepare()
        while let place = retained.firstIndex(where: { $0.lastSequence <= sequence }) {
            try directory.remove(retained[place].name)
            retained.remove(at: place)
        }
        try directory.sync()
    }

    /// Takes records again after a failure, once a manifest that holds everything up to `sequence` is durable. The sequence
    /// must be above that of the frame that failed: what of it reached the disk must never be taken for a record.
    public func restart(after sequence: UInt64) throws(StorageError) {
        precondition(sequence > self.sequence)
        let names = try LogReader.names(in: directory)
        file = nil
        _ = try begin(at: sequence + 1)
        retained = names.filter { $0 != fileName }.map { Retained(name: $0, lastSequence: sequence, payloadBytes: 0) }
        current = 0
        self.sequence = sequence
        isPoisoned = false
        // A replay passes over the old files: what cannot be removed does no harm, and the next trim tries again.
        try? trim(upTo: sequence)
    }
}
