// Owns: the format of postings and of where words occur, written once, with the constants that writer and reader share.
//
// Goals: a list is read a block of 128 at a time; a block that cannot matter is skipped without touching it; rare
// terms (most of them) cost a few bytes; the places of a word are read only for items that have all words. All numbers
// are little-endian; varint is LEB128.
//
//   postings  = list*                                   (where a list begins and its length: the term dictionary)
//   list      = short | long
//   short     = tail                                    (fewer than 128 postings)
//   long      = lastItem:u32×B impact:u32×B data:u32×B [ordinal:u32×B] block×F [tail]
//               F = ⌊count/128⌋ full blocks, B = F + (1 if count mod 128 > 0): every block has a row in the table
//               lastItem: the block's largest item · data: where it begins, from the list's start
//               ordinal: how many occurrences the blocks before it have
//   impact    = tf:u8 norm:u8 tf:u8 norm:u8             (see Impact.swift; 0 in lists without occurrences)
//   block     = itemWidth:u8 items [countWidth:u8 extraCount:u8 counts extra×extraCount]
//   items     = 128 numbers of itemWidth bits, BlockPacking's layout, deltas minus one from the block before
//   counts    = 128 numbers of countWidth bits: how often the term occurs in the item, minus one
//   extra     = place:u8 value:varint                   (place: in the block)
//   tail      = posting*      posting = (delta·4 + shape):varint [(count - 2):varint if shape & 2] [(extra - 1):varint
//               if shape & 1]; delta is minus one from the item before; in a list without occurrences delta:varint
//
// A posting's frequency, what scores are made from, is its count and its extra: an occurrence in a field that counts
// more than once adds to the extra (BM25F). The brackets hold what only lists with occurrences have.
//
//   occurrences = [forms] [total:u32 if the list is long] [chunks]  tail
//   forms     = formCount:varint length:varint byte×length          (left out where the dictionary says "one form")
//   chunks    = offset:u32×(C + 1) chunk×C                          C = ⌊occurrences/128⌋; left out where C = 0
//               offset: where a chunk begins, the last: where the tail does, from the start of the list's occurrences
//   chunk     = PatchedBlock(positions) [PatchedBlock(forms)]       of 128 occurrences
//   tail      = (position·formCount + form):varint*                 the rest
//   position  = the first of a posting as it is, each other as its distance from the one before, minus one
//
// `forms` means something to the engine: which of the words behind a stem stands there. With a single form none are
// stored.
//
// Worked example: items 3 and 7, once in the first at 5, twice in the second at 0 and 9, one form, no extra, are the
// list
//
//   0C                              item 3: delta 3, count 1
//   0E 00                           item 7: delta 3, count 2
//
// Its occurrences:
//
//   05  00 08                       5; 0 and 9
//
// Drawbacks: a list and its occurrences are at most 4 GiB each; a place costs its chunk.
//
// Version 1: this.

/// Constants of the postings format.
public enum PostingsFormat {
    /// Postings in a full block, and occurrences in a chunk.
    public static let blockSize = 128
    /// Bytes a block has in the table of a long list, without its ordinal.
    static let rowSize = 12
    /// A tail posting has a count beyond one; it has an extra.
    static let severalShape: UInt64 = 2
    static let extraShape: UInt64 = 1
}
