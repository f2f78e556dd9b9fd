// Properties, over the recorded operations of a life without faults:
// 1. A manifest takes its place only when every segment and live file is synced, and the folder after they were made.
// 2. Files are removed only when the folder was synced after the last rename.
// 3. A batch is acknowledged only when every write to the log is synced, and the folder after the log's file was made.

import Storage
import TestSupport
import Testing

@testable import Engine

@Suite struct OrderTests {
    /// What a crash now could still take.
    private struct Unsynced {
        /// Files with bytes that are not durable.
        var files: Set<String> = []
        /// Files whose names are not.
        var names: Set<String> = []

        mutating func take(_ step: DiskStep) {
            switch step.operation {
            case .create:
                files.insert(step.file)
                names.insert(step.file)
            case .write, .truncate: files.insert(step.file)
            case .sync: files.remove(step.file)
            case .syncFolder: names = []
            case .rename:
                names.remove(step.file)
                names.insert(step.newName ?? "")
            case .remove:
                files.remove(step.file)
                names.remove(step.file)
            default: break
            }
        }
    }

    private func isOfAGeneration(_ name: String) -> Bool { name.hasPrefix("segment-") || name.hasPrefix("live-") }

    /// Checks rules 1 and 2. Returns how many manifests took their place.
    private func checkCommits(_ steps: [DiskStep]) -> Int {
        var unsynced = Unsynced()
        var commits = 0
        for (place, step) in steps.enumerated() {
            #expect(!step.hasFailed, "step \(place), \(step)")
            if step.operation == .rename, step.newName == Manifest.fileName {
                commits += 1
                let early = unsynced.files.filter { isOfAGeneration($0) || $0 == step.file }
                #expect(early.isEmpty, "step \(place), \(step) before \(early) were synced")
                let unnamed = unsynced.names.filter(isOfAGeneration)
                #expect(unnamed.isEmpty, "step \(place), \(step) before the folder was synced for \(unnamed)")
            }
            if step.operation == .remove {
                let isNamed = !unsynced.names.contains(Manifest.fileName)
                #expect(isNamed, "step \(place), \(step) before the folder was synced for the manifest")
            }
            unsynced.take(step)
        }
        #expect(OrderAudit.violations(steps) == [])
        return commits
    }

    @Test func aGenerationIsDurableBeforeItIsNamedAndTheOldOneGoesLast() throws {
        let directory = FaultyDirectory()
        try FaultyLife(directory, "without faults").run([])
        #expect(checkCommits(directory.steps) >= 5)
    }

    @Test func soItIsWithRebuilds() throws {
        let directory = FaultyDirectory()
        let index = try NativeBackend(directory, options: FaultyLife.options(), create: true)
        _ = try index.apply([FaultyLife.document("a", 1)])
        _ = try index.flush()
        try index.close()
        for version in 2...4 as ClosedRange<UInt64> {
            let load = try BulkLoad(directory, options: BulkLoad.Options(FaultyLife.options()))
            for (arrival, id) in (0..<8).map({ ($0, "\($0)") }) {
                try load.fill { $0.add(FaultyLife.document(id, version), arrival: UInt64(arrival)) }
                try load.flush()
            }
            try load.merge()
            _ = try load.commit()
        }
        #expect(checkCommits(directory.steps) == 5)
    }

    @Test func aBatchIsDurableBeforeItIsAcknowledged() throws {
        let directory = FaultyDirectory()
        let index = try NativeBackend(directory, options: FaultyLife.options(), create: true)
        var acknowledged = 0
        for round in 1...20 as ClosedRange<UInt64> {
            if round % 5 == 0 { _ = try index.flush() }
            acknowledged += try index.apply([FaultyLife.document("a", round)]).applied
            var unsynced = Unsynced()
            for step in directory.steps { unsynced.take(step) }
            #expect(unsynced.files.filter { $0.hasPrefix("log-") }.isEmpty, "round \(round)")
            #expect(unsynced.names.filter { $0.hasPrefix("log-") || $0 == Manifest.fileName }.isEmpty, "round \(round)")
        }
        #expect(acknowledged == 20)
        let writes = directory.steps.filter { $0.operation == .write && $0.file.hasPrefix("log-") }
        #expect(writes.count >= 20)
        try index.close()
    }
}
