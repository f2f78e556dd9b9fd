// Properties, with every operation of a log's life failing in turn, once or for good, in every way a disk fails, and with
// every way a crash can lose what was not synced:
// 1. After reopening exactly the acknowledged records are there, and at most the one that was being written, whole.
// 2. A writer whose file failed takes nothing more until it is restarted or the log is opened again; after a restart the
//    record that failed is never seen again.
// 3. A trim that failed or that a crash interrupted loses no record above the trimmed ones and brings none back.
// 4. No file is left open, and after a trim of all records none is left but the next one's.

import Glibc
import TestSupport
import Testing

@testable import Storage

@Suite struct LogCrashTests {
    static let effects: [Fault.Effect] = [
        .fails(EIO), .fails(ENOSPC), .tears(EIO), .tears(after: 1, EIO), .tears(after: 20, ENOSPC), .cutsPower,
    ]
    static let losses: [CrashLoss] = [.nothing, .unsynced] + (0..<4).map { CrashLoss.random(seed: $0) }

    /// What a life of the log left behind.
    private struct Life {
        var acknowledged: [LogRecord] = []
        /// What was being written when something failed.
        var inFlight: [LogRecord] = []
        /// The segments hold records up to this one.
        var flushed: UInt64 = 0

        /// The acknowledged records that only the log holds.
        var pending: [LogRecord] { acknowledged.filter { $0.sequence > flushed } }

        var nextSequence: UInt64 { max(flushed, acknowledged.last?.sequence ?? 0) + 1 }

        func mayBe(_ records: [LogRecord]) -> Bool { records == pending || records == pending + inFlight }
    }

    private func append(_ payload: [UInt8], _ writer: LogWriter, _ life: inout Life) throws {
        let next = LogRecord(sequence: life.nextSequence, payload: payload)
        life.inFlight = [next]
        let sequence: UInt64
        do { sequence = try writer.append(payload) } catch {
            #expect(writer.isPoisoned)
            #expect(throws: StorageError.self) { try writer.append([1]) }
            throw error
        }
        #expect(sequence == next.sequence)
        life.inFlight = []
        life.acknowledged.append(next)
    }

    /// Appends, flushes, restarts and reopens until it is done or something fails twice.
    private func live(_ directory: FaultyDirectory, _ life: inout Life) throws {
        for round in 0..<3 {
            let writer = try LogFixture.writer(directory, after: life.flushed)
            for number in 0..<4 {
                let payload = LogFixture.payload(round * 10 + number, size: 300 * number + 1)
                do { try append(payload, writer, &life) } catch {
                    // A manifest that holds everything up to the sequence that failed is durable.
                    life.flushed = life.nextSequence
                    life.inFlight = []
                    try writer.restart(after: life.flushed)
                    try append(payload, writer, &life)
                }
            }
            try writer.rotate()
            guard round == 1 else { continue }
            life.flushed = writer.sequence
            try writer.trim(upTo: life.flushed)
        }
    }

    private func check(_ found: FaultyDirectory, _ life: Life, _ what: Comment) throws {
        let (records, result) = try LogFixture.records(found, after: life.flushed)
        #expect(life.mayBe(records), "\(what): found \(records.map(\.sequence))")
        // It goes on, and what it then acknowledges survives the harshest crash.
        let writer = try LogWriter(found, index: LogFixture.index, after: result)
        let payload = LogFixture.payload(99, size: 50)
        #expect(try writer.append(payload) == result.lastSequence + 1)
        let later = try LogFixture.records(found.image(.unsynced), after: life.flushed).records
        #expect(later == records + [LogRecord(sequence: result.lastSequence + 1, payload: payload)], what)
        try writer.trim(upTo: writer.sequence)
        // What is left is the next record's file.
        #expect(found.contents.count == 1, what)
    }

    @Test(arguments: effects, [false, true]) func everyOperationMayFail(effect: Fault.Effect, isLasting: Bool) throws {
        var at = 1
        while true {
            let directory = FaultyDirectory()
            directory.arm(Fault(effect, at: at, isLasting: isLasting))
            var life = Life()
            do { try live(directory, &life) } catch { #expect(error is StorageError) }
            let what: Comment = "operation \(at), \(effect), \(isLasting ? "for good" : "once")"
            #expect(directory.openFiles.isEmpty, what)
            for loss in Self.losses { try check(directory.image(loss), life, "\(what), crash \(loss)") }
            if directory.firedCount == 0 { break }
            at += 1
        }
        #expect(at > 40, "only \(at) operations were reached")
    }

    @Test(arguments: 0..<60 as Range<UInt64>) func faultsDuringRecoveryAreNoWorse(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var directory = FaultyDirectory()
        var life = Life()
        for round in 0..<12 {
            let effect = Self.effects[Int.random(in: 0..<Self.effects.count, using: &random)]
            directory.arm(Fault(effect, at: Int.random(in: 1...30, using: &random)))
            let what: Comment = "seed \(seed), round \(round)"
            do {
                let (records, result) = try LogFixture.records(directory, after: life.flushed)
                #expect(life.mayBe(records), what)
                if records.count > life.pending.count { life.acknowledged += life.inFlight }
                life.inFlight = []
                let writer = try LogWriter(directory, index: LogFixture.index, after: result)
                for number in 0..<5 {
                    let size = Int.random(in: 1...700, using: &random)
                    try append(LogFixture.payload(round * 10 + number, size: size), writer, &life)
                }
                if Bool.random(using: &random) {
                    life.flushed = writer.sequence
                    try writer.trim(upTo: life.flushed)
                }
            } catch let error as StorageError {
                guard case .io = error else {
                    Issue.record(error, what)
                    return
                }
            }
            directory = directory.crash(Self.losses[Int.random(in: 0..<Self.losses.count, using: &random)])
        }
        try check(directory, life, "seed \(seed), at the end")
    }
}
