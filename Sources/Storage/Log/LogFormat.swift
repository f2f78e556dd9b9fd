// Owns: the format of the write-ahead log, written once, with the constants that writer and reader share.
//
// Goals: what was acknowledged is read back in order after any crash; a tail that a crash tore is told from damage,
// which is never passed over in silence; a log of another index, of another place in the order, or of another format
// version is refused by name; making a frame durable changes no file size.
//
//   log      = header frame* 0*                         in files `log-N`, N the first frame's sequence, 20 digits
//   header   = the envelope's 64 bytes (SectionFileFormat.swift): kind 4, generation N
//   frame    = length:u32 crc:u32 sequence:u64 byte×length
//              (crc: CRC-32C of the index's 16 id bytes, the sequence's 8 and the payload)
//
// Numbers are little-endian. A payload has at least one byte and at most 1 GiB. Files are laid out with zeros ahead of
// what is written: zeros after the last frame are the end. Sequences rise by one from frame to frame, over files too,
// but for a file that begins further on: the manifest holds what lies between. The id and the sequence are under the
// checksum, so neither a frame of another index nor an old block that the file system gave back can replay.
//
// Reading: files are taken in the order of their names. A frame that is cut or garbled at the very end of the last file
// was never acknowledged and is dropped; one that a good frame follows is damage and is refused by name. So is a file
// whose frames do not go on where the file before it ended. A last file with no more than a cut header is one whose
// making a crash interrupted. An index has a log file at all times: the next one is made before the last is removed, so
// that a lost log is missed.
//
// Worked example: in the index with the id 00 01 … 0F, the payload "put" with sequence 7 is the frame
//
//   03 00 00 00  2E 28 9F A1  07 00 00 00 00 00 00 00  70 75 74
//
// Drawbacks: a batch is one frame, held in memory whole. A last frame that rots after it was acknowledged looks like a
// torn tail; what is lost then is that frame. To tell the two apart the bytes after the last good frame are searched
// for another, which reads them once.
//
// Version 1: this.

enum LogFormat {
    /// The log's kind of file: the numbers before it are the engine's.
    static let fileKind: UInt16 = 4
    static let frameHeader = 16
    /// The largest payload: what a batch of the largest requests comes to.
    static let maximumPayload = 1 << 30
    /// Bytes laid out with zeros at a time, at first and at most.
    static let firstExtent = 64 << 10
    static let extent = 4 << 20
    static let prefix = "log-"

    static func name(first sequence: UInt64) -> String {
        let digits = String(sequence)
        return prefix + String(repeating: "0", count: 20 - digits.count) + digits
    }

    /// The sequence that a log file is named by, from 1; `nil` for any other file.
    static func firstSequence(_ name: String) -> UInt64? {
        guard name.hasPrefix(prefix), let sequence = UInt64(name.dropFirst(prefix.count)), sequence > 0,
            name == self.name(first: sequence)
        else { return nil }
        return sequence
    }

    static func checksum(_ index: KeyHash, _ sequence: UInt64, _ payload: UnsafeRawBufferPointer) -> UInt32 {
        var head = ByteWriter()
        head.append(index.low)
        head.append(index.high)
        head.append(sequence)
        return Checksum.crc32c(payload, continuing: Checksum.crc32c(head.bytes))
    }
}
