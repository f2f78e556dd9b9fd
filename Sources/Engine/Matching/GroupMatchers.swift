// Owns: conditions on what an item belongs to, or is: its thread, its box, a box's card.

import Schema
import Storage

/// Items whose thread or box is in a set: the join of DESIGN.md, Groups.
///
/// Of few groups the items are looked up once, so that whoever walks items can pass over all others; of many, the column
/// is asked for each item that is still in question.
final class GroupMatcher: Matcher {
    /// The most groups that are looked up: each costs about 2 µs.
    static let maximumLookedUp = 64
    /// The most of their items.
    private static let maximumItems = 65_536

    private let groups: GroupSet
    private let ordinals: IntegerColumn
    /// The groups' items, ascending.
    private let members: [UInt32]?

    init(_ groups: GroupSet, _ ordinals: IntegerColumn, _ members: GroupMembers, _ scratch: ScanScratch) throws {
        self.groups = groups
        self.ordinals = ordinals
        if let known = groups.members.items?.items(in: scratch.segment) {
            self.members = known
        } else if scratch.budget.hasRoom(for: Self.maximumItems * 4) {
            self.members = try Self.items(groups, members, scratch.budget)
            groups.members.items?.keep(self.members, in: scratch.segment)
        } else {
            self.members = nil
        }
        try scratch.reserve((self.members?.count ?? 0) * 4)
    }

    private static func items(
        _ groups: GroupSet, _ members: GroupMembers, _ budget: SearchBudget
    ) throws -> [UInt32]? {
        guard let ordinals = groups.members(upTo: maximumLookedUp) else { return nil }
        var items: [UInt32] = []
        for ordinal in ordinals {
            try budget.pace(2)
            if try items.count + members.count(of: ordinal) > maximumItems { return nil }
            try members.append(of: ordinal, to: &items)
        }
        return items.sorted()
    }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        let base = Int(window.base)
        if let members {
            var at = place(of: window.base, members)
            while at < members.count, members[at] < window.end {
                bits.insert(Int(members[at]) - base)
                at += 1
            }
            return
        }
        let groups = groups
        let ordinals = ordinals
        let itemCount = ordinals.count
        mask.forEach { bit in
            if base + bit < itemCount, groups.contains(ordinals[base + bit]) { bits.insert(bit) }
        }
    }

    /// The first place of `members` that is at least `item`.
    private func place(of item: UInt32, _ members: [UInt32]) -> Int {
        var low = 0
        var high = members.count
        while low < high {
            let middle = (low + high) / 2
            if members[middle] < item { low = middle + 1 } else { high = middle }
        }
        return low
    }

    override func candidate(from item: UInt32) throws -> UInt32 {
        guard let members else { return item }
        let at = place(of: item, members)
        return at < members.count ? members[at] : .max
    }

    override var cost: UInt64 { UInt64(members?.count ?? ordinals.count * 2) }
}

/// Items of one kind.
final class KindMatcher: Matcher {
    private let kinds: UnsafePointer<UInt8>
    private let itemCount: Int
    private let stored: UInt8

    /// `nil` when the segment has none of the kind.
    ///
    /// Lifetime: points into the segment's bytes, which the scan holds.
    init?(_ kind: DocumentKind, _ column: IntegerColumn) {
        guard column.width == 1,
            let stored = (0...UInt8.max).first(where: { column.value(ofStored: UInt64($0)) == Int64(kind.rawValue) })
        else { return nil }
        kinds = column.bytes
        itemCount = column.count
        self.stored = stored
    }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        let base = Int(window.base)
        for word in 0..<Window.wordCount where mask.words[word] != 0 {
            let first = base + word * 64
            guard first + 64 <= itemCount else {
                for item in first..<max(first, itemCount) where kinds[item] == stored { bits.insert(item - base) }
                continue
            }
            var found: UInt64 = 0
            for eight in 0..<8 {
                let bytes = UnsafeRawPointer(kinds + first + eight * 8).loadUnaligned(as: UInt64.self)
                found |= Self.equalBytes(UInt64(littleEndian: bytes), stored) << UInt64(eight * 8)
            }
            bits.words[word] = found
        }
    }

    /// A bit for each of eight bytes that is the wanted one: the zero bytes of their difference, their high bits
    /// gathered by a multiplication.
    @inline(__always)
    private static func equalBytes(_ bytes: UInt64, _ wanted: UInt8) -> UInt64 {
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        let difference = bytes ^ (UInt64(wanted) &* 0x0101_0101_0101_0101)
        let zeros = ~(((difference & low) &+ low) | difference | low)
        return ((zeros >> 7) &* 0x0102_0408_1020_4080) >> 56
    }

    override var cost: UInt64 { UInt64(itemCount) / 8 }
}

/// Items of a set.
final class BitmapMatcher: Matcher {
    private let words: [UInt64]
    private let itemCount: Int

    /// - Parameter words: a bit an item, from the segment's first on.
    init(_ words: [UInt64]) {
        self.words = words
        itemCount = words.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    override var cost: UInt64 { UInt64(itemCount) }

    /// The items that have any term of a field: those of all its lists. O(postings of the field).
    convenience init(_ space: TermSpace, team: UInt32, _ scratch: ScanScratch) throws {
        let segment = scratch.segment
        var words = [UInt64](repeating: 0, count: (segment.itemCount + 63) / 64)
        try scratch.reserve(words.count * 8)
        let prefix = TermKey.prefix(team: team, space.with(.stem))
        var terms = try segment.dictionary.cursor(from: prefix)
        var seen = 0
        while try terms.next(), terms.key.starts(with: prefix) {
            seen += 1
            if seen & 255 == 0 { try scratch.budget.check(work: 64) }
            try scratch.budget.pace(1 + Int(terms.entry.count) / 1_024)
            try PostingsCursor(FilteredList(entry: terms.entry), in: segment).insertAll(into: &words)
        }
        self.init(words)
    }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        let first = Int(window.base) >> 6
        for index in 0..<max(0, min(Window.wordCount, words.count - first)) { bits.words[index] = words[first + index] }
    }

    override func candidate(from item: UInt32) throws -> UInt32 {
        var index = Int(item) >> 6
        guard index < words.count else { return .max }
        var word = words[index] & (.max << UInt64(item & 63))
        while word == 0 {
            index += 1
            guard index < words.count else { return .max }
            word = words[index]
        }
        return UInt32(index << 6 + word.trailingZeroBitCount)
    }
}

/// Items that have a body with words in it.
final class BodyPresenceMatcher: Matcher {
    private let lengths: IntegerColumn

    init(_ lengths: IntegerColumn) { self.lengths = lengths }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        let base = Int(window.base)
        let lengths = lengths
        mask.forEach { if base + $0 < lengths.count, lengths[base + $0] > 0 { bits.insert($0) } }
    }

    override var cost: UInt64 { UInt64(lengths.count) * 2 }
}
