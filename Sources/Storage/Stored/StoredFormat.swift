// Owns: the format of stored records, written once, with the constants that writer and reader share.
//
// Goals: any record by one decompression; records that lie together, a team's mail of one time, share it.
//
//   data   = block*                  block = one zstd frame over (length:varint byte*) of consecutive items
//   index  = items:u64 blocks:u32 0:u32 (offset:u64 firstItem:u32 size:u32)×blocks end:u64
//            (offset: in data; size: uncompressed, as the frame itself says it)
//
// A block is closed when it holds 32 KiB; zstd level 3: on mail about 3.1 to 1.
//
// Worked example: the records "a" and "bc" are one block, too small to be compressed:
//
//   28 B5 2F FD 20 05 29 00 00      zstd: magic, 5 bytes in all; a last, raw block of 5
//   01 61  02 62 63                 "a", "bc"
//
// Its index:
//
//   02 00×7  01 00 00 00  00×4      two records in one block
//   00×8  00 00 00 00  05 00 00 00  it begins at 0 with item 0 and holds 5 bytes
//   0E 00×7                         the blocks end at 14
//
// Drawbacks: one record costs its block; a record larger than a block is a block of its own, up to 1 GiB.
//
// Version 1: this.

enum StoredFormat {
    static let blockSize = 32_768
    static let level: Int32 = 3
    static let rowSize = 16
    /// The largest block that is believed: a record may be large, but not without bound.
    static let maximumBlock = 1 << 30
}
