// Owns: the envelope of every file of an index, written once, with the constants that writer and reader share.
//
// Goals: too old, too new and damaged are told apart before anything is believed; opening costs the same at any size;
// damage is found where it is, at the first touch; the same bytes can lie in memory.
//
//   file     = header section* table footer                       numbers are little-endian
//   header   = magic:byte×8 kind:u16 version:u16 0:u32 index:byte×16 generation:u64 0:byte×20 crc:u32        64 bytes
//              (magic: 42 4F 58 46 49 53 48 0A, "BOXFISH\n"; crc: of the 60 bytes before it)
//   section  = byte* 0*                                            padded to 64 bytes
//   table    = count:u32 entry×count page*
//   entry    = id:u16 0:u16 pages:u32 offset:u64 length:u64        (offset: from the file's start)
//   page     = crc:u32                                             of each 64 KiB of each section, in their order
//   footer   = table:u64 tableLength:u64 file:u64 tableCRC:u32 crc:u32 magic:byte×8                          40 bytes
//              (table: its offset; file: the whole length; crc: of the 28 bytes before it)
//
// All checksums are CRC-32C (Castagnoli). Padding is covered by no checksum and must be zero: `verifyAll` looks.
//
// Drawback: 4 bytes a 64 KiB page, and a page read for one byte is checked whole. Version 1: this.

/// Constants of the envelope.
public enum SectionFileFormat {
    static let magic: [UInt8] = [0x42, 0x4F, 0x58, 0x46, 0x49, 0x53, 0x48, 0x0A]
    static let headerSize = 64
    static let footerSize = 40
    static let entrySize = 24
    static let alignment = 64
    /// Bytes that one checksum covers.
    public static let pageSize = 65_536
    /// The version written, and the oldest that can still be read.
    public static let currentVersion: UInt16 = 1
    public static let oldestVersion: UInt16 = 1
}
