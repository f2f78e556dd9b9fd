// Properties:
// 1. A log cut anywhere gives the records whose frames are whole, and the next record goes where the cut was.
// 2. A flipped bit anywhere before the last frame is refused with the file's name and a place not behind it; in the
//    last frame it looks like a torn tail; no record is ever read wrong.
// 3. After any seeded damage the records read are the first ones, unchanged; one that is missing is not to be found
//    whole anywhere in the file.
// 4. Zeros behind the last frame, however many, and the beginnings of frames are a torn tail.
// 5. A last file with no more than a part of a header was never begun; one with records behind a damaged header is
//    refused.
// 6. Bytes that look like frames at every place end in time.

import TestSupport
import Testing

@testable import Storage

@Suite struct LogDamageTests {
    private let name = "log-00000000000000000001"

    @Test func everyCutIsATornTail() throws {
        let (whole, records) = try LogFixture.log([3, 17, 1, 40])
        let bytes = try LogFixture.bytes(whole)
        let frames = LogFixture.frames(records)
        for cut in 0...bytes.count {
            let directory = FaultyDirectory(files: [name: Array(bytes[..<cut])])
            let kept = max(0, frames.count { $0 <= cut } - 1)
            #expect(try LogFixture.records(directory).records == Array(records.prefix(kept)), "cut at \(cut)")
            let writer = try LogFixture.writer(directory)
            #expect(try writer.append([77]) == UInt64(kept + 1), "cut at \(cut)")
            let expected = records.prefix(kept) + [LogRecord(sequence: UInt64(kept + 1), payload: [77])]
            #expect(try LogFixture.records(directory.crash(.unsynced)).records == Array(expected), "cut at \(cut)")
        }
    }

    @Test func everyFlippedBitIsFoundBeforeTheLastFrame() throws {
        let (whole, records) = try LogFixture.log([3, 17, 1, 40])
        let bytes = try LogFixture.bytes(whole)
        let last = LogFixture.frames(records)[3]
        for place in bytes.indices {
            for bit in 0..<8 {
                let directory = FaultyDirectory(files: [name: bytes])
                directory.damage(name) { $0[place] ^= 1 << UInt8(bit) }
                let what: Comment = "bit \(bit) of byte \(place)"
                if place >= last {
                    #expect(try LogFixture.records(directory).records == Array(records.dropLast()), what)
                    continue
                }
                let error = #expect(throws: StorageError.self, what) { try LogFixture.records(directory) }
                guard case .corrupt(let file, let offset, _, _) = error else {
                    Issue.record("\(what): \(String(describing: error))")
                    continue
                }
                #expect(file == name && offset <= UInt64(max(place, 60)), what)
            }
        }
    }

    @Test(arguments: 0..<UInt64(FuzzRounds.scaled(600))) func seededDamageIsNeverReadWrong(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let sizes = (0..<Int.random(in: 1...12, using: &random)).map { _ in
            Int.random(in: 1...(seed % 3 == 0 ? 60 : 3_000), using: &random)
        }
        let (directory, records) = try LogFixture.log(sizes)
        let bytes = try LogFixture.bytes(directory)
        let frames = LogFixture.frames(records)
        let damage = Damage.allCases[Int(seed) % Damage.allCases.count]
        let hasZeros = Bool.random(using: &random)
        directory.damage(name) {
            // With a part of the zeros laid out behind the frames, or without.
            $0.removeLast($0.count - bytes.count - (hasZeros ? 500 : 0))
            _ = damage.apply(to: &$0, &random)
        }
        let damaged = try #require(directory.contents[name])
        let found: [LogRecord]
        do { found = try LogFixture.records(directory).records } catch StorageError.corrupt(let file, let offset, _, _)
        {
            #expect(file == name && offset <= UInt64(damaged.count), "seed \(seed), \(damage)")
            return
        }
        #expect(found == Array(records.prefix(found.count)), "seed \(seed), \(damage)")
        for place in found.count..<max(found.count, records.count) {
            let frame = bytes[frames[place]..<frames[place + 1]]
            #expect(!damaged.contains(frame), "seed \(seed), \(damage): lost record \(place + 1)")
        }
    }

    @Test func zerosAndBeginningsAreATornTail() throws {
        let (whole, records) = try LogFixture.log([3, 17])
        let bytes = try LogFixture.bytes(whole)
        let next = try LogFixture.bytes(LogFixture.log([3, 17, 500]).directory).dropFirst(bytes.count)
        let tails: [[UInt8]] = [
            [0], [UInt8](repeating: 0, count: 100_000), [UInt8](repeating: 0xFF, count: 5_000), Array(next.prefix(16)),
            Array(next.dropLast()), Array(next.prefix(100)) + [UInt8](repeating: 0, count: 4_096),
            // Old blocks that the file system gave back: frames of earlier sequences.
            Array(bytes.dropFirst(64)), Array(bytes),
        ]
        for tail in tails {
            let directory = FaultyDirectory(files: [name: bytes + tail])
            #expect(try LogFixture.records(directory).records == records)
            _ = try LogFixture.writer(directory).append([9])
            #expect(try LogFixture.records(directory).records.last == LogRecord(sequence: 3, payload: [9]))
        }
        // A good frame that is not the next one: the one between is missing.
        let later = try LogFixture.bytes(LogFixture.log([3, 17, 20, 21]).directory)
        let gap = FaultyDirectory(files: [name: bytes + later.suffix(16 + 21)])
        let error = #expect(throws: StorageError.self) { try LogFixture.records(gap) }
        #expect(error == .corrupt(file: name, offset: UInt64(bytes.count), expected: "record 3", got: "damaged bytes"))
    }

    @Test func headersDecideWhetherALogWasBegun() throws {
        let (whole, records) = try LogFixture.log([3, 17])
        let bytes = try LogFixture.bytes(whole)
        for begun in [Array(bytes[..<64]), [], Array(bytes[..<63]), [UInt8](repeating: 0, count: 64)] {
            let directory = FaultyDirectory(files: [name: begun])
            #expect(try LogFixture.records(directory).records.isEmpty)
            #expect(try LogFixture.writer(directory).append([5]) == 1)
            #expect(
                try LogFixture.records(directory.crash(.unsynced)).records == [LogRecord(sequence: 1, payload: [5])])
        }
        for place in [0, 7, 8, 16, 32, 45, 63] {
            let directory = FaultyDirectory(files: [name: bytes])
            directory.damage(name) { $0[place] ^= 0x10 }
            #expect(throws: StorageError.self, "byte \(place)") { try LogFixture.records(directory) }
        }
        let text = FaultyDirectory(files: [name: Array(String(repeating: "not a log\n", count: 50).utf8)])
        #expect(throws: StorageError.self) { try LogFixture.records(text) }
        // A log that another follows was begun, whatever its header says.
        let two = FaultyDirectory(files: [name: Array(bytes[..<40]), "log-00000000000000000003": bytes])
        #expect(throws: StorageError.self) { try LogFixture.records(two) }
        #expect(records.count == 2)
    }

    @Test(.timeLimit(.minutes(1))) func bytesThatLookLikeFramesEndInTime() throws {
        let (whole, _) = try LogFixture.log([3, 17])
        let bytes = try LogFixture.bytes(whole)
        // Every eighth place: a length of 2 MiB, a plausible sequence, and a checksum that is wrong.
        let pattern: [UInt8] = [3, 0, 0x20, 0, 0, 0, 0, 0]
        let tail = [[UInt8]](repeating: pattern, count: 1_000_000).flatMap(\.self)
        let directory = FaultyDirectory(files: [name: bytes + tail])
        #expect(throws: StorageError.self) { try LogFixture.records(directory) }
    }

    @Test(arguments: 0..<UInt64(FuzzRounds.scaled(300))) func anyBytesUnderALogsNameAreSafe(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let noise = (0..<Int.random(in: 0...2_000, using: &random)).map { _ in
            UInt8.random(in: 0...(seed % 2 == 0 ? 255 : 2), using: &random)
        }
        let header = FileIdentity(kind: LogFormat.fileKind, index: LogFixture.index, generation: 1).header()
        let directory = FaultyDirectory(files: [name: (seed % 3 == 0 ? [] : header) + noise])
        do {
            #expect(try LogFixture.records(directory).records.isEmpty, "seed \(seed)")
        } catch StorageError.corrupt(let file, _, _, _) {
            #expect(file == name, "seed \(seed)")
        }
    }
}
