// Owns: reading the write-ahead log back, in the format of LogFormat.swift.

/// Replays log files in order.
public struct LogReader {
    private let directory: any Directory
    private let index: KeyHash

    public init(_ directory: any Directory, index: KeyHash) {
        self.directory = directory
        self.index = index
    }

    /// What a replay found.
    public struct Result: Equatable, Sendable {
        /// The last good frame's sequence, or the one replay began after.
        public var lastSequence: UInt64
        /// Payload bytes of the frames replayed.
        public var payloadBytes: Int
        /// The last file and where its good frames end; `nil` when there is no file.
        public var tail: (file: String, size: UInt64)? { tailFile.map { ($0, tailSize) } }
        var tailFile: String?
        var tailSize: UInt64 = 0
    }

    /// Calls `body` with each payload whose sequence is above `sequence`, in order.
    ///
    /// - Throws: ``StorageError/corrupt`` when a frame is damaged and good ones follow, or frames are missing.
    public func replay(
        after sequence: UInt64, _ body: (UInt64, UnsafeRawBufferPointer, String) throws -> Void
    ) throws -> Result {
        var result = Result(lastSequence: sequence, payloadBytes: 0)
        let files = try directory.list().compactMap { name in LogFormat.firstSequence(name).map { ($0, name) } }
            .sorted { $0.0 < $1.0 }
        for (place, (first, name)) in files.enumerated() {
            // A file that a later one takes over from at or before `sequence` + 1 holds nothing that is wanted.
            if place + 1 < files.count, files[place + 1].0 <= sequence + 1 { continue }
            guard first <= result.lastSequence + 1 else {
                throw StorageError.corrupt(
                    file: name, offset: 0, expected: "record \(result.lastSequence + 1)", got: "record \(first)")
            }
            try replay(name, first: first, isLast: place + 1 == files.count, &result, body)
        }
        return result
    }

    private func replay(
        _ name: String, first: UInt64, isLast: Bool, _ result: inout Result,
        _ body: (UInt64, UnsafeRawBufferPointer, String) throws -> Void
    ) throws {
        let bytes = try directory.read(name)
        try bytes.withUnsafeBytes { buffer in
            var at = 0
            var expected = first
            while let frame = Frame(buffer, at: at, index), frame.sequence == expected {
                if frame.sequence > result.lastSequence {
                    try body(frame.sequence, frame.payload, name)
                    result.lastSequence = frame.sequence
                    result.payloadBytes += frame.payload.count
                }
                at += LogFormat.frameHeader + frame.payload.count
                expected += 1
            }
            if at < buffer.count, !isLast || Self.hasFrame(buffer, after: at, expected, index) {
                throw StorageError.corrupt(
                    file: name, offset: UInt64(at), expected: "record \(expected)", got: "damaged bytes")
            }
            result.tailFile = name
            result.tailSize = UInt64(at)
        }
    }

    /// Whether a good frame with a sequence not below `sequence` begins somewhere after `at`. O(rest).
    private static func hasFrame(
        _ buffer: UnsafeRawBufferPointer, after at: Int, _ sequence: UInt64, _ index: KeyHash
    ) -> Bool {
        var place = at + 1
        while place + LogFormat.frameHeader <= buffer.count {
            // The sequence is looked at first: only a plausible one pays for a checksum.
            let found = UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: place + 8, as: UInt64.self))
            if found >= sequence, found - sequence < 1 << 32, Frame(buffer, at: place, index) != nil { return true }
            place += 1
        }
        return false
    }
}

/// A good frame. Lifetime: points into the buffer it was read from.
private struct Frame {
    let sequence: UInt64
    let payload: UnsafeRawBufferPointer

    init?(_ buffer: UnsafeRawBufferPointer, at: Int, _ index: KeyHash) {
        guard at + LogFormat.frameHeader <= buffer.count else { return nil }
        let length = Int(UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
        guard length > 0, length <= LogFormat.maximumPayload, length <= buffer.count - at - LogFormat.frameHeader
        else { return nil }
        let crc = UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self))
        sequence = UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self))
        let start = at + LogFormat.frameHeader
        payload = UnsafeRawBufferPointer(rebasing: buffer[start..<start + length])
        guard LogFormat.checksum(index, sequence, payload) == crc else { return nil }
    }
}
