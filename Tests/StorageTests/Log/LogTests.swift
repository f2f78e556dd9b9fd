// Properties:
// 1. Records come back in order with their sequences, at payload sizes around a header's, a block's and a page's end;
//    after a given sequence only those above it.
// 2. Sequences go on after reopening, after trimming, and after a torn tail, in the same file or the next.
// 3. Pending bytes are those of the records that were replayed or appended since the last trim.
// 4. A trim removes the log's files whose records are all trimmed, those of earlier lives too, and no others; names that
//    only look like a log's are left alone. A file without a frame is not rotated, so that no two files have one name.
// 5. A writer that may only read changes nothing.
// 6. A record is durable when `append` returns: file, name and all.
// 7. A log that failed takes records again after a restart, above the sequence that failed.
// 8. What the receiver of a record throws ends the replay with that error.
// 9. Logs of another index, of another format version, under another name, and with files missing are refused by name.

import Glibc
import TestSupport
import Testing

@testable import Storage

@Suite struct LogTests {
    static let sizes = [1, 2, 15, 16, 17, 127, 128, 129, 4_079, 4_080, 4_081, 4_095, 4_096, 4_097, 65_536, 1_000_000]

    @Test func recordsOfEverySizeComeBack() throws {
        let (directory, records) = try LogFixture.log(Self.sizes)
        let (found, result) = try LogFixture.records(directory)
        #expect(found == records)
        #expect(records.map(\.sequence) == (1...UInt64(Self.sizes.count)).map { $0 })
        let file = try #require(result.files.first)
        #expect(file.name == "log-00000000000000000001" && file.lastSequence == 16)
        #expect(try file.size == UInt64(#require(LogFixture.frames(records).last)))
        #expect(file.payloadBytes == Self.sizes.reduce(0, +))
        #expect(result.lastSequence == 16 && result.files.count == 1)
        for after in 0...16 {
            let (rest, result) = try LogFixture.records(directory, after: UInt64(after))
            #expect(rest == Array(records.dropFirst(after)) && result.lastSequence == 16)
        }
    }

    @Test func realFilesHoldTheSame() throws {
        let folder = try TemporaryFolder()
        let directory = try FileDirectory(folder.path)
        let (memory, records) = try LogFixture.log([10, 5_000, 1])
        let writer = try LogFixture.writer(directory)
        for record in records { #expect(try writer.append(record.payload) == record.sequence) }
        #expect(try LogFixture.records(directory).records == records)
        #expect(try directory.read("log-00000000000000000001") == memory.contents["log-00000000000000000001"])
    }

    @Test func anEmptyFolderIsAnEmptyLog() throws {
        for after in [0, 7, .max - 1, .max] as [UInt64] {
            let (records, result) = try LogFixture.records(FaultyDirectory(), after: after)
            #expect(records.isEmpty && result == LogReader.Result(lastSequence: after))
        }
    }

    @Test func sequencesGoOn() throws {
        let directory = FaultyDirectory()
        var expected: [LogRecord] = []
        for round in 0..<6 {
            let writer = try LogFixture.writer(directory)
            #expect(writer.sequence == UInt64(expected.count))
            #expect(writer.pendingBytes == expected.reduce(0) { $0 + $1.payload.count })
            for _ in 0..<3 {
                let payload = LogFixture.payload(expected.count, size: 40 + round)
                expected.append(LogRecord(sequence: try writer.append(payload), payload: payload))
            }
            #expect(writer.sequence == UInt64(expected.count))
            // Half a frame that was never acknowledged.
            if round % 2 == 0 { try LogFixture.tear(directory, [90, 0, 0, 0, 1, 2, 3]) }
        }
        #expect(try LogFixture.records(directory).records == expected)
        #expect(expected.map(\.sequence) == (1...18).map { $0 })
        #expect(directory.openFiles.isEmpty)
    }

    @Test func trimmingForgetsTheLogAlone() throws {
        let directory = FaultyDirectory(files: [
            "segment-1": [1], "log-5": [2], "log-+0000000000000000005": [3], "log-99999999999999999999": [4],
            "log-00000000000000000005.tmp": [5], "log-00000000000000000000": [6],
        ])
        let others = directory.contents
        let writer = try LogFixture.writer(directory)
        for number in 0..<5 { _ = try writer.append(LogFixture.payload(number, size: 10)) }
        try writer.trim(upTo: 4)
        #expect(directory.contents.count == others.count + 1 && writer.pendingBytes == 50)
        try writer.trim(upTo: 5)
        // A log has a file at all times: the next record's is there before the last one's goes.
        let next = "log-00000000000000000006"
        #expect(directory.contents.filter { $0.key != next } == others && directory.contents[next] != nil)
        #expect(writer.pendingBytes == 0 && writer.sequence == 5)
        #expect(try writer.append([1]) == 6)
        #expect(try directory.list().contains("log-00000000000000000006"))
        #expect(try LogFixture.records(directory, after: 5).records == [LogRecord(sequence: 6, payload: [1])])
    }

    @Test func readersChangeNothing() throws {
        let (directory, records) = try LogFixture.log([5, 6])
        try LogFixture.tear(directory, [1, 2, 3])
        let before = directory.contents
        let result = try LogFixture.records(directory).result
        let steps = directory.steps.count
        let writer = try LogWriter(directory, index: LogFixture.index, after: result, readOnly: true)
        #expect(writer.sequence == UInt64(records.count))
        #expect(directory.contents == before && directory.steps.count == steps)
    }

    @Test func acknowledgedRecordsAreDurable() throws {
        let directory = FaultyDirectory()
        let writer = try LogFixture.writer(directory)
        for number in 1...10 {
            _ = try writer.append(LogFixture.payload(number, size: number * 100))
            #expect(try LogFixture.records(directory.image(.unsynced)).records.count == number)
        }
        #expect(OrderAudit.violations(directory.steps).isEmpty)
    }

    @Test func theReceiversErrorEndsTheReplay() throws {
        struct Stop: Error {}
        let (directory, _) = try LogFixture.log([1, 2, 3])
        var count = 0
        #expect(throws: Stop.self) {
            try LogReader(directory, index: LogFixture.index).replay(after: 0) { _, _, _ in
                count += 1
                if count == 2 { throw Stop() }
            }
        }
        #expect(count == 2)
    }

    @Test func foreignLogsAreRefused() throws {
        let name = "log-00000000000000000001"
        let (directory, _) = try LogFixture.log([5, 6])
        let another = StorageError.corrupt(
            file: name, offset: 16, expected: "a log of this index", got: "one of another")
        #expect(throws: another) { try LogFixture.records(directory, index: KeyHash(high: 1, low: 1)) }
        for (version, isOld) in [
            (SectionFileFormat.oldestVersion - 1, true), (SectionFileFormat.currentVersion + 1, false),
        ] {
            directory.damage(name) {
                $0[10] = UInt8(version)
                ResealedFile.sealHeader(&$0)
            }
            let error = #expect(throws: StorageError.self) { try LogFixture.records(directory) }
            #expect(
                error
                    == (isOld
                        ? .tooOld(file: name, version: version, oldest: SectionFileFormat.oldestVersion)
                        : .tooNew(file: name, version: version, newest: SectionFileFormat.currentVersion)))
        }
    }

    /// A log of two files, as a trim that a crash interrupted leaves it; the second begins with record 3.
    private func twoFiles() throws -> (FaultyDirectory, [LogRecord]) {
        let (directory, records) = try LogFixture.log([5, 6])
        let first = directory.contents
        let writer = try LogFixture.writer(directory)
        try writer.trim(upTo: 2)
        let more = LogRecord(sequence: try writer.append([7]), payload: [7])
        for (name, bytes) in first { directory.damage(name) { $0 = bytes } }
        return (directory, records + [more])
    }

    @Test func filesFollowEachOther() throws {
        let (directory, records) = try twoFiles()
        for after in 0...3 as ClosedRange<UInt64> {
            #expect(try LogFixture.records(directory, after: after).records == Array(records.dropFirst(Int(after))))
        }
        // What a segment holds may be damaged or gone.
        let gone = try twoFiles().0
        try gone.remove("log-00000000000000000001")
        #expect(try LogFixture.records(gone, after: 2).records == [records[2]])
        let missing = StorageError.corrupt(
            file: "log-00000000000000000003", offset: 0, expected: "record 1", got: "record 3")
        #expect(throws: missing) { try LogFixture.records(gone) }
        // A file that ends early, between two frames, leaves a gap before the next.
        let end = LogFixture.frames(records)[1]
        directory.damage("log-00000000000000000001") { $0.removeLast($0.count - end) }
        #expect(throws: StorageError.self) { try LogFixture.records(directory) }
        #expect(try LogFixture.records(directory, after: 2).records == [records[2]])
    }

    @Test func renamedFilesAreRefused() throws {
        let (directory, _) = try LogFixture.log([5, 6])
        try directory.rename("log-00000000000000000001", to: "log-00000000000000000003")
        let error = StorageError.corrupt(
            file: "log-00000000000000000003", offset: 32, expected: "a log that begins with record 3", got: "1")
        #expect(throws: error) { try LogFixture.records(directory, after: 2) }
    }

    @Test func aWriterNeverLeavesAGap() throws {
        // Segments hold records up to 9; a crash lost the removal of an old log file, but not that of the newest.
        let (directory, _) = try LogFixture.log([5, 6])
        let writer = try LogFixture.writer(directory, after: 9)
        #expect(try writer.append([1]) == 10)
        #expect(try writer.append([2]) == 11)
        let found = try LogFixture.records(directory, after: 9)
        #expect(found.records.map(\.payload) == [[1], [2]] && found.result.lastSequence == 11)
        // What the old file holds is passed over, and goes with the next trim.
        let reopened = try LogFixture.writer(directory, after: 9)
        try reopened.trim(upTo: 10)
        #expect(try directory.list() == ["log-00000000000000000010"])
        try reopened.trim(upTo: 11)
        #expect(try directory.list() == ["log-00000000000000000012"])
    }

    @Test func rotatedFilesAreTrimmedAsWholes() throws {
        let directory = FaultyDirectory()
        let writer = try LogFixture.writer(directory)
        for number in 1...6 {
            _ = try writer.append([UInt8(number)])
            if number % 2 == 0 { try writer.rotate() }
        }
        #expect(try directory.list().count == 3 && writer.pendingBytes == 6)
        try writer.trim(upTo: 3)
        #expect(
            try directory.list() == [
                "log-00000000000000000003", "log-00000000000000000005", "log-00000000000000000007",
            ])
        #expect(writer.pendingBytes == 4)
        #expect(try LogFixture.records(directory, after: 3).records.map(\.payload) == [[4], [5], [6]])
    }

    @Test func aFileWithoutFramesIsNeverRotated() throws {
        // A crash came between the making of a file and its first frame.
        let (directory, _) = try LogFixture.log([5])
        let name = "log-00000000000000000001"
        let bytes = try LogFixture.bytes(directory)
        directory.damage(name) { $0 = Array(bytes.prefix(SectionFileFormat.headerSize)) }
        let writer = try LogFixture.writer(directory)
        try writer.rotate()
        #expect(try writer.append([9]) == 1)
        // The file that holds record 1 is not one that a trim up to 0 may take.
        try writer.trim(upTo: 0)
        #expect(try LogFixture.records(directory).records == [LogRecord(sequence: 1, payload: [9])])
    }

    @Test func aRestartedLogBurnsTheFailedSequence() throws {
        let (directory, records) = try LogFixture.log([5, 6])
        let writer = try LogFixture.writer(directory)
        directory.arm(Fault(.fails(EIO), of: [.sync]))
        #expect(throws: StorageError.self) { try writer.append([1]) }
        #expect(writer.isPoisoned && writer.sequence == 2)
        #expect(throws: StorageError.logPoisoned(file: "log-00000000000000000001")) { try writer.append([1]) }
        // The record that failed may be there or not; the manifest now holds everything up to its sequence.
        #expect(try LogFixture.records(directory).records.prefix(2) == records[...])
        try writer.restart(after: 3)
        #expect(try writer.append([2]) == 4)
        #expect(try directory.list() == ["log-00000000000000000004"])
        #expect(try LogFixture.records(directory.crash(.unsynced), after: 3).records.map(\.payload) == [[2]])
    }
}
