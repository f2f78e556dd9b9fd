// Owns: documents to a segment: order, inversion, columns, sections.

import Schema
import Storage

/// What a segment is written from besides its documents.
struct SegmentContext {
    var defaultLanguage: Language
    /// Ordinals of threads and boxes; see ``GroupOrdinals``.
    var threadOrdinal: (KeyHash) throws -> UInt32
    var boxOrdinal: (KeyHash) throws -> UInt32
    /// Asked now and then, from any thread; true ends the writing with an error.
    var isCancelled: @Sendable () -> Bool = { false }
}

/// Writes documents, none deleted and no two with one key, as one segment.
///
/// Reusable for segment after segment; not thread-safe, though it may use several threads itself.
final class SegmentBuilder {
    private let context: SegmentContext
    private let threads: Int
    /// One for each thread, each with a range of the items.
    private let inverters: [Inverter]
    private var buffer = DocumentBuffer()

    /// - Parameter threads: that writing may use.
    init(_ context: SegmentContext, threads: Int = 1) {
        self.context = context
        self.threads = threads
        inverters = (0..<threads).map { _ in Inverter(defaultLanguage: context.defaultLanguage) }
    }

    /// Writes one segment for memory. O(text + n log n).
    func write(_ documents: [Document], tombstones: [Tombstone], to file: inout SectionFileWriter) throws {
        for document in documents { buffer.append(document, key: Identity.record(document.key)) }
        defer { buffer.removeAll(keepingChunks: 4) }
        let places = documents.indices.map { OrderedDocuments.Place(buffer: 0, document: $0) }
        try write(OrderedDocuments(places, of: [buffer]), tombstones: tombstones, isForMemory: true, to: &file)
    }

    /// Writes one segment. O(text + n log n).
    ///
    /// - Parameter isForMemory: leave it to the flush to train a dictionary for the records, which can take longer than all
    ///   the rest.
    func write(
        _ documents: OrderedDocuments, tombstones: [Tombstone], isForMemory: Bool = false,
        to file: inout SectionFileWriter
    ) throws {
        let hasDictionary = !isForMemory && documents.recordBytes >= StoredDictionary.leastRecords
        let ranges = documents.ranges(threads)
        let inverted = Outcomes(count: ranges.count)
        try Parallel.workers(ranges.count) { inverted.ranges[$0] = try invert(ranges[$0], of: documents, $0) }
        var dictionary: [UInt8] = []
        let terms = try InvertedTerms(Array(inverters.prefix(ranges.count)), threads: threads) {
            if hasDictionary { dictionary = Self.dictionary(of: documents) }
        }
        try writeStored(documents, dictionary, to: &file)
        var sections = SegmentSections(itemCount: documents.count)
        try addItems(documents, inverted, to: &sections)
        try writeTerms(terms, &sections, to: &file)
        try sections.write(tombstones: tombstones, threads: threads, to: &file)
        for inverter in inverters { inverter.reset() }
    }

    // MARK: Inversion

    /// What the inversion of a range of items tells besides its terms.
    fileprivate struct InvertedRange {
        var summaries: [Inverter.Summary] = []
        var teams: [TeamRange] = []
        var numbers: [NumberColumnField: [(item: UInt32, value: Double)]] = [:]
    }

    /// Room for what threads invert, each at a place of its own.
    fileprivate final class Outcomes: @unchecked Sendable {
        let ranges: UnsafeMutableBufferPointer<InvertedRange>

        init(count: Int) {
            ranges = .allocate(capacity: count)
            ranges.initialize(repeating: InvertedRange())
        }

        deinit {
            ranges.deinitialize()
            ranges.deallocate()
        }
    }

    private func invert(_ items: Range<Int>, of documents: OrderedDocuments, _ worker: Int) throws -> InvertedRange {
        let inverter = inverters[worker]
        var result = InvertedRange()
        result.summaries.reserveCapacity(items.count)
        inverter.reset()
        for item in items {
            if item & 255 == 0, context.isCancelled() { throw EngineError.cancelled }
            let team = documents.team(ofItem: item)
            if result.teams.last?.id != documents.teams[Int(team)] {
                result.teams.append(
                    TeamRange(
                        id: documents.teams[Int(team)], items: UInt32(item)..<UInt32(item), lengths: 0,
                        languages: LanguageSet(),
                        customFields: [:]))
            }
            documents.withDocument(item) { document, names in
                let summary = inverter.invert(document, team: team, item: UInt32(item), names: names)
                result.add(UInt32(item), summary, inverter.values, names)
            }
        }
        return result
    }

    // MARK: Stored records

    private static func dictionary(of documents: OrderedDocuments) -> [UInt8] {
        StoredDictionary.trained(count: documents.count) { item, use in
            documents.withDocument(item) { document, _ in use(document.record) }
        }
    }

    /// Items that are compressed together, at most.
    private static let packedItems = 512

    private func writeStored(
        _ documents: OrderedDocuments, _ dictionary: [UInt8], to file: inout SectionFileWriter
    ) throws {
        var writer = StoredWriter(dictionary: dictionary)
        let packers = (0..<threads).map { _ in RecordPacker(dictionary: dictionary) }
        try file.beginSection(SegmentSection.stored)
        let parts = (documents.count + Self.packedItems - 1) / Self.packedItems
        try Parallel.inOrder(parts, threads: threads) { worker, part in
            if context.isCancelled() { throw EngineError.cancelled }
            let first = part * Self.packedItems
            for item in first..<min(documents.count, first + Self.packedItems) {
                documents.withDocument(item) { document, _ in packers[worker].append(document.record) }
            }
            return packers[worker].take(isLast: true)
        } take: { (records: PackedRecords) in
            try writer.append(records, to: &file)
        }
        try file.endSection()
        try file.beginSection(SegmentSection.storedIndex)
        try writer.writeIndex(to: &file)
        try file.endSection()
    }

    // MARK: Items and terms

    private func addItems(
        _ documents: OrderedDocuments, _ inverted: Outcomes, to sections: inout SegmentSections
    ) throws {
        var item = 0
        for range in inverted.ranges {
            for summary in range.summaries {
                try addItem(documents, item, summary, to: &sections)
                item += 1
            }
            for team in range.teams { sections.append(team) }
            for (field, rows) in range.numbers {
                for row in rows { sections.numbers[field, default: NumberColumnEncoder()].append(row.item, row.value) }
            }
        }
    }

    private func addItem(
        _ documents: OrderedDocuments, _ item: Int, _ summary: Inverter.Summary, to sections: inout SegmentSections
    ) throws {
        let entry = documents.entry(ofItem: item)
        try documents.withDocument(item) { document, _ in
            var thread: Int64 = -1
            if let hash = document.thread {
                let ordinal = try context.threadOrdinal(hash)
                sections.threadKeys.append(hash, ordinal)
                thread = Int64(ordinal)
            }
            var box: Int64 = -1
            if let hash = document.box {
                let ordinal = try context.boxOrdinal(hash)
                sections.boxKeys.append(hash, ordinal)
                box = Int64(ordinal)
            }
            sections.append(
                SegmentSections.Item(
                    key: entry.key, date: entry.date, thread: thread, box: box, kind: Int64(document.kind.rawValue),
                    norm: summary.norm, version: Int64(bitPattern: entry.version),
                    bodyLength: Int64(summary.bodyLength), language: summary.language))
        }
    }

    private func writeTerms(
        _ terms: InvertedTerms, _ sections: inout SegmentSections, to file: inout SectionFileWriter
    ) throws {
        try sections.beginTerms(&file)
        let pieces = terms.pieces()
        let encoders = (0..<threads).map { _ in PieceEncoder(norms: sections.norms) }
        try Parallel.inOrder(pieces.count, threads: threads) { worker, part in
            if context.isCancelled() { throw EngineError.cancelled }
            return encoders[worker].encode(pieces[part], of: terms)
        } take: { (piece: EncodedTerms) in
            try sections.append(piece, to: &file)
        }
        try sections.endTerms(&file)
    }

    /// What a thread encodes pieces with.
    private final class PieceEncoder {
        private var encoder: TermEncoder
        private var list = PostingsBuffer()

        init(norms: [UInt8]) { encoder = TermEncoder(norms: norms) }

        func encode(_ piece: InvertedTerms.Piece, of terms: InvertedTerms) -> EncodedTerms {
            terms.encode(piece, with: &encoder, &list)
        }
    }
}

extension SegmentBuilder.InvertedRange {
    /// Adds an item of the last team.
    fileprivate mutating func add(
        _ item: UInt32, _ summary: Inverter.Summary, _ values: [PackedDocument.Value], _ names: [String]
    ) {
        summaries.append(summary)
        let team = teams.count - 1
        teams[team].items = teams[team].items.lowerBound..<item + 1
        teams[team].lengths += UInt64(LengthNorm.decode(summary.norm))
        teams[team].languages.insert(summary.language)
        for value in values {
            let number: Double?
            let kind: CustomKinds
            switch value.content {
            case .number(let plain): (number, kind) = (plain, .number)
            case .date(let date): (number, kind) = (Double(date), .date)
            case .text, .keyword: (number, kind) = (nil, .text)
            }
            if value.field == .max { teams[team].customFields[names[Int(value.name)], default: []].insert(kind) }
            guard let number, value.field != Field.date.rawValue else { continue }
            let field: NumberColumnField
            if let builtIn = Field(rawValue: value.field) {
                field = .field(builtIn)
            } else {
                field = .custom(Keyword.normalized(names[Int(value.name)]))
            }
            numbers[field, default: []].append((item, number))
        }
    }
}
