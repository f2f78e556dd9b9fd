// Properties:
// 1. A rebuild answers as an index that the same records were put into; compressed, in parts and in any order of files
//    and versions it comes to the same, and a second time changes nothing.
// 2. Of a record's versions the highest stays, deletions too; of records without versions the last.
// 3. A snapshot that is cut off, damaged, missing, empty or a bomb does not replace an index, nor does one with bad
//    lines where there was an index with records; on demand what can be read replaces it, all files of it, but nothing
//    replaces it where every line is bad. A damaged index is not replaced either, and where to go instead is said.
// 4. Bad lines are told by file and line, and counted; properties that nobody knows are counted by name.
// 5. While a service holds the index a rebuild is refused; readers go on with what they opened.
// 6. A rebuild that fails or is given up leaves no files behind, and no folder that was not there before.

import Engine
import Glibc
import Server
import ServiceSupport
import Snapshots
import Synchronization
import TestSupport
import Testing
import Wire

@Suite struct ReindexTests {
    private func gzip(_ text: String) throws -> [UInt8] {
        try Program.run("gzip", ["-c"], input: Array(text.utf8)).output
    }

    @Test func aRebuildAnswersAsWhatWasPut() async throws {
        let lines = SnapshotWriting.lines(seed: 1, messages: 120)
        let rebuilt = try TemporaryFolder()
        try rebuilt.write("snapshot/a.ndjson", SnapshotWriting.text(lines))
        let summary = try rebuilt.reindex("snapshot")
        #expect(summary.records == lines.count && summary.rejected == 0)
        let expected = try rebuilt.answers()

        let put = try TemporaryFolder()
        try await TestService.with(put) { service in
            let client = try await service.client()
            _ = try await client.call(Put(team: "acme", records: try lines.map { try JSONValue(parsing: $0) }))
        }
        #expect(try put.answers() == expected)

        let parts = try TemporaryFolder()
        try parts.write("snapshot/z", try gzip(SnapshotWriting.text(Array(lines[..<30]))))
        try parts.write("snapshot/m/1", SnapshotWriting.text(Array(lines[30..<31])))
        try parts.write("snapshot/m/2", SnapshotWriting.text(lines[31...].reversed()))
        for _ in 0..<3 {
            try parts.reindex("snapshot")
            for (answer, other) in zip(try parts.answers(), expected) { #expect(answer == other) }
        }
        #expect(try parts.findings().isEmpty)
    }

    @Test func theHighestVersionStays() throws {
        let folder = try TemporaryFolder()
        func record(_ id: String, _ version: Int?, _ name: String) -> String {
            let version = version.map { ",\"version\":\($0)" } ?? ""
            return #"{"kind":"box","id":"\#(id)","name":"\#(name)"\#(version)}"#
        }
        func deletion(_ id: String, _ version: Int) -> String {
            #"{"kind":"box","id":"\#(id)","version":\#(version),"deleted":true}"#
        }
        let first = [
            record("a", 3, "three"), record("a", 1, "one"), record("b", 5, "five"), deletion("c", 9),
            record("d", 1, "one"),
            record("e", nil, "early"), record("f", 2, "first"),
        ]
        let second = [
            record("a", 2, "two"), deletion("b", 6), record("c", 8, "eight"), deletion("d", 1),
            record("e", nil, "late"),
            record("f", 2, "second"),
        ]
        try folder.write("snapshot/1", SnapshotWriting.text(first))
        try folder.write("snapshot/2", SnapshotWriting.text(second))
        try folder.reindex("snapshot")
        let index = try IndexFolder(TestService.indexPath(folder), now: { TestService.now }).openForReading()
        let service = LocalService(backend: index, timeZone: "UTC", now: { TestService.now })
        let names = ["a", "b", "c", "d", "e", "f"].map { id in
            (try? service.call(Get(team: "acme", kind: "box", id: id)))?.record.at("name").string
        }
        #expect(names == ["three", nil, nil, "one", "late", "first"])
    }

    /// What fails to become an index.
    private static let failing: [(name: String, write: @Sendable (TemporaryFolder) throws -> Void)] = [
        (
            "cut off",
            { folder in
                let text = SnapshotWriting.text(SnapshotWriting.lines(seed: 9, messages: 200))
                let whole = try Program.run("gzip", ["-c"], input: Array(text.utf8)).output
                try folder.write("bad/a", whole.dropLast(20))
            }
        ),
        (
            "damaged",
            { folder in
                let text = SnapshotWriting.text(SnapshotWriting.lines(seed: 9, messages: 200))
                var whole = try Program.run("gzip", ["-c"], input: Array(text.utf8)).output
                whole[whole.count / 2] ^= 0x10
                try folder.write("bad/0", SnapshotWriting.text(SnapshotWriting.lines(seed: 8)))
                try folder.write("bad/a", whole)
            }
        ),
        ("missing", { _ in }), ("empty", { try $0.write("bad/README.md", "nothing") }),
        (
            "a bomb",
            { folder in
                try Program.run(
                    "sh",
                    ["-c", "mkdir '\(folder.path)/bad'; head -c 90000000 /dev/zero | gzip -c > '\(folder.path)/bad/a'"])
            }
        ),
        (
            "a bad line",
            { folder in
                try folder.write("bad/a", SnapshotWriting.text(SnapshotWriting.lines(seed: 9) + ["nonsense"]))
            }
        ), ("bad lines only", { try $0.write("bad/a", SnapshotWriting.text(["nonsense", "{}"])) }),
    ]

    @Test(arguments: 0..<failing.count) func whatFailsReplacesNothing(place: Int) throws {
        let (name, write) = Self.failing[place]
        let folder = try TemporaryFolder()
        try folder.write("good/a", SnapshotWriting.text(SnapshotWriting.lines(seed: 1)))
        try folder.reindex("good")
        let answers = try folder.answers()
        let files = folder.indexFiles
        let manifest = try folder.read("index/manifest")
        try write(folder)
        let failure = #expect(throws: ReindexJob.Failure.self, "\(name)") { try folder.reindex("bad") }
        #expect((failure?.description ?? "").count > 20, "\(name)")
        #expect(try folder.read("index/manifest") == manifest, "\(name)")
        #expect(folder.indexFiles == files, "\(name)")
        #expect(try folder.answers() == answers, "\(name)")
        #expect(try folder.findings().isEmpty, "\(name)")
        // And the lock is free.
        try folder.reindex("good")
        #expect(try folder.answers() == answers, "\(name)")
    }

    @Test(arguments: ["cut off", "damaged", "a bomb", "bad lines only", "cancelled"], [false, true])
    func aFirstOneThatFailsLeavesNothing(name: String, hasFolder: Bool) throws {
        let folder = try TemporaryFolder()
        try folder.write("good/a", SnapshotWriting.text(SnapshotWriting.lines(seed: 1)))
        if hasFolder { mkdir(folder.path + "/index", 0o700) }
        if let write = Self.failing.first(where: { $0.name == name })?.write {
            try write(folder)
            #expect(throws: ReindexJob.Failure.self) { try folder.reindex("bad") }
        } else {
            let records = Atomic(0)
            #expect(throws: ReindexJob.Failure.self) {
                try folder.reindex(
                    "good", isCancelled: { records.load(ordering: .relaxed) > 0 },
                    onProgress: { records.store($0.records, ordering: .relaxed) })
            }
            #expect(records.load(ordering: .relaxed) > 0)
        }
        #expect(folder.indexFiles.isEmpty)
        #expect((access(folder.path + "/index", F_OK) == 0) == hasFolder)
        #expect(try folder.reindex("good").rejected == 0)
        #expect(try folder.findings().isEmpty)
    }

    @Test func onDemandWhatCanBeReadReplacesIt() throws {
        let folder = try TemporaryFolder()
        try folder.write("good/a", SnapshotWriting.text(SnapshotWriting.lines(seed: 1)))
        try folder.reindex("good")
        let text = SnapshotWriting.text((0..<3_000).map { #"{"kind":"box","id":"first-\#($0)","name":"first"}"# })
        try folder.write("bad/1", try gzip(text).dropLast(2_000))
        try folder.write("bad/2", SnapshotWriting.text([#"{"kind":"box","id":"second","name":"second"}"#, "nonsense"]))
        let rejects = Mutex<[RejectedLine]>([])
        let summary = try folder.reindex("bad", acceptDamaged: true) { line in rejects.withLock { $0.append(line) } }
        #expect(summary.rejected == 2)
        let told = rejects.withLock { $0 }.sorted { $0.path < $1.path }
        #expect(told.map(\.code) == ["damaged_file", "not_json"])
        #expect(told.map(\.path) == [folder.path + "/bad/1", folder.path + "/bad/2"])
        // Of the first file all whole lines came, and of the second one.
        #expect(told.map(\.line) == [summary.records, 2])
        let index = try IndexFolder(TestService.indexPath(folder), now: { TestService.now }).openForReading()
        let service = LocalService(backend: index, timeZone: "UTC", now: { TestService.now })
        #expect(throws: Never.self) { try service.call(Get(team: "acme", kind: "box", id: "second")) }
        #expect(throws: Never.self) { try service.call(Get(team: "acme", kind: "box", id: "first-0")) }
        #expect(throws: Problem.self) { try service.call(Get(team: "acme", kind: "box", id: "first-2999")) }
        #expect(throws: Problem.self) { try service.call(Get(team: "acme", kind: "box", id: "b-0")) }
        #expect(summary.records == index.statistics(team: nil).items)
    }

    @Test func badLinesAreToldWhereNothingCanBeLost() throws {
        let folder = try TemporaryFolder()
        let good = #"{"kind":"box","id":"b","x_color":"red","x_size":1}"#
        try folder.write(
            "snapshot/a",
            SnapshotWriting.text(["nonsense", good, "", #"{"kind":"box"}"#, good.replacing("\"b\"", with: "\"c\"")]))
        let rejects = Mutex<[RejectedLine]>([])
        let summary = try folder.reindex("snapshot") { line in rejects.withLock { $0.append(line) } }
        #expect(summary.records == 2 && summary.rejected == 2)
        #expect(summary.unknownNames == ["x_color": 2, "x_size": 2])
        let told = rejects.withLock { $0 }.sorted { $0.line < $1.line }
        #expect(told.map(\.line) == [1, 4] && told.map(\.code) == ["not_json", "no_id"])
        #expect(told.allSatisfy { $0.path == folder.path + "/snapshot/a" })
        // Now there is something that could be lost.
        #expect(throws: ReindexJob.Failure.self) { try folder.reindex("snapshot") }
        #expect(try folder.reindex("snapshot", acceptDamaged: true).records == 2)
        // Nothing at all takes nothing's place, whatever is accepted.
        try folder.write("bad/a", SnapshotWriting.text(["nonsense"]))
        let failure = #expect(throws: ReindexJob.Failure.self) { try folder.reindex("bad", acceptDamaged: true) }
        #expect(failure?.description.contains("the only record was rejected") == true)
        let index = try IndexFolder(TestService.indexPath(folder), now: { TestService.now }).openForReading()
        #expect(index.statistics(team: nil).items == 2)
    }

    /// An index in the way that cannot be opened is told with a way out that does not lead back to where one is.
    @Test(arguments: ["manifest", "log-00000000000000000001"]) func aDamagedIndexInTheWayIsSaid(file: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("good/a", SnapshotWriting.text(SnapshotWriting.lines(seed: 1)))
        try folder.reindex("good")
        if file == "manifest" {
            try folder.write("index/manifest", try folder.read("index/manifest").dropLast(1))
        } else {
            // Cut short it would be one that was being written.
            unlink(folder.path + "/index/" + file)
        }
        let failure = #expect(throws: ReindexJob.Failure.self) { try folder.reindex("good") }
        #expect(failure?.problem.code == .corrupt)
        for text in [failure?.description ?? "", failure?.problem.message ?? ""] {
            #expect(text.contains(file) && text.contains("check --repair"), "\(text)")
            #expect(!text.contains("from a snapshot"), "\(text)")
        }
    }

    @Test func aServiceKeepsItsIndex() async throws {
        let folder = try TemporaryFolder()
        try folder.write("one/a", SnapshotWriting.text([#"{"kind":"box","id":"one","name":"one"}"#]))
        try folder.write("two/a", SnapshotWriting.text([#"{"kind":"box","id":"two","name":"two"}"#]))
        try folder.reindex("one")
        try await TestService.with(folder) { service in
            let failure = #expect(throws: ReindexJob.Failure.self) { try folder.reindex("two") }
            #expect(failure?.problem.code == .tooBusy)
            let found = try await service.connection().ask(#"{"op":"search","team":"acme","q":"one"}"#)
            #expect(found.ids("boxes") == ["one"])
        }
        // One that only reads does not keep a rebuild from it, and goes on with what it has.
        let reader = try IndexFolder(TestService.indexPath(folder), now: { TestService.now }).openForReading()
        try folder.reindex("two")
        let service = LocalService(backend: reader, timeZone: "UTC", now: { TestService.now })
        #expect(try service.call(Search(team: "acme", query: "one")).boxes?.map(\.id) == ["one"])
        #expect(try service.call(Search(team: "acme", query: "two")).boxes?.isEmpty == true)
    }
}
