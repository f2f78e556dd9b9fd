// Properties, of segments whose bytes are wrong under checksums that are right, as a fault of this program would leave
// them:
// 1. A cross-reference that does not hold is found, and said.
// 2. Words, dates and ids that are not those of the stored records are found in the items that are compared.
// 3. Whatever the bytes of a section are, the check ends, with an error or without.

import Schema
import Snapshots
import Storage
import TestSupport
import Testing

@testable import Engine

@Suite struct SegmentCheckTests {
    private static let teams = ["acme", "globex"]
    private static let count = 400

    /// Mail of two teams, a word of which is in all, another in several forms.
    private static func record(_ number: Int) -> Record {
        let form = ["meeting", "meetings", "meet"][number % 3]
        let body = "common \(form) number\(number) Grüße 東京都 \(number * number)"
        let date = "2011-01-\(10 + number / 60)T10:00:\(10 + number % 60 * 5 / 6)Z"
        return Record([
            .init("kind", .string("message")), .init("id", .string("m\(number)")),
            .init("team", .string(teams[number % 2])), .init("thread", .string("t\(number / 3)")),
            .init("box", .string("b\(number / 10)")), .init("date", .string(date)),
            .init("version", .integer(Int64(number + 1))), .init("subject", .string("Offer \(number)")),
            .init("from", .string("Amy <amy@example.com>")), .init("size", .integer(Int64(number * 7))),
            .init("body", .string(body)),
        ])
    }

    private static func document(_ record: Record, _ bytes: [UInt8], _ team: String) throws -> Document {
        try RecordMapper(defaultTeam: team).document(from: record, bytes: bytes)
    }

    /// The sections of a whole segment.
    private let whole: SegmentReader

    init() throws {
        whole = try Self.segment(of: (0..<Self.count).map(Self.record))
    }

    private static func segment(of records: [Record]) throws -> SegmentReader {
        var ordinals: [KeyHash: UInt32] = [:]
        func ordinal(_ key: KeyHash) -> UInt32 {
            let known = ordinals[key] ?? UInt32(ordinals.count)
            ordinals[key] = known
            return known
        }
        return try withoutActuallyEscaping(ordinal) { ordinal in
            let builder = SegmentBuilder(
                SegmentContext(defaultLanguage: .english, threadOrdinal: ordinal, boxOrdinal: ordinal))
            var writer = SectionFileWriter(identity, to: nil)
            let tombstones = (0..<3).map {
                Tombstone(key: KeyHash(high: $0, low: 1), version: 1, deletedAt: Timestamp(milliseconds: 0))
            }
            try builder.write(
                records.map { try document($0, $0.encoded(), "") }, tombstones: tombstones, to: &writer)
            return try open(writer.bytes)
        }
    }

    private static let identity = FileIdentity(
        kind: IndexFile.segment, index: KeyHash(high: 1, low: 2), generation: 1)

    private static func open(_ bytes: [UInt8]) throws -> SegmentReader {
        try SegmentReader(MappedBytes(copying: bytes), name: "segment-00000001", isInMemory: true)
    }

    private func bytes(of section: UInt16) throws -> [UInt8] { try Array(whole.file.section(section).all()) }

    private var sections: [UInt16] {
        (0..<SegmentSection.firstNumberColumn + 4).filter { (try? whole.file.section($0)) != nil }
    }

    /// The segment with another section in place of its own, under checksums that are right.
    private func segment(with section: UInt16, _ bytes: [UInt8]) throws -> SegmentReader {
        var writer = SectionFileWriter(Self.identity, to: nil)
        for id in sections { try writer.write(section: id, id == section ? bytes : try self.bytes(of: id)) }
        try writer.finish()
        return try Self.open(writer.bytes)
    }

    /// All that a check does, the comparison with the records too.
    private func check(_ reader: SegmentReader) throws {
        let sample = ListCheck.Sample(of: reader.itemCount, most: SampleCheck.size)
        let found = try SegmentCheck(reader: reader, threads: 3).run(sample)
        try SampleCheck(reader: reader, document: Self.document).run(sample, places: found.places)
    }

    /// The check fails, and its error says one of `expected`.
    private func expectFound(_ what: String, _ section: UInt16, _ bytes: [UInt8], _ expected: String...) {
        do {
            try check(try segment(with: section, bytes))
            Issue.record("\(what): not found")
        } catch { #expect(expected.contains { "\(error)".contains($0) }, "\(what): \(error)") }
    }

    /// Signs that are words by themselves beside the words they spell, of which the sample has only some.
    @Test func whatIsComparedDoesNotHangOnOtherItems() throws {
        let records = (0..<300).map { number in
            var record = Self.record(number)
            let text = ["Acme\u{2122} No", "TM tms \u{2116}", "\u{2121} tel TEL"][number % 3]
            if let place = record.properties.firstIndex(where: { $0.name == "body" }) {
                record.properties[place].value = .string(text)
            }
            return record
        }
        try check(try Self.segment(of: records))
        try check(try Self.segment(of: Array(records.reversed())))
    }

    @Test func wholeSegmentsAreWhole() throws {
        try check(whole)
        try check(try Self.segment(of: []))
        try check(try Self.segment(of: [Self.record(1)]))
    }

    // MARK: Items

    private func column(_ column: SegmentColumn, _ values: IntegerColumn, _ change: (inout [Int64]) -> Void) -> [UInt8]
    {
        var numbers = (0..<values.count).map { values[$0] }
        change(&numbers)
        return IntegerColumnEncoder.encode(numbers)
    }

    @Test func columnsThatLieAreFound() {
        func expect(
            _ named: SegmentColumn, _ values: IntegerColumn, _ expected: String, _ change: (inout [Int64]) -> Void
        ) {
            expectFound(
                "\(named)", SegmentSection.firstColumn + named.rawValue, column(named, values, change), expected)
        }
        expect(.date, whole.dates, "to follow item") { $0.swapAt(3, 4) }
        expect(.kind, whole.kinds, "a kind") { $0[3] = 9 }
        expect(.kind, whole.kinds, "a kind") { $0[3] = 256 }
        expect(.version, whole.versions, "as its version") { $0[0] += 1 }
        expect(.keyLow, whole.keyLows, "lead to it") { $0[3] += 1 }
        expect(.norm, column(.norm), "lengths of team") { $0[3] += 8 }
        expect(.bodyLength, whole.bodyLengths, "length of body") { $0[0] += 1 }
        // One that is not compared with its record.
        expect(.thread, whole.threadOrdinals, "members") { $0[3] = -1 }
    }

    private func column(_ column: SegmentColumn) -> IntegerColumn {
        do { return try IntegerColumn(whole.file.section(SegmentSection.firstColumn + column.rawValue)) } catch {
            preconditionFailure("\(error)")
        }
    }

    @Test func teamsThatLieAreFound() throws {
        var info = whole.info
        info.teams[0].lengths += 1
        expectFound("lengths", SegmentSection.info, info.encoded(), "lengths of team")
        info = whole.info
        info.teams[0].items = 0..<1_000_000
        #expect(throws: StorageError.self) { try segment(with: SegmentSection.info, info.encoded()) }
        info = whole.info
        info.teams.swapAt(0, 1)
        let (first, second) = (info.teams[0].items.count, info.teams[1].items.count)
        info.teams[0].items = 0..<UInt32(first)
        info.teams[1].items = UInt32(first)..<UInt32(first + second)
        expectFound("order", SegmentSection.info, info.encoded(), "teams in order", "lengths of team", "lead to it")
    }

    @Test func tablesThatLieAreFound() throws {
        func swapped(_ section: UInt16, _ a: Int, _ b: Int, _ size: Int) throws -> [UInt8] {
            var bytes = try bytes(of: section)
            for place in 0..<size { bytes.swapAt(a + place, b + place) }
            return bytes
        }
        let values = 8 + Self.count * 16
        expectFound(
            "items", SegmentSection.items, try swapped(SegmentSection.items, values, values + 4, 4), "lead to it")
        expectFound(
            "keys", SegmentSection.threads, try swapped(SegmentSection.threads, 8, 24, 16), "ascending keys")
        expectFound(
            "tombstones", SegmentSection.tombstones, try swapped(SegmentSection.tombstones, 8, 40, 32),
            "ascending keys")
        for (section, count, expected) in [
            (SegmentSection.threads, whole.threads.count, "a key of thread"),
            (SegmentSection.boxes, whole.boxes.count, "a key of box"),
        ] {
            var table = try bytes(of: section)
            table[8 + count * 16 + 1] ^= 0x40
            expectFound("ordinals", section, table, expected)
        }
        for section in [SegmentSection.threadMembers, SegmentSection.boxMembers] {
            expectFound("order", section, try swapped(section, 0, 4, 4), "members by group")
            expectFound("one too few", section, try bytes(of: section).dropLast(4), "members")
        }
        var zones = try bytes(of: SegmentSection.firstNumberColumn)
        zones.replaceSubrange(8..<16, with: withUnsafeBytes(of: (5.0).bitPattern.littleEndian, Array.init))
        expectFound("zones", SegmentSection.firstNumberColumn, zones, "a zone around")
        var numbers = try bytes(of: SegmentSection.firstNumberColumn)
        numbers[numbers.count - 2] = 0x7F
        expectFound("items of numbers", SegmentSection.firstNumberColumn, numbers, "an item below")
        var index = try bytes(of: SegmentSection.storedIndex)
        index[24] &+= 1
        expectFound("records", SegmentSection.storedIndex, index, "in block 0", "a first block")
    }

    // MARK: Lists

    private func entry(_ space: TermSpace, _ term: [UInt8]) throws -> TermEntry {
        try #require(try whole.find(team: 0, space, term))
    }

    @Test func listsThatLieAreFound() throws {
        let common = try entry(.combined(.stem), TermKey.stem(Array("common".utf8), .english))
        let start = Int(common.postingsOffset)
        let blocks = (Int(common.count) + 127) / 128
        #expect(blocks > 1)
        func changed(_ section: UInt16, _ place: Int, _ change: (UInt8) -> UInt8) throws -> [UInt8] {
            var bytes = try bytes(of: section)
            bytes[place] = change(bytes[place])
            return bytes
        }
        expectFound(
            "last item", SegmentSection.postings, try changed(SegmentSection.postings, start) { $0 - 1 },
            "the last item of block", "an item of")
        for corner in [0, 2] {
            var bytes = try bytes(of: SegmentSection.postings)
            for place in [corner, 2 - corner] { bytes[start + blocks * 4 + place] = 0 }
            expectFound("impact", SegmentSection.postings, bytes, "within the bounds")
        }
        expectFound(
            "ordinal", SegmentSection.postings,
            try changed(SegmentSection.postings, start + blocks * 12 + 4) { $0 + 1 }, "occurrences before block 1")

        let subject = try entry(.text(.subject, .stem), TermKey.stem(Array("offer".utf8), .english))
        expectFound(
            "item", SegmentSection.postings,
            try changed(SegmentSection.postings, Int(subject.postingsOffset + subject.postingsLength) - 1) { $0 &+ 4 },
            "an item of", "last item", "other words")

        let meet = try entry(.combined(.stem), TermKey.stem(Array("meet".utf8), .english))
        let end = Int(meet.occurrencesOffset + meet.occurrencesLength)
        expectFound(
            "form", SegmentSection.occurrences, try changed(SegmentSection.occurrences, end - 1) { $0 ^ 1 },
            "an exact form for every form", "other words")

        let form = try entry(.combined(.exact), Array("meetings".utf8))
        expectFound(
            "reference", SegmentSection.terms,
            try changed(SegmentSection.terms, Int(form.postingsOffset + form.postingsLength) - 1) { $0 ^ 1 },
            "an exact form for every form")
        let index = try bytes(of: SegmentSection.termIndex)
        expectFound(
            "first key", SegmentSection.termIndex,
            try changed(SegmentSection.termIndex, index.count - 1) { $0 + 1 }, "the first key of block",
            "terms of block")
    }

    // MARK: Records

    /// The whole segment with the records of another.
    private func segment(withRecordsOf records: [Record]) throws -> SegmentReader {
        let other = try Self.segment(of: records)
        var writer = SectionFileWriter(Self.identity, to: nil)
        for id in sections {
            let isRecords = [SegmentSection.stored, SegmentSection.storedIndex].contains(id)
            try writer.write(section: id, Array((isRecords ? other : whole).file.section(id).all()))
        }
        try writer.finish()
        return try Self.open(writer.bytes)
    }

    @Test(arguments: [
        ("body", "common meat other Grüße 東京都 0", "other words"), ("id", "x", "another id, team or kind"),
    ])
    func itemsThatAreNotTheirRecordsAreFound(property: String, value: String, expected: String) throws {
        let records = (0..<Self.count).map { number in
            var record = Self.record(number)
            let place = record.properties.firstIndex { $0.name == property }
            if let place { record.properties[place].value = .string(value + (property == "id" ? "\(number)" : "")) }
            return record
        }
        // The order of items is by date within a team, whatever else is changed.
        let reader = try segment(withRecordsOf: records)
        _ = try SegmentCheck(reader: reader, threads: 1).run(.none)
        let error = #expect(throws: SampleCheck.Disagreement.self) { try check(reader) }
        #expect(error?.difference == expected)
    }

    @Test func groupsThatAreNotTheirRecordsAreFound() throws {
        let records = (0..<Self.count).map { number in
            var record = Self.record(number)
            record.properties[3].value = .string("t\(number / 3 + 1)")
            return record
        }
        let error = #expect(throws: SampleCheck.Disagreement.self) { try check(segment(withRecordsOf: records)) }
        #expect(error?.difference.contains("thread") == true)
    }

    // MARK: Hostile bytes

    @Test(arguments: 0..<4 as Range<UInt64>) func anyBytesAreAnswered(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var found = 0
        for _ in 0..<100 {
            let section = sections[Int.random(in: 0..<sections.count, using: &random)]
            var bytes = try bytes(of: section)
            guard !bytes.isEmpty else { continue }
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            }
            if Int.random(in: 0..<8, using: &random) == 0 {
                bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
            }
            do { try check(try segment(with: section, bytes)) } catch { found += 1 }
        }
        #expect(found > 50, "seed \(seed): found \(found)")
    }
}
