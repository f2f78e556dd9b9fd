// Owns: the format of stored records, written once, with the constants that writer and reader share.
//
// Goals: any record by one small decompression; records that lie together, a team's mail of one time, share it.
//
//   data   = block*                  block = one zstd frame over (length:varint byte*) of consecutive items
//   index  = items:u64 blocks:u32 dictionary:u32 (offset:u64 firstItem:u32 size:u32)×blocks end:u64 byte×dictionary
//            (offset: in data; size: uncompressed, as the frame itself says it; dictionary: how long it is)
//
// A segment of some size has a zstd dictionary, trained on a sample of its records or taken over from the largest segment
// it is merged from: so blocks can be closed at 1 KiB, nearly always one message each, and are still smaller than blocks of
// 32 KiB without one, which small segments have. zstd level 3. Measured on mail (Decisions/0001 and 0002): 2.75 to 1, with
// blocks of 32 KiB 2.7 to 1, and a record costs 3 µs instead of 25.
//
// Worked example: the records "a" and "bc" are one block, too small to be compressed:
//
//   28 B5 2F FD 20 05 29 00 00      zstd: magic, 5 bytes in all; a last, raw block of 5
//   01 61  02 62 63                 "a", "bc"
//
// Its index:
//
//   02 00×7  01 00 00 00  00×4      two records in one block, no dictionary
//   00×8  00 00 00 00  05 00 00 00  it begins at 0 with item 0 and holds 5 bytes
//   0E 00×7                         the blocks end at 14
//
// Drawbacks: one record costs its block; a record larger than a block is a block of its own, up to 1 GiB; a dictionary
// taken over may fit later records less.
//
// Version 1: this.

enum StoredFormat {
    static let blockSize = 32_768
    /// The same where there is a dictionary.
    static let blockSizeWithDictionary = 1_024
    static let level: Int32 = 3
    static let rowSize = 16
    /// The largest block that is believed: a record may be large, but not without bound.
    static let maximumBlock = 1 << 30
}
