// Properties:
// 1. Of a log without damage, torn or not, everything is before the damage, and there is none.
// 2. Of a damaged one the records before the damage and the whole ones behind it are found, each with its own bytes, and the
//    error is the one that a replay throws.
// 3. Of a log whose header is damaged every whole record is behind the damage.
// 4. What a salvage finds is never other bytes than were written, after any seeded damage.
// 5. Bytes that look like frames at every place end in time.

import TestSupport
import Testing

@testable import Storage

@Suite struct LogSalvageTests {
    private let name = "log-00000000000000000001"

    private func salvage(_ bytes: [UInt8], isLast: Bool = true) -> LogReader.Salvage {
        LogReader(FaultyDirectory(), index: LogFixture.index).salvage(
            name, bytes, isLast: isLast, isOnly: false)
    }

    private func payloads(_ ranges: [Range<Int>], _ bytes: [UInt8]) -> [[UInt8]] { ranges.map { Array(bytes[$0]) } }

    @Test func wholeLogsHaveNoDamage() throws {
        let (log, records) = try LogFixture.log([3, 17, 1, 40])
        let bytes = try LogFixture.bytes(log)
        for tail in [[], [UInt8](repeating: 0, count: 5_000), [1, 2, 3], Array(bytes.suffix(56).dropLast())] {
            let found = salvage(bytes + tail)
            #expect(payloads(found.before, bytes) == records.map(\.payload) && found.behind.isEmpty)
            #expect(found.goodBytes == bytes.count && found.damage == nil)
        }
        // A log that another follows has no torn tail.
        #expect(salvage(bytes + [1, 2, 3], isLast: false).damage != nil)
        #expect(salvage([]).damage == nil && salvage(Array(bytes.prefix(30))).damage == nil)
    }

    @Test func recordsOnBothSidesOfDamageAreFound() throws {
        let (log, records) = try LogFixture.log([3, 17, 1, 40])
        let bytes = try LogFixture.bytes(log)
        let frames = LogFixture.frames(records)
        for place in SectionFileFormat.headerSize..<frames[3] {
            var damaged = bytes
            damaged[place] ^= 0x20
            let hit = frames.lastIndex { $0 <= place } ?? 0
            let found = salvage(damaged)
            #expect(payloads(found.before, damaged) == records[..<hit].map(\.payload), "byte \(place)")
            #expect(payloads(found.behind, damaged) == records[(hit + 1)...].map(\.payload), "byte \(place)")
            #expect(found.goodBytes == frames[hit], "byte \(place)")
            let error = #expect(throws: StorageError.self) {
                try LogFixture.records(FaultyDirectory(files: [name: damaged]))
            }
            #expect(found.damage == error, "byte \(place)")
        }
    }

    @Test func recordsBehindADamagedHeaderAreFound() throws {
        let (log, records) = try LogFixture.log([3, 17, 1, 40])
        let bytes = try LogFixture.bytes(log)
        for place in 0..<SectionFileFormat.headerSize {
            var damaged = bytes
            damaged[place] ^= 0x20
            let found = salvage(damaged)
            #expect(found.before.isEmpty && found.goodBytes == 0, "byte \(place)")
            #expect(payloads(found.behind, damaged) == records.map(\.payload), "byte \(place)")
            guard case .corrupt(name, _, _, _) = found.damage else {
                Issue.record("byte \(place): \(String(describing: found.damage))")
                continue
            }
        }
    }

    @Test(arguments: 0..<UInt64(FuzzRounds.scaled(200))) func nothingElseIsEverFound(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let (log, records) = try LogFixture.log((0..<8).map { _ in Int.random(in: 1...400, using: &random) })
        var bytes = try LogFixture.bytes(log)
        let frames = LogFixture.frames(records)
        let whole = zip(frames, frames.dropFirst()).map { Array(bytes[$0..<$1]) }
        _ = Damage.allCases[Int(seed) % Damage.allCases.count].apply(to: &bytes, &random)
        let found = salvage(bytes)
        #expect(payloads(found.before, bytes) == records.prefix(found.before.count).map(\.payload), "seed \(seed)")
        let known = Set(records.map(\.payload))
        #expect(known.isSuperset(of: payloads(found.behind, bytes)), "seed \(seed)")
        // A record is lost only if its frame is: what is not found is not there whole.
        let got = Set(payloads(found.before + found.behind, bytes))
        for (record, frame) in zip(records, whole) where !got.contains(record.payload) {
            #expect(!bytes.contains(frame), "seed \(seed), record \(record.sequence)")
        }
    }

    @Test(.timeLimit(.minutes(1))) func bytesThatLookLikeFramesEndInTime() throws {
        let bytes = try LogFixture.bytes(LogFixture.log([3, 17]).directory)
        let pattern: [UInt8] = [3, 0, 0x20, 0, 0, 0, 0, 0]
        let found = salvage(bytes + [[UInt8]](repeating: pattern, count: 1_000_000).flatMap(\.self))
        #expect(found.before.count == 2 && found.damage != nil)
    }
}
