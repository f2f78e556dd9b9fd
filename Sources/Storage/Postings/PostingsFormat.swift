// Owns: the format of postings and positions, written once, with the constants that writer and reader share.
//
// Goals: a list is read a block of 128 at a time; a block that cannot matter is skipped without touching it; rare
// terms (most of them) cost a few bytes. All numbers are little-endian; varint is LEB128.
//
//   postings  = list*                                   (where a list begins and its length: the term dictionary)
//   list      = short | long
//   short     = tail                                    (fewer than 128 postings)
//   long      = lastItem:u32×B impact:u32×B data:u32×B [positions:u32×B] block×F [tail]
//               F = ⌊count/128⌋ full blocks, B = F + (1 if count mod 128 > 0): every block has a row in the table
//               lastItem: the block's largest item · data: where it begins, from the list's start
//               positions: where its first posting's positions begin, from the start of the list's positions
//   impact    = tf:u8 norm:u8 tf:u8 norm:u8             (see Impact.swift; 0 in lists without frequencies)
//   block     = itemWidth:u8 frequencyWidth:u8 items frequencies
//   items     = 128 numbers of itemWidth bits, BlockPacking's layout, deltas minus one from the block before
//   frequencies = 128 numbers of frequencyWidth bits, each minus one; left out in lists without frequencies
//   tail      = posting*      posting = (delta·2 + (frequency == 1)):varint [frequency:varint if that bit is 0]
//               (in a list without frequencies: delta:varint); delta is minus one from the item before
//
//   positions = occurrence*   occurrence = (delta·2 + last):varint, a posting's last occurrence has last = 1,
//               delta from the occurrence before it in the same posting (the first from 0)
//
// Worked example: items 3 and 7 with frequencies 1 and 2 are the short list 07 06 02; their positions {5} and {0, 9}
// are 0B, 00 13.
//
// Drawbacks: positions are read byte by byte; a list is at most 4 GiB. Version 1: this.

/// Constants of the postings format.
public enum PostingsFormat {
    /// Postings in a full block.
    public static let blockSize = 128
    /// Bytes a block has in the table of a long list, without its positions column.
    static let rowSize = 12
}
