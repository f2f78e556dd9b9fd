// Properties:
// 1. The worked example of every format comment is what the writer writes, to the byte.
// 2. The reader reads the example back as the comment says it.
// 3. Checksums are CRC-32C, by its published answers, in one piece or several.

import TestSupport
import Testing

@testable import Storage

@Suite struct FormatExampleTests {
    /// The id 00 01 … 0F.
    static let index = KeyHash(high: 0x0F0E_0D0C_0B0A_0908, low: 0x0706_0504_0302_0100)

    /// Compares what was written with a comment's example, and returns the example.
    private func example(
        _ file: String, _ written: [UInt8], _ label: String = "Worked example",
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> [UInt8] {
        let example = (try? WorkedExample.bytes(of: "Sources/Storage/" + file, label)) ?? []
        #expect(example == written, "\(file): \(hex(written))", sourceLocation: sourceLocation)
        return example
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { (($0 < 16 ? "0" : "") + String($0, radix: 16)).uppercased() }.joined(separator: " ")
    }

    @Test func envelope() throws {
        let identity = FileIdentity(kind: 3, index: Self.index, generation: 2)
        var writer = SectionFileWriter(identity, to: nil)
        try writer.beginSection(1)
        try writer.append(Array("hi".utf8))
        try writer.endSection()
        try writer.finish()
        let example = example("Files/SectionFileFormat.swift", writer.bytes)
        let file = try SectionFile.open(MappedBytes(copying: example), name: "example", expecting: 3)
        try file.verifyAll()
        #expect(file.identity == identity)
        #expect(try file.section(1).copy() == Array("hi".utf8))
    }

    @Test func log() throws {
        let directory = FaultyDirectory()
        let empty = try LogReader(directory, index: Self.index).replay(after: 6) { _, _, _ in }
        let writer = try LogWriter(directory, index: Self.index, after: empty)
        #expect(try writer.append(Array("put".utf8)) == 7)
        let name = "log-00000000000000000007"
        let frame = try #require(directory.contents[name]).dropFirst(SectionFileFormat.headerSize).prefix(19)
        let example = example("Log/LogFormat.swift", Array(frame))
        directory.damage(name) { $0.replaceSubrange(64..., with: example) }
        _ = try LogReader(directory, index: Self.index).replay(after: 6) { sequence, payload, _ in
            #expect(sequence == 7 && payload.elementsEqual(Array("put".utf8)))
        }
    }

    @Test func termDictionary() throws {
        let list = TermEntry(
            count: 3, hasOccurrences: true, hasOneForm: true, postingsLength: 6, occurrencesLength: 4)
        var encoder = TermDictionaryEncoder()
        Array("car".utf8).withUnsafeBytes {
            encoder.append($0, TermEntry(count: 1, single: TermEntry.Posting(item: 5)))
        }
        Array("cars".utf8).withUnsafeBytes { encoder.append($0, list) }
        Array("cat".utf8).withUnsafeBytes { encoder.append($0, references: 1, payload: [0xAA, 0xBB]) }
        let (terms, index) = encoder.finish()
        let file = "Terms/TermDictionaryFormat.swift"
        let bytes = (example(file, terms), example(file, index, "Its index"))
        let sections = try Sections.sections([bytes.0, bytes.1])
        let dictionary = try TermDictionary(terms: sections[0], index: sections[1])
        #expect(try Array("cars".utf8).withUnsafeBytes { try dictionary.find($0) } == list)
    }

    @Test func postings() throws {
        var buffer = PostingsBuffer()
        buffer.items = [3, 7]
        buffer.hasOccurrences = true
        buffer.counts = [1, 2]
        buffer.extras = [0, 0]
        buffer.positions = [5, 0, 9]
        buffer.forms = [0, 0, 0]
        var encoder = PostingsEncoder(norms: [UInt8](repeating: 0, count: 8))
        let entry = encoder.append(buffer)
        let file = "Postings/PostingsFormat.swift"
        let bytes = (example(file, encoder.postings), example(file, encoder.occurrences, "Its occurrences"))
        let sections = try Sections.sections([bytes.0, bytes.1])
        let (items, counts) = try PostingsList(entry, in: sections[0]).decoded(0, frequencies: false)
        #expect(items == [3, 7] && counts == [1, 2])
        let reader = try OccurrencesReader(entry, in: sections[1], shortTotal: 3)
        #expect(try reader.decoded(0..<1).map(\.position) == [5] && reader.decoded(1..<3).map(\.position) == [0, 9])
    }

    @Test func patchedBlock() throws {
        var values = [UInt32](repeating: 0, count: 128)
        values[2] = 300
        var bytes: [UInt8] = []
        values.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { PatchedBlock.append(base, to: &bytes) } }
        let example = example("Postings/PatchedBlock.swift", bytes)
        let section = try Sections.section(example)
        var back = [UInt32](repeating: 7, count: 128)
        var at = 0
        let location = SectionLocation(section: section, offset: 0)
        try PatchedBlock.decode(section.all(), at: &at, into: &back, location)
        #expect(back[2] == 300 && back.reduce(0, +) == 300 && at == example.count)
    }

    @Test func impact() throws {
        let frequencies: [UInt32] = [1, 9]
        let norms: [UInt8] = [10, 80]
        let impact = frequencies.withUnsafeBufferPointer { f in
            norms.withUnsafeBufferPointer { Impact(frequencies: f, norms: $0) }
        }
        var bytes = ByteWriter()
        bytes.append(impact.bits)
        _ = example("Postings/Impact.swift", bytes.bytes)
    }

    @Test func integerColumn() throws {
        let example = example("Columns/IntegerColumn.swift", IntegerColumnEncoder.encode([1_000, 4_000, 2_500]))
        let column = try IntegerColumn(Sections.section(example))
        #expect((0..<3).map { column[$0] } == [1_000, 4_000, 2_500])
    }

    @Test func numberColumn() throws {
        var encoder = NumberColumnEncoder()
        encoder.append(2, 10)
        encoder.append(5, 2.5)
        let column = try NumberColumn(Sections.section(example("Columns/NumberColumn.swift", encoder.finish())))
        #expect(column.item(1) == 5 && column.value(1) == 2.5)
    }

    @Test func storedRecords() throws {
        var file = SectionFileWriter(Sections.identity, to: nil)
        var writer = StoredWriter()
        let packer = RecordPacker()
        try file.beginSection(1)
        for record in ["a", "bc"] { Array(record.utf8).withUnsafeBytes { packer.append($0) } }
        try writer.append(packer.take(isLast: true), to: &file)
        try file.endSection()
        try file.beginSection(2)
        try writer.writeIndex(to: &file)
        try file.endSection()
        try file.finish()
        let opened = try Sections.open(file.bytes)
        let name = "Stored/StoredFormat.swift"
        let bytes = (
            try example(name, opened.section(1).copy()), try example(name, opened.section(2).copy(), "Its index")
        )
        let sections = try Sections.sections([bytes.0, bytes.1])
        let reader = try StoredReader(data: sections[0], index: sections[1])
        #expect(try reader.record(at: 1, StoredScratch()) { Array($0) } == Array("bc".utf8))
    }

    @Test func keyTable() throws {
        var encoder = KeyTableEncoder()
        encoder.append(KeyHash(high: 2, low: 1), 8)
        encoder.append(KeyHash(high: 1, low: 0x1234), 7)
        let table = try KeyTable(Sections.section(example("Keys/KeyTable.swift", encoder.finish())))
        #expect(try table.find(KeyHash(high: 2, low: 1)) == 8)
    }

    @Test func liveItems() throws {
        var items = LiveItems(count: 3)
        items.delete(1)
        let back = try LiveItems(Sections.section(example("Live/LiveItems.swift", items.encoded())))
        #expect((0..<3).map { back.isLive($0) } == [true, false, true])
    }

    @Test func checksumsAreCastagnolis() {
        // RFC 3720, appendix B.4, and the check value of the CRC catalogue.
        let answers: [([UInt8], UInt32)] = [
            ([], 0), (Array("123456789".utf8), 0xE306_9283), ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
            ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43), (Array(0..<32), 0x46DD_794E),
            (Array((0..<32).reversed()), 0x113F_DB5C),
        ]
        for (bytes, answer) in answers {
            #expect(Checksum.crc32c(bytes) == answer)
            for cut in 0...bytes.count {
                let pieces = bytes.withUnsafeBytes { all in
                    Checksum.crc32c(
                        UnsafeRawBufferPointer(rebasing: all[cut...]),
                        continuing: Checksum.crc32c(UnsafeRawBufferPointer(rebasing: all[..<cut])))
                }
                #expect(pieces == answer)
            }
        }
    }
}
