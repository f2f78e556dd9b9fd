// Owns: one opened segment: its sections as typed readers. File or memory, the bytes and the reader are the same.

import Schema
import Storage

/// An opened segment. Immutable and thread-safe; lives as long as a snapshot or search holds it.
final class SegmentReader: Sendable {
    /// The name of its file, or of the memory segment.
    let name: String
    let file: SectionFile
    let info: SegmentInfo
    let dictionary: TermDictionary
    let postings: Section
    let occurrences: Section
    let stored: StoredReader
    let items: KeyTable
    let threads: KeyTable
    let boxes: KeyTable
    let tombstones: Tombstones
    let threadMembers: GroupMembers
    let boxMembers: GroupMembers
    let dates: IntegerColumn
    let threadOrdinals: IntegerColumn
    let boxOrdinals: IntegerColumn
    let kinds: IntegerColumn
    let versions: IntegerColumn
    let bodyLengths: IntegerColumn
    let keyHighs: IntegerColumn
    let keyLows: IntegerColumn
    private let languages: IntegerColumn
    private let norms: IntegerColumn
    let numbers: [NumberColumnField: NumberColumn]
    let isInMemory: Bool

    /// Items, deleted ones included.
    var itemCount: Int { dates.count }

    /// - Throws: ``StorageError`` when a section is missing, damaged, or of another length than the rest.
    init(_ bytes: MappedBytes, name: String, isInMemory: Bool) throws(StorageError) {
        self.name = name
        self.isInMemory = isInMemory
        file = try SectionFile.open(bytes, name: name, expecting: IndexFile.segment)
        info = try SegmentInfo(file.section(SegmentSection.info))
        dictionary = try TermDictionary(
            terms: file.section(SegmentSection.terms), index: file.section(SegmentSection.termIndex))
        postings = try file.section(SegmentSection.postings)
        occurrences = try file.section(SegmentSection.occurrences)
        stored = try StoredReader(
            data: file.section(SegmentSection.stored), index: file.section(SegmentSection.storedIndex))
        items = try KeyTable(file.section(SegmentSection.items))
        threads = try KeyTable(file.section(SegmentSection.threads))
        boxes = try KeyTable(file.section(SegmentSection.boxes))
        tombstones = try Tombstones(file.section(SegmentSection.tombstones))
        dates = try Self.column(.date, file)
        threadOrdinals = try Self.column(.thread, file)
        boxOrdinals = try Self.column(.box, file)
        kinds = try Self.column(.kind, file)
        versions = try Self.column(.version, file)
        bodyLengths = try Self.column(.bodyLength, file)
        keyHighs = try Self.column(.keyHigh, file)
        keyLows = try Self.column(.keyLow, file)
        languages = try Self.column(.language, file)
        norms = try Self.column(.norm, file)
        threadMembers = try GroupMembers(file.section(SegmentSection.threadMembers), threadOrdinals)
        boxMembers = try GroupMembers(file.section(SegmentSection.boxMembers), boxOrdinals)
        var numbers: [NumberColumnField: NumberColumn] = [:]
        for (place, field) in info.numberColumns.enumerated() {
            numbers[field] = try NumberColumn(file.section(SegmentSection.firstNumberColumn + UInt16(place)))
        }
        self.numbers = numbers
        guard norms.width == 1 else {
            throw try file.section(SegmentSection.firstColumn + SegmentColumn.norm.rawValue)
                .corrupt(at: 24, expected: "norms of one byte", got: "\(norms.width)")
        }
        try verifyCounts()
    }

    private static func column(_ column: SegmentColumn, _ file: SectionFile) throws(StorageError) -> IntegerColumn {
        try IntegerColumn(file.section(SegmentSection.firstColumn + column.rawValue))
    }

    private func verifyCounts() throws(StorageError) {
        let counts = [
            dates.count, threadOrdinals.count, boxOrdinals.count, kinds.count, versions.count, bodyLengths.count,
            keyHighs.count, keyLows.count, languages.count, norms.count, items.count, stored.count,
        ]
        let section = try file.section(SegmentSection.info)
        guard counts.allSatisfy({ $0 == itemCount }), Int(info.teams.last?.items.upperBound ?? 0) == itemCount,
            info.teams.allSatisfy({ Int($0.items.upperBound) <= itemCount })
        else {
            throw section.corrupt(at: 0, expected: "\(itemCount) items in every section", got: "\(counts)")
        }
    }

    /// The norms as they are stored, a byte an item: what ``norm(ofStored:)`` gives meaning to.
    ///
    /// Lifetime: points into this segment's bytes; used only while the segment is held.
    var storedNorms: UnsafePointer<UInt8> { norms.bytes }

    /// The norm that a stored byte stands for.
    func norm(ofStored byte: UInt8) -> UInt8 { UInt8(truncatingIfNeeded: norms.value(ofStored: UInt64(byte))) }

    /// An item's length norm.
    func norm(_ item: Int) -> UInt8 { UInt8(truncatingIfNeeded: norms[item]) }

    func key(_ item: Int) -> KeyHash {
        KeyHash(high: UInt64(bitPattern: keyHighs[item]), low: UInt64(bitPattern: keyLows[item]))
    }

    /// The language that an item's words were stemmed in.
    func language(_ item: Int) -> Language { Language(rawValue: UInt8(truncatingIfNeeded: languages[item])) ?? .none }

    func version(_ item: Int) -> UInt64 { UInt64(bitPattern: versions[item]) }

    /// The first item of `items` that is older than `date` (dates descend within a team). O(log n).
    func firstItem(of items: Range<UInt32>, before date: Timestamp) -> UInt32 {
        var low = items.lowerBound
        var high = items.upperBound
        while low < high {
            let middle = low + (high - low) / 2
            if dates[Int(middle)] >= date.milliseconds { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The entry of a term of a team.
    func find(team: UInt32, _ space: TermSpace, _ term: some Sequence<UInt8>) throws(StorageError) -> TermEntry? {
        let key = TermKey.bytes(team: team, space, term)
        let result: Result<TermEntry?, StorageError> = key.withUnsafeBytes { bytes in
            do throws(StorageError) { return .success(try dictionary.find(bytes)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}

/// The kinds of file of an index, as their envelopes name them; 4 is the log's (Storage's LogFormat).
enum IndexFile {
    static let segment: UInt16 = 1
    static let live: UInt16 = 2
    static let manifest: UInt16 = 3
}
