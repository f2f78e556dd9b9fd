// Owns: what a segment says of itself: its teams, their item ranges and statistics, its number columns.
//
// Goals: what every search of a team needs before it reads anything else: where its items are, how many and how long,
// in which languages, and what its own fields hold.
//
//   info   = count:u32 team×  columns:u16 column×
//   team   = id:text lower:u32 upper:u32 lengths:u64 languages:u64 fields:u16 (name:text kinds:u8)×
//            (lengths: the sum of the items' decoded norms; languages: bit n is Language n; kinds: bit 0 text, 1 number,
//            2 date)
//   column = field:u8 name:text                          (field 255: a team's own field of that normalized name)
//   text   = length:varint utf8*
//
// Teams ascend by the bytes of their ids, and their ranges follow each other from item 0 to the last.
//
// Worked example: the team `t` has items 0 to 2, 300 words in all, in English (7), and a field `Due` of dates; the
// segment has number columns for `size` (64) and for a field `due`:
//
//   01 00 00 00                     one team
//   01 74  00×4  03 00 00 00        "t", from item 0 to before item 3
//   2C 01 00×6  80 00×7             300 words; language 7
//   01 00  03 44 75 65  04          one field: "Due", dates
//   02 00                           two columns
//   40 00  FF 03 64 75 65           size; a team's own "due"
//
// Drawbacks: read whole when a segment is opened; a team of thousands of own fields makes that long.
//
// Version 1: this.

import Schema
import Storage

/// One team's part of a segment.
struct TeamRange: Sendable, Equatable {
    var id: String
    /// Its items: `lower..<upper`.
    var items: Range<UInt32>
    /// The sum of its items' decoded length norms, deleted items included.
    var lengths: UInt64
    /// Those that some item was analysed in.
    var languages: LanguageSet
    /// The team's own fields by name as first seen, with what kinds of values they hold.
    var customFields: [String: CustomKinds]
}

/// What kinds of values a custom field holds.
struct CustomKinds: OptionSet, Hashable, Sendable {
    let rawValue: UInt8
    static let text = CustomKinds(rawValue: 1)
    static let number = CustomKinds(rawValue: 2)
    static let date = CustomKinds(rawValue: 4)

    /// The kind a condition on the field is read as: the most special one.
    var fieldKind: FieldKind { contains(.date) ? .date : contains(.number) ? .number : .text }
}

/// Which field a number column belongs to.
enum NumberColumnField: Hashable, Sendable {
    case field(Field)
    /// By normalized name.
    case custom(String)

    init(_ reference: FieldReference) {
        switch reference {
        case .field(let field): self = .field(field)
        case .custom(let name): self = .custom(Keyword.normalized(name))
        }
    }
}

struct SegmentInfo: Sendable, Equatable {
    /// In ascending order of their ids' bytes.
    var teams: [TeamRange]
    var numberColumns: [NumberColumnField]

    /// The ordinal of a team. O(log teams).
    func ordinal(ofTeam id: String) -> UInt32? {
        var low = 0
        var high = teams.count
        while low < high {
            let middle = (low + high) / 2
            if TeamOrder.isLess(teams[middle].id, id) { low = middle + 1 } else { high = middle }
        }
        return low < teams.count && ExactString.areEqual(teams[low].id, id) ? UInt32(low) : nil
    }

    /// The place of the team that an item is of. O(log teams).
    func team(ofItem item: UInt32) -> Int? {
        var low = 0
        var high = teams.count
        while low < high {
            let middle = (low + high) / 2
            if teams[middle].items.upperBound <= item { low = middle + 1 } else { high = middle }
        }
        return low < teams.count && teams[low].items.contains(item) ? low : nil
    }

    func encoded() -> [UInt8] {
        var bytes = ByteWriter()
        bytes.append(UInt32(teams.count))
        for team in teams {
            bytes.append(text: team.id)
            bytes.append(team.items.lowerBound)
            bytes.append(team.items.upperBound)
            bytes.append(team.lengths)
            bytes.append(team.languages.bits)
            bytes.append(UInt16(clamping: team.customFields.count))
            for (name, kinds) in team.customFields.sorted(by: { $0.key < $1.key }).prefix(Int(UInt16.max)) {
                bytes.append(text: name)
                bytes.append(kinds.rawValue)
            }
        }
        bytes.append(UInt16(numberColumns.count))
        for column in numberColumns {
            switch column {
            case .field(let field):
                bytes.append(field.rawValue)
                bytes.append(text: "")
            case .custom(let name):
                bytes.append(UInt8.max)
                bytes.append(text: name)
            }
        }
        return bytes.bytes
    }

    init(teams: [TeamRange], numberColumns: [NumberColumnField]) {
        self.teams = teams
        self.numberColumns = numberColumns
    }

    init(_ section: Section) throws(StorageError) {
        var reader = ByteReader(try section.all(), section: section, offset: 0)
        teams = []
        for _ in 0..<(try reader.u32()) {
            let id = try reader.text()
            let lower = try reader.u32()
            let upper = try reader.u32()
            guard lower <= upper else { throw reader.corrupt("a range of items", "\(lower) to \(upper)") }
            var team = TeamRange(
                id: id, items: lower..<upper, lengths: try reader.u64(), languages: LanguageSet(bits: try reader.u64()),
                customFields: [:])
            for _ in 0..<(try reader.u16()) {
                let name = try reader.text()
                team.customFields[name] = CustomKinds(rawValue: try reader.u8())
            }
            teams.append(team)
        }
        numberColumns = []
        for _ in 0..<(try reader.u16()) {
            let raw = try reader.u8()
            let name = try reader.text()
            if let field = Field(rawValue: raw) {
                numberColumns.append(.field(field))
            } else {
                numberColumns.append(.custom(name))
            }
        }
    }
}

/// The order of teams in a segment: by the bytes of their ids.
enum TeamOrder {
    static func isLess(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

    /// Each id once, in order.
    static func distinct(_ ids: some Sequence<String>) -> [String] {
        Set(ids.lazy.map(ExactString.init)).map(\.text).sorted(by: isLess)
    }
}
