// Owns: which files make up a generation.
//
// Goals: the one place that says what belongs to the index; a generation is there whole or not at all.
//
//   manifest = generation:u64 sequence:u64 nextSegment:u64 nextThread:u32 nextBox:u32 live:text count:u32 segment×
//   segment  = name:text hasDeleted:u8
//              (live: the file with live items, empty when nothing is deleted; a segment with deleted items has its live
//              items in the section of that file whose id is the segment's place, from 1)
//
// In the section envelope, section 1, in the file `manifest`, replaced by atomic rename: a generation exists when its
// manifest does. `sequence` is the last log record that the segment files hold; opening replays the log after it.
//
// Worked example: generation 2 holds the log up to record 7 in the segment `s`, some of whose items are deleted; the
// next segment is number 3, one thread has an ordinal, no box:
//
//   02 00×7  07 00×7  03 00×7       generation, sequence, next segment
//   01 00 00 00  00×4               next thread, next box
//   01 6C                           live items in "l"
//   01 00 00 00  01 73  01          one segment: "s", with deleted items
//
// Drawbacks: written whole for every change, a line a segment.
//
// Version 1: this.

import Storage

struct Manifest: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        var name: String
        var hasDeleted = false
    }

    static let fileName = "manifest"

    var generation: UInt64 = 0
    var sequence: UInt64 = 0
    /// The number the next segment file is named by.
    var nextSegment: UInt64 = 1
    var nextThread: UInt32 = 0
    var nextBox: UInt32 = 0
    var liveFile: String?
    var segments: [Entry] = []

    init() {}

    init(_ section: Section) throws(StorageError) {
        var reader = ByteReader(try section.all(), section: section, offset: 0)
        generation = try reader.u64()
        sequence = try reader.u64()
        nextSegment = try reader.u64()
        nextThread = try reader.u32()
        nextBox = try reader.u32()
        let live = try reader.text()
        liveFile = live.isEmpty ? nil : live
        for _ in 0..<(try reader.u32()) {
            segments.append(Entry(name: try reader.text(), hasDeleted: try reader.u8() != 0))
        }
    }

    func encoded() -> [UInt8] {
        var bytes = ByteWriter()
        bytes.append(generation)
        bytes.append(sequence)
        bytes.append(nextSegment)
        bytes.append(nextThread)
        bytes.append(nextBox)
        bytes.append(text: liveFile ?? "")
        bytes.append(UInt32(segments.count))
        for segment in segments {
            bytes.append(text: segment.name)
            bytes.append((segment.hasDeleted ? 1 : 0) as UInt8)
        }
        return bytes.bytes
    }

    /// The section of the live file that holds a segment's live items.
    static func liveSection(ofSegment place: Int) -> UInt16 { UInt16(place + 1) }

    /// Every file the generation needs besides the manifest itself.
    var files: Set<String> { Set(segments.map(\.name) + (liveFile.map { [$0] } ?? [])) }
}
