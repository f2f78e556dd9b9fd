// Owns: the format of a term dictionary, written once, with the constants that writer and reader share.
//
// A dictionary maps byte strings (keys; their meaning is the engine's) to term entries, in bytewise order. Blocks of 32
// keys are prefix-coded; a small index of each block's first key is searched by halves.
//
//   terms     = block*
//   block     = count:varint postings:varint positions:varint term×count
//               (postings, positions: where the block's first list and its positions begin in their sections)
//   term      = shared:varint suffix:varint byte×suffix flags:u8 count:varint place
//               (shared: how many bytes of the key before it the key begins with; 0 for a block's first)
//   flags     = 1 frequencies | 2 positions | 4 unanimous | 8 alias
//   place     = item:varint [frequency:varint] [positionsLength:varint]                            count = 1, no alias
//             | postingsLength:varint [positionsLength:varint]                                     no alias
//             | (postings:varint postingsLength:varint [positions:varint positionsLength:varint])  alias, count > 1
//             | (item:varint [frequency:varint] [positions:varint positionsLength:varint])         alias, count = 1
//               (a list lies right after the list of the term before it; an alias shares another term's bytes and says
//               where they are; brackets: present if the flag is set)
//
//   index     = blockCount:u32 (block:u64 key:u32)×blockCount end:u64 keyEnd:u32 keyByte*
//               (block: where it begins in terms; key: where its first key begins in the key bytes)
//
// Drawbacks: a look-up decodes up to 31 terms before the one it wants. Version 1: this.

/// Constants of the term dictionary's format.
enum TermDictionaryFormat {
    static let blockSize = 32
    /// Bytes of a row of the index.
    static let rowSize = 12

    static let frequencies: UInt8 = 1
    static let positions: UInt8 = 2
    static let unanimous: UInt8 = 4
    static let alias: UInt8 = 8
}
