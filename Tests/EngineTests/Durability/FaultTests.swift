// Properties, with each operation of a scripted life failing in turn (once or for good, with EIO or ENOSPC, a write torn):
// 1. The running index answers searches with what was acknowledged; writes it can't make durable are refused with
//    `storageFull` or `readOnly`, and its status says so; when the disk works again it takes them without being reopened.
// 2. After a crash at that moment, whatever of the unsynced is lost, the index opens with exactly the acknowledged records
//    and at most the one batch under way, whole; the checker finds nothing; the next commit leaves no file that is not
//    needed. So it is when only the process ends and another opens the index before the power goes.
// 3. So it does after a power cut at each operation, also one of opening and replaying, many times in a row.
// 4. A flush or a merge that the system refuses a file is answered as a refused write is, and the status gives the reason
//    until one succeeds.
// 5. So it is in lives that are drawn by a seed, with a fault drawn too; lived again, a life makes the same calls and leaves
//    the same bytes.
//    `BOXFISH_FUZZ_ROUNDS=250 swift test --filter drawnLives` lives 10,000; `BOXFISH_SEED=7` repeats one.
// 6. A rebuild leaves the old index or the new one, and can be done again.

import Glibc
import Schema
import Storage
import TestSupport
import Testing

@testable import Engine

@Suite struct FaultTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var effect: Fault.Effect
        var isLasting: Bool
        var testDescription: String { "\(effect) \(isLasting ? "for good" : "once")" }
    }

    static let cases = [
        Case(effect: .fails(EIO), isLasting: false), Case(effect: .fails(EIO), isLasting: true),
        Case(effect: .fails(ENOSPC), isLasting: true), Case(effect: .tears(after: 20, ENOSPC), isLasting: false),
    ]

    /// All kinds of loss over neighbouring operations, one a fault.
    private static func losses(_ at: Int) -> [CrashLoss] {
        [[.unsynced, .random(seed: UInt64(at)), .nothing][at % 3]]
    }

    @Test(arguments: cases) func everyOperationMayFail(fault: Case) throws {
        var at = 1
        while true {
            let directory = FaultyDirectory()
            directory.arm(Fault(fault.effect, at: at, isLasting: fault.isLasting))
            let life = FaultyLife(directory, "operation \(at), \(fault.testDescription)")
            try life.run(Self.losses(at), reopensAtOnce: fault.effect == .fails(EIO) && !fault.isLasting)
            if directory.firedCount == 0 { break }
            at += 1
        }
        #expect(at > 150, "only \(at) operations were reached")
    }

    private static let drawn: [UInt64] = {
        if let seed = getenv("BOXFISH_SEED").flatMap({ UInt64(String(cString: $0)) }) { return [seed] }
        return Array(0..<UInt64(FuzzRounds.scaled(40)))
    }()

    @Test(arguments: drawn) func drawnLivesLoseNothingAndRepeat(seed: UInt64) throws {
        var drawing = SeededRandom(seed: seed)
        let script = FaultyLife.script(&drawing)
        let undisturbed = FaultyDirectory()
        try FaultyLife(undisturbed, "BOXFISH_SEED=\(seed)", script: script).run([])
        let fault = Self.cases[Int.random(in: 0..<Self.cases.count, using: &drawing)]
        let losses: [CrashLoss] = [.nothing, .unsynced, .random(seed: drawing.next())]
        let at = Int.random(in: 1...undisturbed.steps.count, using: &drawing)
        let reopensAtOnce = fault.effect == .fails(EIO) && Bool.random(using: &drawing)
        let lives = try (0..<2).map { _ in
            let directory = FaultyDirectory()
            directory.arm(Fault(fault.effect, at: at, isLasting: fault.isLasting))
            try FaultyLife(directory, "BOXFISH_SEED=\(seed)", script: script)
                .run(losses, reopensAtOnce: reopensAtOnce)
            return directory
        }
        #expect(lives[0].firstDifference(from: lives[1]) == nil, "BOXFISH_SEED=\(seed)")
        #expect(lives[0].firedCount > 0, "BOXFISH_SEED=\(seed): no fault struck")
    }

    @Test(arguments: [EMFILE, EIO, ENOSPC]) func aFlushOrMergeSaysWhatItWasRefused(code: Int32) throws {
        let directory = FaultyDirectory()
        let index = try NativeBackend(directory, options: FaultyLife.options(), create: true)
        var builder = DocumentBuilder(seed: 5)
        let jobs: [() throws -> UInt64] = [index.flush, index.merge]
        for (number, job) in jobs.enumerated() {
            for at in 1...3 {
                _ = try index.apply((0..<3).map { _ in builder.document(keys: 40) })
                directory.arm(Fault(.fails(code), at: at, of: [.create, .write, .rename], files: "", isLasting: true))
                let error = #expect(throws: EngineError.self, "job \(number), \(at)") { try job() }
                switch error {
                case .storageFull: #expect(code == ENOSPC)
                case .readOnly: #expect(code != ENOSPC)
                default: Issue.record("job \(number), \(at): \(error.map(String.init(describing:)) ?? "no error")")
                }
                let words = String(cString: strerror(code))
                #expect(index.status.reasons.contains { $0.contains(words) }, "job \(number), \(at)")
                directory.disarm()
                _ = try job()
                #expect(index.status.reasons.isEmpty, "job \(number), \(at)")
            }
        }
        try index.close()
    }

    @Test func thePowerMayGoAtEveryOperation() throws {
        var at = 1
        while true {
            let directory = FaultyDirectory()
            directory.arm(Fault(.cutsPower, at: at))
            let life = FaultyLife(directory, "power cut at \(at)")
            if life.runUntilPowerGoes() { break }
            for loss in [.nothing, .unsynced, .random(seed: 1), .random(seed: UInt64(at))] as [CrashLoss] {
                try life.check(directory.crash(loss), "power cut at \(at), \(loss)")
            }
            at += 1
        }
        #expect(at > 150, "only \(at) operations were reached")
    }

    @Test(arguments: 0..<60 as Range<UInt64>) func thePowerMayGoDuringRecoveryAgainAndAgain(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let first = FaultyDirectory()
        first.arm(Fault(.cutsPower, at: Int.random(in: 40...150, using: &random)))
        let life = FaultyLife(first, "seed \(seed)")
        _ = life.runUntilPowerGoes()
        var directory = first.crash(.random(seed: seed))
        for round in 0..<10 as Range<UInt64> {
            directory.arm(Fault(.cutsPower, at: Int.random(in: 1...25, using: &random)))
            if let index = try? NativeBackend(directory, options: FaultyLife.options(), create: true) {
                _ = try? index.flush()
                try? index.close()
            }
            directory = directory.crash(round % 3 == 0 ? .unsynced : .random(seed: seed &* 100 &+ round))
        }
        try life.check(directory, "seed \(seed)")
    }
}
