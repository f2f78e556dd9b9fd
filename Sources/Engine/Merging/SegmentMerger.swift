// Owns: several segments to one, without analysing anything again.

import Schema
import Storage

/// Merges segments: items in their common order, deleted ones left out, postings renumbered, positions copied undecoded.
struct SegmentMerger {
    private let views: [SegmentView]
    private let scratch = StoredScratchList()
    /// For each view, the new number of each item, or `gone`.
    private var numbers: [[UInt32]]
    /// The new items in order: where each comes from.
    private var order: [ItemAddress] = []
    private var sections: SegmentSections

    private static let gone = UInt32.max

    init(_ views: [SegmentView]) {
        self.views = views
        numbers = views.map { [UInt32](repeating: Self.gone, count: $0.reader.itemCount) }
        sections = SegmentSections(itemCount: views.reduce(0) { $0 + $1.liveCount })
    }

    /// Writes the merged segment. - Parameter tombstones: those to keep remembering.
    mutating func write(tombstones: [Tombstone], to file: inout SectionFileWriter) throws {
        let teams = Set(views.flatMap { $0.reader.info.teams.map(\.id) }).sorted(by: TeamOrder.isLess)
        var ranges: [(team: String, items: Range<Int>)] = []
        for team in teams {
            let start = order.count
            numberItems(of: team)
            if order.count > start { ranges.append((team, start..<order.count)) }
        }
        try writeStored(to: &file)
        try addItems()
        for (index, range) in ranges.enumerated() {
            sections.teams.append(teamRange(range.team, range.items))
            try addTerms(of: range.team, as: UInt32(index))
        }
        addNumberColumns()
        try sections.write(tombstones: tombstones, to: &file)
    }

    // MARK: Items

    /// Numbers a team's live items in their common order: a k-way merge by (date descending, key).
    private mutating func numberItems(of team: String) {
        var heads: [(view: Int, items: Range<UInt32>)] = []
        for (index, view) in views.enumerated() {
            guard let ordinal = view.reader.info.ordinal(ofTeam: team) else { continue }
            heads.append((index, view.reader.info.teams[Int(ordinal)].items))
        }
        while true {
            for index in heads.indices {
                while let item = heads[index].items.first, !views[heads[index].view].isLive(Int(item)) {
                    heads[index].items.removeFirst()
                }
            }
            heads.removeAll { $0.items.isEmpty }
            guard let best = heads.indices.min(by: { precedes(heads[$0], heads[$1]) }) else { return }
            let item = heads[best].items.removeFirst()
            numbers[heads[best].view][Int(item)] = UInt32(order.count)
            order.append(ItemAddress(segment: heads[best].view, item: item))
        }
    }

    private func precedes(_ a: (view: Int, items: Range<UInt32>), _ b: (view: Int, items: Range<UInt32>)) -> Bool {
        let (x, y) = (views[a.view].reader, views[b.view].reader)
        let (i, j) = (Int(a.items.lowerBound), Int(b.items.lowerBound))
        return x.dates[i] != y.dates[j] ? x.dates[i] > y.dates[j] : x.key(i) < y.key(j)
    }

    private func writeStored(to file: inout SectionFileWriter) throws {
        let writer = StoredWriter()
        try file.beginSection(SegmentSection.stored)
        for address in order {
            let stored = views[address.segment].reader.stored
            let bytes = try stored.record(at: Int(address.item), scratch.of(address.segment)) { Array($0) }
            try writer.append(bytes, to: &file)
        }
        try writer.finishData(to: &file)
        try file.endSection()
        try file.beginSection(SegmentSection.storedIndex)
        try writer.writeIndex(to: &file)
        try file.endSection()
    }

    private mutating func addItems() throws {
        var threads: [Int64: KeyHash] = [:]
        var boxes: [Int64: KeyHash] = [:]
        for view in views {
            for row in 0..<view.reader.threads.count {
                threads[Int64(try view.reader.threads.value(row))] = try view.reader.threads.hash(row)
            }
            for row in 0..<view.reader.boxes.count {
                boxes[Int64(try view.reader.boxes.value(row))] = try view.reader.boxes.hash(row)
            }
        }
        for address in order {
            let reader = views[address.segment].reader
            let item = Int(address.item)
            let (thread, box) = (reader.threadOrdinals[item], reader.boxOrdinals[item])
            if let hash = threads[thread] { sections.threads.append(hash, UInt32(thread)) }
            if let hash = boxes[box] { sections.boxes.append(hash, UInt32(box)) }
            sections.addItem(
                reader.key(item),
                [
                    .date: reader.dates[item], .thread: thread, .box: box, .kind: reader.kinds[item],
                    .norm: Int64(reader.norm(item)), .version: reader.versions[item],
                    .bodyLength: reader.bodyLengths[item],
                ])
        }
    }

    private func teamRange(_ team: String, _ items: Range<Int>) -> TeamRange {
        var range = TeamRange(
            id: team, items: UInt32(items.lowerBound)..<UInt32(items.upperBound), lengths: 0, languages: 0,
            customFields: [:])
        for view in views {
            guard let ordinal = view.reader.info.ordinal(ofTeam: team) else { continue }
            let source = view.reader.info.teams[Int(ordinal)]
            range.languages |= source.languages
            range.customFields.merge(source.customFields) { $0.union($1) }
            range.lengths += view.liveTeams[Int(ordinal)].lengths
        }
        return range
    }

    private mutating func addNumberColumns() {
        for field in Set(views.flatMap { $0.reader.numbers.keys }) {
            var rows: [(item: UInt32, value: Double)] = []
            for (index, view) in views.enumerated() {
                guard let column = view.reader.numbers[field] else { continue }
                for row in 0..<column.count {
                    let item = numbers[index][Int(column.item(row))]
                    if item != Self.gone { rows.append((item, column.value(row))) }
                }
            }
            guard !rows.isEmpty else { continue }
            rows.sort { $0.item < $1.item }
            var encoder = NumberColumnEncoder()
            for row in rows { encoder.append(row.item, row.value) }
            sections.numbers[field] = encoder
        }
    }

    // MARK: Terms

    private mutating func addTerms(of team: String, as ordinal: UInt32) throws {
        var fields: Set<String> = []
        for view in views {
            guard let source = view.reader.info.ordinal(ofTeam: team) else { continue }
            for (name, kinds) in view.reader.info.teams[Int(source)].customFields where kinds.contains(.text) {
                fields.insert(Keyword.normalized(name))
            }
        }
        var spaces: [TermSpace] = [.combined(.stem)]
        for field in Field.allCases {
            switch field.kind {
            case .text: spaces.append(.text(field, .stem))
            case .keyword: spaces.append(.keyword(field))
            case .number, .date: break
            }
        }
        spaces += fields.map { .custom($0, .stem) }
        spaces.sort { $0.prefix.lexicographicallyPrecedes($1.prefix) }
        for space in spaces {
            var unanimous: Set<[UInt8]> = []
            try addSpace(space, isExact: false, team, ordinal, &unanimous)
            if case .keyword = space { continue }
            try addSpace(space, isExact: true, team, ordinal, &unanimous)
        }
    }

    /// Merges one space's terms over all views, in the order of their bytes.
    private mutating func addSpace(
        _ space: TermSpace, isExact: Bool, _ team: String, _ ordinal: UInt32, _ unanimous: inout Set<[UInt8]>
    ) throws {
        var cursors: [(view: Int, cursor: SpaceCursor)] = []
        for (index, view) in views.enumerated() {
            guard let source = view.reader.info.ordinal(ofTeam: team) else { continue }
            var cursor = try SpaceCursor(view.reader, team: source, space, isExact: isExact)
            if try cursor.next() { cursors.append((index, cursor)) }
        }
        let prefix = TermKey.prefix(team: ordinal, isExact ? space.with(.exact) : space)
        var list = MergedList()
        while let term = cursors.lazy.map(\.cursor.term).min(by: { $0.lexicographicallyPrecedes($1) }) {
            list.clear()
            var isUnanimous = true
            for index in cursors.indices where cursors[index].cursor.term == term {
                let (view, cursor) = cursors[index]
                try list.add(cursor.entry, views[view].reader, numbers[view])
                isUnanimous = isUnanimous && cursor.entry.isUnanimous
                if try !cursors[index].cursor.next() { cursors[index].cursor.isAtEnd = true }
            }
            cursors.removeAll { $0.cursor.isAtEnd }
            if isExact, unanimous.contains(term) { continue }
            guard var entry = list.encode(into: &sections.postings) else { continue }
            entry.isUnanimous = !isExact && isUnanimous
            if entry.isUnanimous { unanimous.insert(term) }
            (prefix + term).withUnsafeBytes { sections.dictionary.append($0, entry) }
        }
    }
}

/// Walks one space of one team in one segment; in an exact space also the forms that share their stem's list.
private struct SpaceCursor {
    private var own: TermCursor
    private let ownPrefix: [UInt8]
    private var ownIsReady = false
    private var shared: TermCursor?
    private let sharedPrefix: [UInt8]
    private var sharedIsReady = false
    private(set) var term: [UInt8] = []
    private(set) var entry = TermEntry()
    var isAtEnd = false

    init(_ segment: SegmentReader, team: UInt32, _ space: TermSpace, isExact: Bool) throws {
        sharedPrefix = TermKey.prefix(team: team, space)
        ownPrefix = TermKey.prefix(team: team, isExact ? space.with(.exact) : space)
        own = try segment.dictionary.cursor(from: ownPrefix)
        ownIsReady = try own.next() && own.key.starts(with: ownPrefix)
        guard isExact else { return }
        shared = try segment.dictionary.cursor(from: sharedPrefix)
        try advanceShared()
    }

    private mutating func advanceShared() throws {
        while try shared?.next() == true, let key = shared?.key, key.starts(with: sharedPrefix) {
            if shared?.entry.isUnanimous == true {
                sharedIsReady = true
                return
            }
        }
        sharedIsReady = false
    }

    /// Goes to the next term; false at the end.
    mutating func next() throws -> Bool {
        let ownTerm = ownIsReady ? own.key[ownPrefix.count...] : nil
        let sharedTerm = sharedIsReady ? shared.map { $0.key[sharedPrefix.count...] } : nil
        guard ownTerm != nil || sharedTerm != nil else { return false }
        if let ownTerm, sharedTerm.map({ ownTerm.lexicographicallyPrecedes($0) }) ?? true {
            term = Array(ownTerm)
            entry = own.entry
            ownIsReady = try own.next() && own.key.starts(with: ownPrefix)
        } else if let sharedTerm, let found = shared?.entry {
            term = Array(sharedTerm)
            entry = found
            try advanceShared()
        }
        return true
    }
}

/// One term's postings from several segments, under their new numbers.
private struct MergedList {
    private var rows: [(item: UInt32, frequency: UInt32, start: UInt32, end: UInt32)] = []
    private var positions: [UInt8] = []
    private var isAscending = true
    private var hasFrequencies = false
    private var hasPositions = false
    private var items = [UInt32](repeating: 0, count: PostingsFormat.blockSize)
    private var frequencies = [UInt32](repeating: 0, count: PostingsFormat.blockSize)

    mutating func clear() {
        rows.removeAll(keepingCapacity: true)
        positions.removeAll(keepingCapacity: true)
        isAscending = true
    }

    /// Adds a segment's postings of the term. O(postings).
    mutating func add(_ entry: TermEntry, _ segment: SegmentReader, _ numbers: [UInt32]) throws {
        hasFrequencies = entry.hasFrequencies
        hasPositions = entry.hasPositions
        let list = try PostingsList(entry, in: segment.postings)
        var reader = entry.hasPositions ? try PositionsReader(entry, in: segment.positions) : nil
        for block in 0..<list.blockCount {
            let count = try decode(list, block)
            for index in 0..<count {
                let occurrences = try reader?.rawBytes(ofNext: 1)
                guard Int(items[index]) < numbers.count else {
                    throw segment.postings.corrupt(
                        at: entry.postingsOffset, expected: "items below \(numbers.count)", got: "\(items[index])")
                }
                let item = numbers[Int(items[index])]
                guard item != .max else { continue }
                let start = UInt32(positions.count)
                if let occurrences { positions.append(contentsOf: occurrences) }
                if let last = rows.last, last.item >= item { isAscending = false }
                rows.append((item, frequencies[index], start, UInt32(positions.count)))
            }
        }
    }

    private mutating func decode(_ list: PostingsList, _ block: Int) throws -> Int {
        var items = items
        var frequencies = frequencies
        defer {
            self.items = items
            self.frequencies = frequencies
        }
        return try items.withUnsafeMutableBufferPointer { items in
            try frequencies.withUnsafeMutableBufferPointer { frequencies in
                guard let items = items.baseAddress else { return 0 }
                return try list.decode(block: block, items: items, frequencies: frequencies.baseAddress)
            }
        }
    }

    /// Writes the list; `nil` when no posting is left.
    mutating func encode(into encoder: inout PostingsEncoder) -> TermEntry? {
        guard !rows.isEmpty else { return nil }
        if !isAscending { rows.sort { $0.item < $1.item } }
        var ordered: [UInt8] = []
        var starts: [UInt32] = []
        if hasPositions {
            ordered.reserveCapacity(positions.count)
            for row in rows {
                starts.append(UInt32(ordered.count))
                ordered.append(contentsOf: positions[Int(row.start)..<Int(row.end)])
            }
        }
        let items = rows.map(\.item)
        let frequencies = rows.map(\.frequency)
        return items.withUnsafeBufferPointer { items in
            frequencies.withUnsafeBufferPointer { frequencies in
                ordered.withUnsafeBytes { bytes in
                    starts.withUnsafeBufferPointer { starts in
                        encoder.append(
                            PostingsInput(
                                items: items, frequencies: hasFrequencies ? frequencies : nil,
                                positions: hasPositions ? (bytes, starts) : nil))
                    }
                }
            }
        }
    }
}

/// A decompression cache for each source of a merge.
private final class StoredScratchList {
    private var scratches: [Int: StoredScratch] = [:]

    func of(_ view: Int) -> StoredScratch {
        if let known = scratches[view] { return known }
        let scratch = StoredScratch()
        scratches[view] = scratch
        return scratch
    }
}
