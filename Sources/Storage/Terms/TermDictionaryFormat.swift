// Owns: the format of a term dictionary, written once, with the constants that writer and reader share.
//
// Goals: a key is found by touching two places; the keys of a team or a field, and all that begin alike, lie together
// and are walked in order; a rare term needs nothing but its entry.
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
// A count is at least 1, and every number fits 32 bits but offsets and lengths.
//
// Worked example: `car` in item 5 alone, without occurrences; `cars` in three items, its list of 6 bytes, its
// occurrences of 4 and of one form; `cat`, a reference to one term with the payload AA BB:
//
//   03 00 00                        a block of three terms; its lists begin at 0
//   00 03 63 61 72  00 01 14        "car": no flags, one item, 5 · 4
//   03 01 73  03 03 06 04           "car" + "s": occurrences, one form; three items, 6 bytes, 4 bytes
//   02 01 74  04 01 02 AA BB        "ca" + "t": a reference to one, two bytes
//
// Its index:
//
//   01 00 00 00                     one block
//   00×8  00 00 00 00               it begins at 0, and so does its first key
//   1A 00×7  03 00 00 00            the blocks end at 26, the keys at 3
//   63 61 72                        "car"
//
// Drawbacks: a look-up decodes up to 31 terms before the one it wants. A term cannot be changed in place.
//
// Version 1: this.

/// Constants of the term dictionary's format.
enum TermDictionaryFormat {
    static let blockSize = 32
    /// Bytes of a row of the index.
    static let rowSize = 12

    static let occurrences: UInt8 = 1
    static let oneForm: UInt8 = 2
    static let reference: UInt8 = 4
}
