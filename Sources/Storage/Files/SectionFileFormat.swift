// Owns: the envelope of every file of an index, written once, with the constants that writer and reader share.
//
// Goals: too old, too new and damaged are told apart before anything is believed; opening costs the same at any size;
// damage is found where it is, at the first touch; the same bytes can lie in memory.
//
//   file     = header section* table footer                       numbers are little-endian
//   header   = magic:byte×8 kind:u16 version:u16 0:u32 index:byte×16 generation:u64 0:byte×20 crc:u32        64 bytes
//              (magic: 42 4F 58 46 49 53 48 0A, "BOXFISH\n"; crc: of the 60 bytes before it)
//   section  = 0* byte*                                            begins at the next multiple of 64
//   table    = count:u32 entry×count page*                         right behind the last section
//   entry    = id:u16 0:u16 pages:u32 offset:u64 length:u64        (offset: from the file's start)
//   page     = crc:u32                                             of each 64 KiB of each section, in their order
//   footer   = table:u64 tableLength:u64 file:u64 tableCRC:u32 crc:u32 magic:byte×8                          40 bytes
//              (table: its offset; file: the whole length; crc: of the 28 bytes before it)
//
// All checksums are CRC-32C (Castagnoli). Sections lie in the order of the table, each id once, and nothing but padding
// between them: padding is covered by no checksum and must be zero, which `verifyAll` looks at.
//
// Reading: header, footer and table are verified at opening, in this order: magic, the header's checksum, version,
// kind, the footer, the table's checksum, the table. A page is verified when a byte of it is first asked for.
//
// Worked example: a file of kind 3 of the index 00 01 … 0F at generation 2, with "hi" as section 1:
//
//   42 4F 58 46 49 53 48 0A  03 00  01 00  00×4            header: magic, kind, version, 0
//   00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F        index
//   02 00 00 00 00 00 00 00  00×20  95 CC FE 68            generation, 0, crc
//   68 69                                                  section 1, at 64
//   01 00 00 00                                            table, at 66: one section
//   01 00  00 00  01 00 00 00  40 00×7  02 00×7            id, 0, one page, offset 64, length 2
//   C2 D9 9D F5                                            crc of the page
//   42 00×7  20 00×7  8A 00×7                              footer: table at 66 of 32 bytes; 138 in all
//   B6 2B 79 05  5A 9D D8 EF  42 4F 58 46 49 53 48 0A      the table's crc, the footer's, magic
//
// Drawbacks: 4 bytes a 64 KiB page, and a page read for one byte is checked whole. Bytes that change under a running
// program after they were verified are not found before it opens the file anew.
//
// Version 1: this.

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
