// Owns: documents to a segment: order, inversion, columns, sections.

import Schema
import Storage

/// What a segment is written from besides its documents.
struct SegmentContext {
    var defaultLanguage: Language
    /// Ordinals of threads and boxes; see ``GroupOrdinals``.
    var threadOrdinal: (KeyHash) -> UInt32
    var boxOrdinal: (KeyHash) -> UInt32
}

/// Writes documents, none deleted and no two with one key, as one segment.
///
/// Reusable for segment after segment; not thread-safe.
final class SegmentBuilder {
    private let inverter: Inverter
    private let context: SegmentContext

    init(_ context: SegmentContext) {
        self.context = context
        inverter = Inverter(defaultLanguage: context.defaultLanguage)
    }

    /// A document with what it is sorted by.
    private struct Keyed {
        var document: Document
        var hash: KeyHash
    }

    /// Writes one segment. O(text + n log n).
    func write(
        _ documents: consuming [Document], tombstones: [Tombstone], to file: inout SectionFileWriter
    ) throws(StorageError) {
        var keyed = documents.map { Keyed(document: $0, hash: Identity.record($0.key)) }
        keyed.sort(by: Self.precedes)
        try writeStored(keyed, to: &file)
        var sections = SegmentSections(itemCount: keyed.count)
        var start = 0
        while start < keyed.count {
            let team = keyed[start].document.key.team
            var end = start
            while end < keyed.count, keyed[end].document.key.team == team { end += 1 }
            addTeam(team, keyed[start..<end], to: &sections)
            start = end
        }
        try sections.write(tombstones: tombstones, to: &file)
    }

    /// The order of items: by team, newest first, then by key, so that equal dates have one order in every segmentation.
    private static func precedes(_ a: Keyed, _ b: Keyed) -> Bool {
        if a.document.key.team != b.document.key.team {
            return TeamOrder.isLess(a.document.key.team, b.document.key.team)
        }
        if a.document.date != b.document.date { return a.document.date > b.document.date }
        return a.hash < b.hash
    }

    private func writeStored(_ documents: [Keyed], to file: inout SectionFileWriter) throws(StorageError) {
        var dictionary: [UInt8] = []
        if documents.reduce(0, { $0 + $1.document.record.count }) >= StoredDictionary.leastRecords {
            dictionary = StoredDictionary.trained(count: documents.count) { place, use in
                documents[place].document.record.withUnsafeBytes(use)
            }
        }
        let writer = StoredWriter(dictionary: dictionary)
        try file.beginSection(SegmentSection.stored)
        for entry in documents { try writer.append(entry.document.record, to: &file) }
        try writer.finishData(to: &file)
        try file.endSection()
        try file.beginSection(SegmentSection.storedIndex)
        try writer.writeIndex(to: &file)
        try file.endSection()
    }

    private func addTeam(_ team: String, _ documents: ArraySlice<Keyed>, to sections: inout SegmentSections) {
        inverter.reset()
        var range = TeamRange(
            id: team, items: UInt32(documents.startIndex)..<UInt32(documents.endIndex), lengths: 0, languages: 0,
            customFields: [:])
        for (item, entry) in zip(documents.indices, documents) {
            let document = entry.document
            let summary = inverter.invert(document, item: UInt32(item))
            range.lengths += UInt64(LengthNorm.decode(summary.norm))
            range.languages |= 1 << UInt64(summary.language.rawValue)
            addColumns(document, entry.hash, summary, to: &sections)
            addNumbers(document, item: UInt32(item), &range, to: &sections)
        }
        sections.teams.append(range)
        sections.append(inverter, team: UInt32(sections.teams.count - 1))
    }

    private func addColumns(
        _ document: Document, _ hash: KeyHash, _ summary: Inverter.Summary, to sections: inout SegmentSections
    ) {
        var thread: Int64 = -1
        if let id = document.thread {
            let hash = Identity.thread(team: document.key.team, id: id)
            let ordinal = context.threadOrdinal(hash)
            sections.threads.append(hash, ordinal)
            thread = Int64(ordinal)
        }
        var box: Int64 = -1
        if let id = document.box {
            let hash = Identity.box(team: document.key.team, id: id)
            let ordinal = context.boxOrdinal(hash)
            sections.boxes.append(hash, ordinal)
            box = Int64(ordinal)
        }
        sections.addItem(
            hash,
            [
                .date: document.date.milliseconds, .thread: thread, .box: box,
                .kind: Int64(document.key.kind.rawValue), .norm: Int64(summary.norm),
                .version: Int64(bitPattern: document.version), .bodyLength: Int64(summary.bodyLength),
            ])
    }

    private func addNumbers(
        _ document: Document, item: UInt32, _ range: inout TeamRange, to sections: inout SegmentSections
    ) {
        for value in document.values {
            let number: Double?
            let kind: CustomKinds
            switch value.value {
            case .number(let plain): (number, kind) = (plain, .number)
            case .date(let date): (number, kind) = (Double(date.milliseconds), .date)
            case .text, .keyword: (number, kind) = (nil, .text)
            }
            if case .custom(let name) = value.field { range.customFields[name, default: []].insert(kind) }
            guard let number, value.field != .field(.date) else { continue }
            sections.numbers[NumberColumnField(value.field), default: NumberColumnEncoder()].append(item, number)
        }
    }
}
