// Owns: what is counted of the messages of each thread and box: how many, from when to when, which is first and last, how
// many people take part.

import Schema
import Storage

/// What items belong to.
enum GroupKind: Hashable {
    case thread, box

    func ordinals(_ segment: SegmentReader) -> IntegerColumn {
        switch self {
        case .thread: segment.threadOrdinals
        case .box: segment.boxOrdinals
        }
    }

    func members(_ segment: SegmentReader) -> GroupMembers {
        switch self {
        case .thread: segment.threadMembers
        case .box: segment.boxMembers
        }
    }
}

/// The messages of each group of one kind, counted. Groups are told by their ordinals less the least one.
struct MessageCounts {
    let base: Int64
    /// How many live messages; 0: none, and the dates mean nothing.
    var messages: [UInt32] = []
    var first: [Int64] = []
    var last: [Int64] = []

    /// Calls `body` with the ordinal and the place of every group that has messages.
    func forEachGroup(_ budget: SearchBudget, _ body: (Int64, Int) -> Void) throws {
        for place in messages.indices {
            if place & 0xFFF == 0 { try budget.check(work: 32) }
            if messages[place] > 0 { body(base + Int64(place), place) }
        }
    }
}

/// Some items of every segment.
struct ItemSet {
    /// By segment, a bit an item.
    var words: [ObjectIdentifier: [UInt64]] = [:]
}

/// Counts the messages of one team's groups at a snapshot, each thing once and when it is first asked for. O(items), and
/// about 20 bytes a group while the search lasts. Not thread-safe.
final class Conversations {
    private let snapshot: IndexSnapshot
    private let team: String
    private let budget: SearchBudget
    private let scratch: SearchScratch
    private var counted: [GroupKind: MessageCounts] = [:]
    private var peopleCounts: [GroupKind: [UInt32]] = [:]
    private var reserved = 0

    init(_ snapshot: IndexSnapshot, team: String, _ scratch: SearchScratch, _ budget: SearchBudget) {
        self.snapshot = snapshot
        self.team = team
        self.scratch = scratch
        self.budget = budget
    }

    deinit { budget.release(reserved) }

    private func reserve(_ bytes: Int) throws {
        try budget.reserve(bytes)
        reserved += bytes
    }

    /// So many of the same. Of a million the memory alone takes milliseconds to be had.
    private func filled<Element>(_ element: Element, _ count: Int) throws -> [Element] {
        var all: [Element] = []
        all.reserveCapacity(count)
        while all.count < count {
            try budget.check()
            all.append(contentsOf: repeatElement(element, count: min(1 << 16, count - all.count)))
        }
        return all
    }

    /// Calls `body` with every live message of the team that has a group.
    private func forEachMessage(_ kind: GroupKind, _ body: (ItemAddress, SegmentReader, Int64) throws -> Void) throws {
        var seen = 0
        for (index, view) in snapshot.segments.enumerated() {
            guard let ordinal = view.reader.info.ordinal(ofTeam: team) else { continue }
            let reader = view.reader
            let groups = kind.ordinals(reader)
            for item in reader.info.teams[Int(ordinal)].items {
                seen += 1
                if seen & 0xFFF == 0 { try budget.check(work: 32) }
                let group = groups[Int(item)]
                guard group >= 0, reader.kinds[Int(item)] == Int64(DocumentKind.message.rawValue),
                    view.isLive(Int(item))
                else { continue }
                try body(ItemAddress(segment: index, item: item), reader, group)
            }
        }
    }

    /// The counts of the groups of a kind.
    func counts(_ kind: GroupKind) throws -> MessageCounts {
        if let known = counted[kind] { return known }
        var (least, greatest) = (Int64.max, Int64.min)
        try forEachMessage(kind) { _, _, group in
            least = min(least, group)
            greatest = max(greatest, group)
        }
        let size = least <= greatest ? Int(greatest - least) + 1 : 0
        try reserve(size * 20)
        var counts = MessageCounts(base: size > 0 ? least : 0)
        counts.messages = try filled(0, size)
        counts.first = try filled(.max, size)
        counts.last = try filled(.min, size)
        try forEachMessage(kind) { address, reader, group in
            let place = Int(group - least)
            let date = reader.dates[Int(address.item)]
            counts.messages[place] += 1
            counts.first[place] = min(counts.first[place], date)
            counts.last[place] = max(counts.last[place], date)
        }
        counted[kind] = counts
        return counts
    }

    /// The first, or the last, message of every group: of those of one date, by their ids.
    func ends(_ kind: GroupKind, isLast: Bool) throws -> ItemSet {
        let counts = try counts(kind)
        let dates = isLast ? counts.last : counts.first
        var best: [ItemAddress?] = try filled(nil, dates.count)
        try reserve(dates.count * MemoryLayout<ItemAddress?>.stride)
        try forEachMessage(kind) { address, reader, group in
            let place = Int(group - counts.base)
            guard reader.dates[Int(address.item)] == dates[place] else { return }
            guard let known = best[place] else {
                best[place] = address
                return
            }
            try budget.pace(SearchBudget.diskStep)
            if try (id(of: known) < id(of: address)) == isLast { best[place] = address }
        }
        var words: [[UInt64]] = []
        for view in snapshot.segments {
            words.append([UInt64](repeating: 0, count: (view.reader.itemCount + 63) / 64))
            try reserve((words.last?.count ?? 0) * 8)
        }
        for place in best.indices {
            if place & 0xFFF == 0 { try budget.check(work: 32) }
            guard let address = best[place] else { continue }
            words[address.segment][Int(address.item >> 6)] |= 1 << UInt64(address.item & 63)
        }
        var result = ItemSet()
        for (view, words) in zip(snapshot.segments, words) { result.words[ObjectIdentifier(view.reader)] = words }
        return result
    }

    private func id(of address: ItemAddress) throws -> String {
        try snapshot.withRecord(at: address, scratch) { try Record.string("id", in: $0) } ?? ""
    }

    // MARK: People

    /// How many different addresses the messages of each group are from and to, by the places of ``counts(_:)``.
    ///
    /// The addresses of all segments are walked side by side, so that one that several segments have counts once.
    func people(_ kind: GroupKind) throws -> [UInt32] {
        if let known = peopleCounts[kind] { return known }
        let counts = try counts(kind)
        try reserve(counts.messages.count * 8)
        var people: [UInt32] = try filled(0, counts.messages.count)
        /// The last address that was counted for a group.
        var counted: [UInt32] = try filled(0, counts.messages.count)
        var walks = try snapshot.segments.compactMap { try AddressWalk($0, team: team) }
        var address: UInt32 = 0
        while let least = walks.lazy.map(\.key).min(by: { $0.lexicographicallyPrecedes($1) }) {
            address += 1
            if address & 255 == 0 { try budget.check(work: 256) }
            for index in walks.indices where walks[index].key.elementsEqual(least) {
                let groups = kind.ordinals(walks[index].view.reader)
                try walks[index].forEachItem(budget) { item in
                    let place = Int(groups[Int(item)] - counts.base)
                    guard people.indices.contains(place), counted[place] != address else { return }
                    counted[place] = address
                    people[place] += 1
                }
                try walks[index].next()
            }
            walks.removeAll(where: \.isAtEnd)
        }
        peopleCounts[kind] = people
        return people
    }
}

/// One segment's addresses in order.
private struct AddressWalk {
    let view: SegmentView
    private let prefix: [UInt8]
    private var cursor: TermCursor
    private(set) var isAtEnd = false

    init?(_ view: SegmentView, team: String) throws {
        guard let ordinal = view.reader.info.ordinal(ofTeam: team) else { return nil }
        self.view = view
        prefix = TermKey.prefix(team: ordinal, .keyword(.participant))
        cursor = try view.reader.dictionary.cursor(from: prefix)
        try next()
        if isAtEnd { return nil }
    }

    /// The address at hand.
    var key: ArraySlice<UInt8> { cursor.key[prefix.count...] }

    mutating func next() throws { isAtEnd = try !cursor.next() || !cursor.key.starts(with: prefix) }

    /// Calls `body` with every live item that has the address.
    func forEachItem(_ budget: SearchBudget, _ body: (UInt32) -> Void) throws {
        var seen = 0
        try PostingsCursor(FilteredList(entry: cursor.entry), in: view.reader).forEachItem { item in
            seen &+= 1
            if seen & 0xFFF == 0 { try budget.check(work: 32) }
            if view.isLive(Int(item)) { body(item) }
        }
    }
}
