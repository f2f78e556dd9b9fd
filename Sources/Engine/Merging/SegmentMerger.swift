// Owns: several segments to one, without analysing anything again.

import Schema
import Storage

/// Merges segments: items in their common order, deleted ones left out, postings renumbered.
struct SegmentMerger {
    private let views: [SegmentView]
    private let scratch = StoredScratchList()
    /// For each view, the new number of each item, or `gone`.
    private(set) var numbers: [[UInt32]]
    /// The new items in order: where each comes from.
    private var order: [ItemAddress] = []
    private var sections: SegmentSections

    private static let gone = UInt32.max
    /// Bytes that are handed to the file together, about.
    private static let pieceBytes = 1 << 20

    private let trainsDictionary: Bool
    private let isCancelled: @Sendable () -> Bool

    /// - Parameters:
    ///   - trainsDictionary: whether many records without a dictionary get one.
    ///   - isCancelled: asked a term or a block of records at a time; true ends the merge with an error.
    init(
        _ views: [SegmentView], trainsDictionary: Bool = true, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.trainsDictionary = trainsDictionary
        self.isCancelled = isCancelled
        self.views = views
        numbers = views.map { [UInt32](repeating: Self.gone, count: $0.reader.itemCount) }
        sections = SegmentSections(itemCount: views.reduce(0) { $0 + $1.liveCount })
    }

    /// Writes the merged segment. - Parameter tombstones: those to keep remembering.
    mutating func write(tombstones: [Tombstone], to file: inout SectionFileWriter) throws {
        let teams = TeamOrder.distinct(views.flatMap { $0.reader.info.teams.map(\.id) })
        var ranges: [(team: String, items: Range<Int>)] = []
        for team in teams {
            let start = order.count
            numberItems(of: team)
            if order.count > start { ranges.append((team, start..<order.count)) }
        }
        guard order.count == views.reduce(0, { $0 + $1.liveCount }) else {
            throw EngineError.internalFailure("a merge found \(order.count) items in its teams, and not all live ones")
        }
        try writeStored(to: &file)
        try addItems()
        for range in ranges { sections.append(teamRange(range.team, range.items)) }
        try sections.beginTerms(&file)
        var encoder = TermEncoder(norms: sections.norms)
        for (index, range) in ranges.enumerated() {
            try addTerms(of: range.team, as: UInt32(index), &encoder, to: &file)
        }
        try sections.append(encoder.take(), to: &file)
        try sections.endTerms(&file)
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
        let dictionary = try dictionary()
        var writer = StoredWriter(dictionary: dictionary)
        let packer = RecordPacker(dictionary: dictionary)
        try file.beginSection(SegmentSection.stored)
        for (place, address) in order.enumerated() {
            if place & 1_023 == 0, isCancelled() { throw EngineError.cancelled }
            let stored = views[address.segment].reader.stored
            try stored.record(at: Int(address.item), scratch.of(address.segment)) { packer.append($0) }
            if packer.byteCount >= Self.pieceBytes { try writer.append(packer.take(isLast: false), to: &file) }
        }
        try writer.append(packer.take(isLast: true), to: &file)
        try file.endSection()
        try file.beginSection(SegmentSection.storedIndex)
        try writer.writeIndex(to: &file)
        try file.endSection()
    }

    /// The dictionary of the largest segment that has one; without any, a new one if it is wanted and the records are many.
    private func dictionary() throws -> [UInt8] {
        let readers = views.map(\.reader.stored).sorted { $0.size > $1.size }
        for reader in readers {
            let dictionary = try reader.dictionary()
            if !dictionary.isEmpty { return Array(dictionary) }
        }
        guard trainsDictionary, readers.reduce(0, { $0 + $1.size }) >= StoredDictionary.leastCompressed else {
            return []
        }
        return try StoredDictionary.trained(count: order.count) { place, use in
            let address = order[place]
            try views[address.segment].reader.stored.record(at: Int(address.item), scratch.of(address.segment), use)
        }
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
            if let hash = threads[thread] { sections.threadKeys.append(hash, UInt32(thread)) }
            if let hash = boxes[box] { sections.boxKeys.append(hash, UInt32(box)) }
            sections.append(
                SegmentSections.Item(
                    key: reader.key(item), date: reader.dates[item], thread: thread, box: box,
                    kind: reader.kinds[item], norm: reader.norm(item), version: reader.versions[item],
                    bodyLength: reader.bodyLengths[item], language: reader.language(item)))
        }
    }

    private func teamRange(_ team: String, _ items: Range<Int>) -> TeamRange {
        var range = TeamRange(
            id: team, items: UInt32(items.lowerBound)..<UInt32(items.upperBound), lengths: 0, languages: LanguageSet(),
            customFields: [:])
        for view in views {
            guard let ordinal = view.reader.info.ordinal(ofTeam: team) else { continue }
            let source = view.reader.info.teams[Int(ordinal)]
            range.languages.formUnion(source.languages)
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

    private mutating func addTerms(
        of team: String, as ordinal: UInt32, _ encoder: inout TermEncoder, to file: inout SectionFileWriter
    ) throws {
        for space in spaces(of: team) {
            var merge = try SpaceMerge(views, numbers, team: team, space)
            encoder.begin(space, team: ordinal)
            while let term = try merge.next() {
                guard !isCancelled() else { throw EngineError.cancelled }
                guard !merge.list.items.isEmpty else { continue }
                encoder.append(term, &merge.list, forms: merge.forms)
                if encoder.byteCount >= Self.pieceBytes { try sections.append(encoder.take(), to: &file) }
            }
        }
    }

    /// The spaces that may have terms of a team, in the order of their bytes.
    private func spaces(of team: String) -> [TermSpace] {
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
        return spaces.sorted { $0.prefix.lexicographicallyPrecedes($1.prefix) }
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
