// Properties:
// 1. Every record comes back whole by its item, in any order of asking, whatever its size around a block's.
// 2. So too with more blocks than a scratch keeps, and from several threads, each with a scratch of its own.
// 3. `verify` accepts what the writer wrote.
// 4. An item that is not there, and an index that does not fit, are refused.
// 5. A block that says it is larger than it turns out is refused.
// 6. With a dictionary too every record comes back; records like the sample take less; a dictionary that is none is
//    refused.
// 7. Hostile bytes end in a StorageError or in records that can be read.

import Storage
import Synchronization
import TestSupport
import Testing

@Suite struct StoredTests {
    static let sizes = [
        0, 1, 127, 128, 129, 4_095, 4_096, 4_097, 16_383, 16_384, 32_764, 32_765, 32_767, 32_768, 32_769, 100_000,
    ]

    /// The two sections of some records.
    private func encoded(_ records: [[UInt8]], dictionary: [UInt8] = []) throws -> [[UInt8]] {
        var file = SectionFileWriter(Sections.identity, to: nil)
        var writer = StoredWriter(dictionary: dictionary)
        let packer = RecordPacker(dictionary: dictionary)
        try file.beginSection(1)
        for (place, record) in records.enumerated() {
            record.withUnsafeBytes { packer.append($0) }
            // In pieces of any size, it comes to the same.
            if place % 3 == 2 { try writer.append(packer.take(isLast: false), to: &file) }
        }
        try writer.append(packer.take(isLast: true), to: &file)
        try file.endSection()
        try file.beginSection(2)
        try writer.writeIndex(to: &file)
        try file.endSection()
        try file.finish()
        let opened = try Sections.open(file.bytes)
        return try [opened.section(1).copy(), opened.section(2).copy()]
    }

    /// Every record is there once, in order.
    private func verify(_ reader: StoredReader) throws {
        var next = 0
        try reader.verify(blocks: 0..<reader.blockCount, StoredScratch()) { item, _ in
            #expect(item == next)
            next += 1
        }
        #expect(next == reader.count)
    }

    private func reader(_ sections: [[UInt8]]) throws -> StoredReader {
        let opened = try Sections.sections(sections)
        return try StoredReader(data: opened[0], index: opened[1])
    }

    private func record(_ size: Int, _ random: inout SeededRandom) -> [UInt8] {
        // Half of it noise, so that blocks stay large when they are compressed.
        (0..<size).map { $0 % 2 == 0 ? UInt8.random(in: 0...255, using: &random) : 0x61 }
    }

    @Test func recordsOfEverySizeComeBack() throws {
        var random = SeededRandom(seed: 1)
        for size in Self.sizes {
            for count in [1, 2, 5] {
                let records = (0..<count).map { _ in record(size, &random) }
                let reader = try reader(encoded(records))
                #expect(reader.count == count)
                try verify(reader)
                let scratch = StoredScratch()
                for (item, record) in records.enumerated() {
                    let back = try reader.record(at: item, scratch) { Array($0) }
                    #expect(back == record, "\(count) records of \(size) bytes, item \(item)")
                }
            }
        }
    }

    @Test func noRecordsAreARightThing() throws {
        let reader = try reader(encoded([]))
        #expect(reader.count == 0)
        try verify(reader)
        #expect(throws: StorageError.self) { try reader.record(at: 0, StoredScratch()) { $0.count } }
    }

    @Test(arguments: 0..<4 as Range<UInt64>) func anyOrderOfAskingGivesTheSame(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        // About 60 blocks of 32 KiB: four times the bytes that a scratch keeps.
        let records = (0..<400).map { _ in record(Int.random(in: 0...10_000, using: &random), &random) }
        let reader = try reader(encoded(records))
        try verify(reader)
        let scratch = StoredScratch()
        for round in 0..<1_000 {
            let item = Int.random(in: 0..<records.count, using: &random)
            let back = try reader.record(at: item, scratch) { Array($0) }
            #expect(back == records[item], "seed \(seed), round \(round)")
        }
        for item in [-1, 400, .max, .min] {
            #expect(throws: StorageError.self) { try reader.record(at: item, scratch) { $0.count } }
        }
    }

    @Test func threadsWithTheirOwnScratchesAgree() async throws {
        var random = SeededRandom(seed: 5)
        let records = (0..<200).map { _ in record(3_000, &random) }
        let reader = try reader(encoded(records))
        await withTaskGroup(of: Int.self) { group in
            for worker in 0..<4 {
                group.addTask {
                    let scratch = StoredScratch()
                    return (0..<records.count).count { item in
                        let place = (item + worker * 50) % records.count
                        return (try? reader.record(at: place, scratch) { Array($0) }) == records[place]
                    }
                }
            }
            for await right in group { #expect(right == records.count) }
        }
    }

    @Test func sizesMustAgree() throws {
        var random = SeededRandom(seed: 6)
        let sections = try encoded((0..<20).map { _ in record(5_000, &random) })
        for count in [0, 12, 16, sections[1].count - 1] {
            #expect(throws: StorageError.self) { try self.reader([sections[0], Array(sections[1].prefix(count))]) }
        }
        // The first row's size, at byte 28: a thousand times what the block holds.
        var index = sections[1]
        index.replaceSubrange(28..<32, with: [0, 0, 0, 0x3F])
        let lying = try reader([sections[0], index])
        let error = #expect(throws: StorageError.self) { try lying.record(at: 0, StoredScratch()) { $0.count } }
        #expect(error?.description.contains("a zstd block of 1056964608 bytes") == true)
    }

    /// Records that are alike, as mail is.
    private func mail(_ count: Int, _ random: inout SeededRandom) -> [[UInt8]] {
        let words = (0..<300).map { _ in String(random.next() % 100_000_000, radix: 36) }
        return (0..<count).map { _ in
            let body = (0..<200).map { _ in words[Int.random(in: 0..<words.count, using: &random)] }
            return Array("{\"from\": \"amy@example.com\", \"body\": \"\(body.joined(separator: " "))\"}".utf8)
        }
    }

    private func dictionary(_ records: [[UInt8]]) -> [UInt8] {
        StoredDictionary.trained(count: records.count) { place, use in records[place].withUnsafeBytes(use) }
    }

    @Test(arguments: 0..<3 as Range<UInt64>) func dictionariesKeepEveryRecord(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let records = mail(600, &random)
        let dictionary = dictionary(records)
        #expect(!dictionary.isEmpty)
        let others = Self.sizes.map { record($0, &random) }
        let sections = try encoded(records + others, dictionary: dictionary)
        let reader = try reader(sections)
        try verify(reader)
        #expect(try Array(reader.dictionary()) == dictionary)
        let scratch = StoredScratch()
        for (item, record) in (records + others).enumerated().shuffled(using: &random) {
            #expect(try reader.record(at: item, scratch) { Array($0) } == record, "seed \(seed), item \(item)")
        }
        let plain = try encoded(records)
        #expect(try encoded(records, dictionary: dictionary)[0].count < plain[0].count)
    }

    @Test func fewRecordsHaveNoDictionary() {
        #expect(dictionary([]).isEmpty)
        #expect(dictionary([[1, 2, 3]]).isEmpty)
    }

    @Test func whatIsNoDictionaryIsNamed() throws {
        var random = SeededRandom(seed: 8)
        let records = mail(600, &random)
        let sections = try encoded(records, dictionary: dictionary(records))
        var index = sections[1]
        // Behind the dictionary's magic and number its tables begin.
        let start = index.count - dictionary(records).count
        for place in start + 8..<start + 40 { index[place] = 0xFF }
        let lying = try reader([sections[0], index])
        let error = #expect(throws: StorageError.self) { try lying.record(at: 0, StoredScratch()) { $0.count } }
        #expect(error?.description.contains("a zstd dictionary") == true)
    }

    @Test func hostileBytesStayWithinBounds() throws {
        var random = SeededRandom(seed: 7)
        let alike = mail(200, &random)
        let some = (0..<60).map { _ in record(Int.random(in: 0...3_000, using: &random), &random) }
        let good = try encoded(some + alike.prefix(20), dictionary: dictionary(alike))
        var sum = 0
        func read(_ sections: [Section]) throws {
            let reader = try StoredReader(data: sections[0], index: sections[1])
            let scratch = StoredScratch()
            for item in 0..<min(reader.count, 100) {
                // Every byte is looked at.
                do {
                    sum &+= try reader.record(at: item, scratch) { $0.reduce(0) { $0 &+ Int($1) } }
                } catch is StorageError {}
            }
            try verify(reader)
        }
        try HostileBytes.feed(good, rounds: 300, to: read)
        try HostileBytes.feedNoise(sections: 2, rounds: 200, to: read)
        #expect(sum > 0)
    }
}
