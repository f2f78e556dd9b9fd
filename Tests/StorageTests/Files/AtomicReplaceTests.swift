// Properties:
// 1. Whatever operation of a `replace` fails, and whatever a crash then loses, the file is the old one or the new one,
//    whole; once `replace` has returned it is the new one.
// 2. A `replace` that failed can be done again.

import Glibc
import Storage
import TestSupport
import Testing

@Suite struct AtomicReplaceTests {
    private let old = [UInt8](repeating: 1, count: 3_000)
    private let new = [UInt8](repeating: 2, count: 5_000)

    @Test(arguments: [Fault.Effect.fails(EIO), .fails(ENOSPC), .tears(EIO), .cutsPower]) func eitherOldOrNew(
        effect: Fault.Effect
    ) throws {
        var at = 1
        while true {
            let directory = FaultyDirectory(files: ["manifest": old])
            directory.arm(Fault(effect, at: at))
            let isDone = (try? directory.replace("manifest", with: new)) != nil
            for loss in [CrashLoss.nothing, .unsynced] + (0..<20).map({ CrashLoss.random(seed: $0) }) {
                let found = directory.image(loss)
                let content = try found.read("manifest")
                let isWhole = content == new || content == old && !isDone
                #expect(isWhole, "operation \(at), \(effect), \(loss)")
                try found.replace("manifest", with: old)
                let isBack = found.crash(.unsynced).contents["manifest"] == old
                #expect(isBack, "operation \(at), \(effect), \(loss), again")
            }
            guard directory.firedCount > 0 else { break }
            #expect(!isDone, "operation \(at), \(effect)")
            at += 1
        }
        #expect(at == 7)
    }
}
