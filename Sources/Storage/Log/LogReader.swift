// Owns: reading the write-ahead log back, in the format of LogFormat.swift.

/// Replays log files in order.
public struct LogReader {
    private let directory: any Directory
    private let index: KeyHash

    public init(_ directory: any Directory, index: KeyHash) {
        self.directory = directory
        self.index = index
    }

    /// One file as a replay found it.
    public struct File: Equatable, Sendable {
        public var name: String
        public var lastSequence: UInt64
        /// Where its good frames end; 0 when not even its header was written.
        public var size: UInt64
        /// Payload bytes of the frames replayed.
        public var payloadBytes: Int
        /// The last good frame's bytes, which end at `size`.
        var lastFrame: [UInt8] = []
    }

    /// What a replay found.
    public struct Result: Equatable, Sendable {
        /// The last good frame's sequence, or the one replay began after.
        public var lastSequence: UInt64
        /// The files that hold wanted frames, and the last one in any case, oldest first.
        public var files: [File] = []
        /// Files before those: they hold nothing that is wanted.
        public var passedOver: [String] = []

        /// Nothing replayed yet.
        public init(lastSequence: UInt64) { self.lastSequence = lastSequence }
    }

    /// The name of the file that begins with a sequence.
    public static func fileName(first sequence: UInt64) -> String { LogFormat.name(first: sequence) }

    /// The names of a folder's log files, oldest first.
    public static func names(in directory: any Directory) throws(StorageError) -> [String] {
        try directory.list().compactMap { name in LogFormat.firstSequence(name).map { ($0, name) } }
            .sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// Calls `body` with each payload whose sequence is above `sequence`, in order.
    ///
    /// - Throws: `StorageError.corrupt` when a frame is damaged and good ones follow, when frames are missing, or
    ///   when a file is not of this log; `StorageError.tooOld` and `StorageError.tooNew`; and what `body` throws.
    public func replay(
        after sequence: UInt64, _ body: (UInt64, UnsafeRawBufferPointer, String) throws -> Void
    ) throws -> Result {
        var result = Result(lastSequence: sequence)
        let files = try Self.names(in: directory).map { (first: LogFormat.firstSequence($0) ?? 0, name: $0) }
        for (place, file) in files.enumerated() {
            // A file that a later one takes over from at or before `sequence` + 1 holds nothing that is wanted.
            if place + 1 < files.count, files[place + 1].first - 1 <= sequence {
                result.passedOver.append(file.name)
                continue
            }
            guard file.first - 1 <= result.lastSequence else {
                throw StorageError.corrupt(
                    file: file.name, offset: 0, expected: "record \(result.lastSequence + 1)",
                    got: "record \(file.first)")
            }
            result.files.append(
                try replay(file.name, first: file.first, isLast: place + 1 == files.count, &result.lastSequence, body))
        }
        return result
    }

    /// The index that a log file's header names; `nil` where the header is damaged.
    public static func index(of name: String, _ bytes: [UInt8]) -> KeyHash? {
        bytes.withUnsafeBytes { try? FileIdentity(header: $0, file: name, expecting: LogFormat.fileKind).index }
    }

    /// Whether a file of a folder is of a log and has more than a header, whole or not.
    public static func hasRecords(_ name: String, in directory: any Directory) throws(StorageError) -> Bool {
        guard firstSequence(ofFile: name) != nil else { return false }
        let bytes = try directory.read(name)
        return bytes.withUnsafeBytes { firstByte(in: $0, from: SectionFileFormat.headerSize) != nil }
    }

    private func replay(
        _ name: String, first: UInt64, isLast: Bool, _ lastSequence: inout UInt64,
        _ body: (UInt64, UnsafeRawBufferPointer, String) throws -> Void
    ) throws -> File {
        let bytes = try directory.read(name)
        var file = File(name: name, lastSequence: first - 1, size: 0, payloadBytes: 0)
        try bytes.withUnsafeBytes { buffer in
            guard try isBegun(buffer, name, first: first, mayBeTorn: isLast) else { return }
            var at = SectionFileFormat.headerSize
            var lastFrame = at
            while let frame = Frame(buffer, at: at, index), frame.sequence == file.lastSequence &+ 1 {
                if frame.sequence > lastSequence {
                    try body(frame.sequence, frame.payload, name)
                    lastSequence = frame.sequence
                    file.payloadBytes += frame.payload.count
                }
                lastFrame = at
                at = frame.range.upperBound
                file.lastSequence = frame.sequence
            }
            file.size = UInt64(at)
            file.lastFrame = Array(buffer[lastFrame..<at])
            guard let rest = Self.firstByte(in: buffer, from: at) else { return }
            var scan = FrameScan(buffer, from: rest - 3, index)
            guard isLast, scan.next(above: file.lastSequence) == nil, !scan.hasGivenUp else {
                throw StorageError.corrupt(
                    file: name, offset: UInt64(at), expected: "record \(file.lastSequence &+ 1)", got: "damaged bytes")
            }
        }
        return file
    }

    /// What a log file still holds, damaged or not.
    public struct Salvage: Sendable {
        /// The payloads before the damage, or all of them, and where their frames end; 0 when the header is damaged.
        public var before: [Range<Int>] = []
        public var goodBytes = 0
        /// The payloads of whole frames behind the damage.
        public var behind: [Range<Int>] = []
        /// Why a replay refuses the file; `nil` when it does not.
        public var damage: StorageError?
    }

    /// Finds every whole frame of a file. O(bytes).
    ///
    /// - Parameters:
    ///   - bytes: the file's.
    ///   - isLast: whether no log file follows: then a torn end is no damage.
    ///   - isOnly: whether none comes before either: then a torn header is damage, for an index has a log at all times.
    public func salvage(_ name: String, _ bytes: [UInt8], isLast: Bool, isOnly: Bool) -> Salvage {
        var result = Salvage()
        var last = (LogFormat.firstSequence(name) ?? 1) - 1
        bytes.withUnsafeBytes { buffer in
            var at = 0
            do throws(StorageError) {
                guard try isBegun(buffer, name, first: last + 1, mayBeTorn: isLast && !isOnly) else { return }
                at = SectionFileFormat.headerSize
                while let frame = Frame(buffer, at: at, index), frame.sequence == last &+ 1 {
                    result.before.append(frame.range)
                    at = frame.range.upperBound
                    last = frame.sequence
                }
                result.goodBytes = at
            } catch { result.damage = error }
            guard let rest = Self.firstByte(in: buffer, from: at) else { return }
            var scan = FrameScan(buffer, from: rest - 3, index)
            while let frame = scan.next(above: last) { result.behind.append(frame.range) }
            guard result.damage == nil, !isLast || !result.behind.isEmpty || scan.hasGivenUp else { return }
            result.damage = .corrupt(
                file: name, offset: UInt64(at), expected: "record \(last &+ 1)", got: "damaged bytes")
        }
        return result
    }

    /// The sequence that a log file's name says it begins with.
    public static func firstSequence(ofFile name: String) -> UInt64? { LogFormat.firstSequence(name) }

    /// Checks a file's header. False when there is none, for a crash interrupted the file's making.
    private func isBegun(
        _ buffer: UnsafeRawBufferPointer, _ name: String, first: UInt64, mayBeTorn: Bool
    ) throws(StorageError) -> Bool {
        let identity: FileIdentity
        do throws(StorageError) {
            identity = try FileIdentity(header: buffer, file: name, expecting: LogFormat.fileKind)
        } catch {
            guard case .corrupt = error, mayBeTorn,
                Self.firstByte(in: buffer, from: SectionFileFormat.headerSize) == nil
            else { throw error }
            return false
        }
        guard identity.index == index else {
            throw .corrupt(file: name, offset: 16, expected: "a log of this index", got: "one of another")
        }
        guard identity.generation == first else {
            throw .corrupt(
                file: name, offset: 32, expected: "a log that begins with record \(first)",
                got: "\(identity.generation)")
        }
        return true
    }

    /// The first byte that is not zero.
    private static func firstByte(in buffer: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var at = start
        while at + 8 <= buffer.count, buffer.loadUnaligned(fromByteOffset: at, as: UInt64.self) == 0 { at += 8 }
        while at < buffer.count {
            if buffer[at] != 0 { return at }
            at += 1
        }
        return nil
    }
}
