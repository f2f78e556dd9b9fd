// Owns: checking one segment, its parts side by side: every byte and every cross-reference.

import Schema
import Storage
import Synchronization

/// Checks one segment. O(segment), shared out to threads.
struct SegmentCheck {
    let reader: SegmentReader
    let threads: Int

    /// What one thread takes at a time.
    private enum Part {
        static let pages = 512
        static let items = 8_192
        static let records = 64
        static let terms = 64
    }

    /// Ranges of at most `size` of what there is `count` of.
    private static func ranges(_ count: Int, of size: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
    }

    private func fault(_ expected: String, _ got: String) -> StorageError {
        .corrupt(file: reader.name, offset: 0, expected: expected, got: got)
    }

    /// - Parameter sample: the items that ``ListCheck/Outcome/places`` is about.
    /// - Throws: the first thing found that is wrong, checksums before all else.
    func run(_ sample: ListCheck.Sample) throws -> ListCheck.Outcome {
        try checkPages()
        try checkItems()
        return try checkTerms(sample)
    }

    private func checkPages() throws {
        try reader.file.verifyPadding()
        let parts = reader.file.sections.flatMap { section in
            Self.ranges(section.pageCount, of: Part.pages).map { (section: section, pages: $0) }
        }
        try Parallel.parts(parts.count, threads: threads) { _, part in
            try parts[part].section.verify(pages: parts[part].pages)
        }
    }

    // MARK: Items

    private func checkItems() throws {
        let wholes: [() throws -> Void] = [
            checkOrder, checkGroups, reader.tombstones.verify, reader.items.verify, reader.threads.verify,
            reader.boxes.verify, reader.threadMembers.verify, reader.boxMembers.verify,
        ]
        let columns = Array(reader.numbers.values)
        let items = Self.ranges(reader.itemCount, of: Part.items)
        let records = Self.ranges(reader.stored.blockCount, of: Part.records)
        let parts =
            records.map(Piece.records) + items.map(Piece.items) + wholes.indices.map(Piece.whole)
            + columns.indices.map(Piece.column)
        let scratches = (0..<threads).map { _ in StoredScratch() }
        try Parallel.parts(parts.count, threads: threads) { worker, part in
            switch parts[part] {
            case .records(let blocks): try reader.stored.verify(blocks: blocks, scratches[worker], checkRecord)
            case .items(let items): for item in items { try checkItem(item) }
            case .whole(let place): try wholes[place]()
            case .column(let place): try columns[place].verify(itemCount: reader.itemCount)
            }
        }
    }

    private enum Piece {
        case records(Range<Int>)
        case items(Range<Int>)
        case whole(Int)
        case column(Int)
    }

    /// Teams ascend and cover all items; dates descend within a team, keys break ties.
    private func checkOrder() throws {
        var next: UInt32 = 0
        var previous: String?
        for team in reader.info.teams {
            guard team.items.lowerBound == next else {
                throw fault("team \(team.id) to begin at item \(next)", "\(team.items.lowerBound)")
            }
            if let previous, !TeamOrder.isLess(previous, team.id) {
                throw fault("teams in order", "\(team.id) after \(previous)")
            }
            previous = team.id
            next = team.items.upperBound
            var lengths: UInt64 = 0
            for item in team.items {
                let item = Int(item)
                lengths += UInt64(LengthNorm.lengths[Int(reader.norm(item))])
                guard item > Int(team.items.lowerBound) else { continue }
                let (a, b) = (reader.dates[item - 1], reader.dates[item])
                guard a > b || a == b && reader.key(item - 1) < reader.key(item) else {
                    throw fault("item \(item) to follow item \(item - 1)", "another order")
                }
            }
            guard lengths == team.lengths else {
                throw fault("lengths of team \(team.id) to be \(team.lengths)", "\(lengths)")
            }
        }
    }

    /// Every thread and box that an item is of has a key.
    private func checkGroups() throws {
        for (table, column, name) in [
            (reader.threads, reader.threadOrdinals, "thread"), (reader.boxes, reader.boxOrdinals, "box"),
        ] {
            let known = Set(try (0..<table.count).map { try table.value($0) })
            for item in 0..<reader.itemCount where column[item] >= 0 {
                guard let ordinal = UInt32(exactly: column[item]), known.contains(ordinal) else {
                    throw fault("a key of \(name) \(column[item]), of item \(item)", "none")
                }
            }
        }
    }

    /// The item's key leads to it, and its kind is one.
    private func checkItem(_ item: Int) throws {
        guard try reader.items.find(reader.key(item)) == UInt32(item) else {
            throw fault("the key of item \(item) to lead to it", "another item")
        }
        guard UInt8(exactly: reader.kinds[item]).flatMap(DocumentKind.init) != nil else {
            throw fault("a kind", "\(reader.kinds[item])")
        }
    }

    /// The record can be read.
    private func checkRecord(_ item: Int, _ bytes: UnsafeRawBufferPointer) throws {
        do { _ = try EncodedRecord(bytes) } catch { throw fault("the record of item \(item)", "\(error)") }
    }

    // MARK: Terms

    private func checkTerms(_ sample: ListCheck.Sample) throws -> ListCheck.Outcome {
        let parts = Self.ranges(reader.dictionary.blockCount, of: Part.terms)
        let outcome = Mutex(ListCheck.Outcome(places: [UInt64](repeating: 0, count: sample.count)))
        try Parallel.parts(parts.count, threads: threads) { _, part in
            let found = try ListCheck.check(blocks: parts[part], of: reader, sample)
            outcome.withLock { $0.add(found) }
        }
        let found = outcome.withLock { $0 }
        if let (space, _) = found.forms.first(where: { $0.value != ListCheck.FormSum() }) {
            throw fault("an exact form for every form of the stems in \(space), in as many items", "others")
        }
        return found
    }
}
