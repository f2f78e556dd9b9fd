// Owns: the format of the write-ahead log, written once, with the constants that writer and reader share.
//
//   log      = frame* 0*                                in files `log-N`, N the first frame's sequence, 20 digits
//   frame    = length:u32 crc:u32 sequence:u64 byte×length
//              (crc: CRC-32C of the index's 16 id bytes, the sequence's 8 and the payload)
//
// Files are laid out with zeros ahead of what is written, so that making a frame durable changes no file size: zeros after
// the last frame are the end. Sequences rise by one from frame to frame, over files too, but for a file that begins further
// on: the manifest holds what lies between. The id and the sequence are under the checksum, so neither a frame of another
// index nor an old block that the file system gave back can replay. A frame that is cut or garbled at the very end was
// never acknowledged and is dropped; one that a good frame follows is damage and is refused by name.
//
// Worked example: the payload 41 with sequence 1 in an index with id 0 is
// 01 00 00 00  77 F7 9F 5A  01 00 00 00 00 00 00 00  41. Drawback: a batch is one frame, held in memory whole. Version 1: this.

enum LogFormat {
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

    static func firstSequence(_ name: String) -> UInt64? {
        guard name.hasPrefix(prefix) else { return nil }
        return UInt64(name.dropFirst(prefix.count))
    }

    static func checksum(_ index: KeyHash, _ sequence: UInt64, _ payload: UnsafeRawBufferPointer) -> UInt32 {
        var head = ByteWriter()
        head.append(index.low)
        head.append(index.high)
        head.append(sequence)
        return Checksum.crc32c(payload, continuing: Checksum.crc32c(head.bytes))
    }
}
