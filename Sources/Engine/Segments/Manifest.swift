// Owns: which files make up a generation.
//
//   manifest = generation:u64 sequence:u64 nextSegment:u64 nextThread:u32 nextBox:u32 count:u32 segment×
//   segment  = name:text live:text                         (live: the file with its live items; empty: all live)
//
// In the section envelope, section 1, in the file `manifest`, replaced by atomic rename: a generation exists when its
// manifest does. `sequence` is the last log record that the segment files hold; opening replays the log after it.

import Storage

struct Manifest: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        var name: String
        var liveFile: String?
    }

    static let fileName = "manifest"

    var generation: UInt64 = 0
    var sequence: UInt64 = 0
    /// The number the next segment file is named by.
    var nextSegment: UInt64 = 1
    var nextThread: UInt32 = 0
    var nextBox: UInt32 = 0
    var segments: [Entry] = []

    init() {}

    init(_ section: Section) throws(StorageError) {
        var reader = ByteReader(try section.all(), section: section, offset: 0)
        generation = try reader.u64()
        sequence = try reader.u64()
        nextSegment = try reader.u64()
        nextThread = try reader.u32()
        nextBox = try reader.u32()
        for _ in 0..<(try reader.u32()) {
            let name = try reader.text()
            let live = try reader.text()
            segments.append(Entry(name: name, liveFile: live.isEmpty ? nil : live))
        }
    }

    func encoded() -> [UInt8] {
        var bytes = ByteWriter()
        bytes.append(generation)
        bytes.append(sequence)
        bytes.append(nextSegment)
        bytes.append(nextThread)
        bytes.append(nextBox)
        bytes.append(UInt32(segments.count))
        for segment in segments {
            bytes.append(text: segment.name)
            bytes.append(text: segment.liveFile ?? "")
        }
        return bytes.bytes
    }

    /// Every file the generation needs besides the manifest itself.
    var files: Set<String> {
        var files: Set<String> = []
        for segment in segments {
            files.insert(segment.name)
            if let live = segment.liveFile { files.insert(live) }
        }
        return files
    }
}
