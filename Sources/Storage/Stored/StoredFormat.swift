// Owns: the format of stored records, written once, with the constants that writer and reader share.
//
//   data   = block*                  block = one zstd frame over (length:varint byte*) of consecutive items
//   index  = items:u64 blocks:u32 0:u32 (offset:u64 firstItem:u32 size:u32)×blocks end:u64
//            (offset: in data; size: uncompressed)
//
// A block is closed when it holds 32 KiB; zstd level 3: on mail about 3.1 to 1. Drawback: one record costs its block. Version 1: this.

enum StoredFormat {
    static let blockSize = 32_768
    static let level: Int32 = 3
    static let rowSize = 16
    /// The largest block that is believed: a record may be large, but not without bound.
    static let maximumBlock = 1 << 30
}
