// Owns: the format of a term dictionary, written once, with the constants that writer and reader share.
//
// A dictionary maps byte strings (keys; their meaning is the engine's) to term entries, in bytewise order. Blocks of 32
// keys are prefix-coded; a small index of each block's first key is searched by halves.
//
//   terms     = block*
//   block     = count:varint postings:varint occurrences:varint term×count
//               (where the block's first list and its occurrences begin in their sections)
//   term      = shared:varint suffix:varint byte×suffix flags:u8 count:varint place
//               (shared: how many bytes of the key before it the key begins with; 0 for a block's first)
//   flags     = 1 occurrences | 2 one form | 4 reference
//   place     = posting [occurrencesLength:varint]                  count = 1: PostingsFormat's posting of a tail, its
//                                                                   item in place of the delta
//             | postingsLength:varint [occurrencesLength:varint]
//             | length:varint byte×length                           a reference: its payload
//               (a list lies right after the list of the term before it; brackets: present if the flag is set)
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

    static let occurrences: UInt8 = 1
    static let oneForm: UInt8 = 2
    static let reference: UInt8 = 4
}
