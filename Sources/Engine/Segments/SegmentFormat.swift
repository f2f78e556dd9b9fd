// Owns: which sections a segment file has. The envelope around them is Storage's SectionFile.
//
// Goals: one file a segment, so that it is there or not there; each section verified and read by itself; the same bytes
// in memory, for writes that no file holds yet.
//
// | section | holds | format |
// |---|---|---|
// | 1 | segment information | SegmentInfo.swift |
// | 2, 3 | term dictionary, its index | TermDictionaryFormat.swift |
// | 4, 5 | postings, occurrences | PostingsFormat.swift |
// | 6, 7 | stored records, their index | StoredFormat.swift |
// | 8 | items by record key | KeyTable.swift |
// | 9, 10 | group ordinals by thread id, by box id | KeyTable.swift |
// | 11 | tombstones | Tombstones.swift |
// | 12, 13 | items by thread, by box | GroupMembers.swift |
// | 16 to 25 | integer columns: date, thread, box, kind, norm, version, key's high and low word, body length, language | IntegerColumn.swift |
// | 256 and on | number columns, in the order of the segment information | NumberColumn.swift |
//
// The generation in the file's header is the number in its name, so that files that have changed places are told.
//
// A record's key is the XXH3 hash, 128 bits, of
//
//   identity = length:u32 team:byte×length kind:u8 id:byte*
//              (length: of the team's id; kind: DocumentKind's raw value, 80 for a thread, 81 for a box)
//
// Worked example: the message `m` of team `t` has the hash of
//
//   01 00 00 00  74  00  6D
//
// Drawbacks: a segment of one item has all sections too, some 1,500 bytes of padding and table.
//
// Version 1: this.

import Schema
import Storage

/// The sections of a segment; the table is above.
enum SegmentSection {
    static let info: UInt16 = 1
    static let terms: UInt16 = 2
    static let termIndex: UInt16 = 3
    static let postings: UInt16 = 4
    static let occurrences: UInt16 = 5
    static let stored: UInt16 = 6
    static let storedIndex: UInt16 = 7
    static let items: UInt16 = 8
    static let threads: UInt16 = 9
    static let boxes: UInt16 = 10
    static let tombstones: UInt16 = 11
    static let threadMembers: UInt16 = 12
    static let boxMembers: UInt16 = 13
    static let firstColumn: UInt16 = 16
    static let firstNumberColumn: UInt16 = 256
}

/// The columns that every item has a value in. The raw value is stored.
enum SegmentColumn: UInt16, CaseIterable {
    /// Milliseconds since 1970; descends within a team.
    case date = 0
    /// The thread's ordinal, or -1.
    case thread = 1
    /// The box's ordinal, or -1.
    case box = 2
    /// ``DocumentKind``'s raw value.
    case kind = 3
    /// ``LengthNorm`` of the combined text.
    case norm = 4
    /// The record's version, its bits as a signed number.
    case version = 5
    /// The high and low words of the record key's hash: what ties are broken by, and what merges look keys up by.
    case keyHigh = 6
    case keyLow = 7
    /// How many of the combined positions are the body's.
    case bodyLength = 8
    /// The raw value of the ``Schema/Language`` that its words were stemmed in.
    case language = 9
}

/// The hashes that records and groups are found by.
enum Identity {
    /// The hash of a record's key.
    static func record(_ key: DocumentKey) -> KeyHash { hash(key.team, key.kind.rawValue, key.id) }
    static func thread(team: String, id: String) -> KeyHash { hash(team, 0x80, id) }
    static func box(team: String, id: String) -> KeyHash { hash(team, 0x81, id) }

    /// team length:u32 team kind:u8 id: no two keys have the same bytes.
    private static func hash(_ team: String, _ kind: UInt8, _ id: String) -> KeyHash {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(team.utf8.count + id.utf8.count + 5)
        withUnsafeBytes(of: UInt32(team.utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: team.utf8)
        bytes.append(kind)
        bytes.append(contentsOf: id.utf8)
        return bytes.withUnsafeBytes { KeyHash(of: $0) }
    }
}
