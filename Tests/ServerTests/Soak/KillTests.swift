// Properties, with the real program killed by SIGKILL at moments counted in acknowledged writes, while three connections
// write batches of puts and deletions with known versions:
// 1. Every acknowledged batch is found after the restart, by `get` and by search, and no batch is there in part.
// 2. Nothing is found that was never sent; a version never goes back.
// 3. A rebuild that is killed leaves the index that was there, whole, and can be run again.
// 4. So it is where the program is killed at the n-th sync, rename, write, open, truncation, removal or mapping, of a service
//    that is written to, flushed and merged, and of a rebuild.
// 5. At the end the checker finds nothing, and the folder holds few more files than a clean one.
//
// `BOXFISH_SOAK_ROUNDS` sets how often it is killed, at system calls in proportion; `BOXFISH_SEED` repeats a seed.

import Client
import Foundation
import Schema
import Server
import Synchronization
import TestSupport
import Testing
import Wire

@Suite(.serialized) struct KillTests {
    private static let team = "team"
    private static let batchSize = 5

    private static func setting(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap(Int.init) }

    private static let rounds = setting("BOXFISH_SOAK_ROUNDS") ?? 5
    private static let now = Timestamp(seconds: 1_714_600_000)
    private static let seed = UInt64(setting("BOXFISH_SEED") ?? 1)

    /// What one connection knows: the last version of its batch that was acknowledged, and the last that was sent. All
    /// records of a batch have one version; of an even version the last record is deleted.
    private struct Known {
        var acknowledged: UInt64 = 0
        var sent: UInt64 = 0
    }

    /// Counts acknowledgements of all connections and kills the service at one of them.
    private final class Trigger: Sendable {
        private let left: Atomic<Int>
        private let fire: @Sendable () -> Void

        init(after count: Int, _ fire: @escaping @Sendable () -> Void) {
            left = Atomic(count)
            self.fire = fire
        }

        func count() {
            if left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { fire() }
        }
    }

    private static func id(_ writer: Int, _ place: Int) -> String { "w\(writer)-\(place)" }

    private static func record(_ writer: Int, _ place: Int, _ version: UInt64) -> JSONValue {
        var members = [
            JSONValue.Member("kind", .string("message")), .init("id", .string(id(writer, place))),
            .init("version", .unsigned(version)), .init("thread", .string("t\(writer)")),
            .init("date", .string("2024-05-01T10:00:00Z")),
            .init("subject", .string("writer\(writer) version\(version)")),
            .init("body", .string(String(repeating: "invoice contract renewal ", count: 20))),
        ]
        if version % 2 == 0, place == batchSize - 1 { members.append(.init("deleted", .bool(true))) }
        return .object(members)
    }

    /// Writes until the connection breaks.
    private static func write(_ writer: Int, _ socket: String, _ known: Known, _ trigger: Trigger) async -> Known {
        var known = known
        guard let client = try? await SearchClient.connect(path: socket) else { return known }
        while true {
            known.sent += 1
            let records = (0..<batchSize).map { record(writer, $0, known.sent) }
            do {
                let answer = try await client.call(Put(team: team, records: records))
                guard answer.rejected.isEmpty, answer.applied == batchSize else { break }
                known.acknowledged = known.sent
                trigger.count()
            } catch { break }
            if known.sent % 40 == 0, writer == 0 { _ = try? await client.call(Flush()) }
            if known.sent % 70 == 0, writer == 1 { _ = try? await client.call(Merge()) }
        }
        await client.close()
        return known
    }

    /// Merges that were answered.
    private final class Merges: Sendable {
        let count = Atomic(0)
    }

    /// Flushes and merges, one after another, until the connection breaks.
    private static func maintain(_ socket: String, _ merges: Merges) async {
        guard let client = try? await SearchClient.connect(path: socket) else { return }
        while true {
            do {
                _ = try await client.call(Flush())
                _ = try await client.call(Merge())
                merges.count.add(1, ordering: .relaxed)
            } catch ClientError.problem { continue } catch { break }
        }
        await client.close()
    }

    /// `nil`: there is no such record.
    private static func version(of id: String, _ client: SearchClient) async throws -> UInt64? {
        do { return try await client.call(Get(team: team, kind: "message", id: id)).version } catch {
            guard case .problem(let problem) = error, problem.code == .notFound else { throw error }
            return nil
        }
    }

    /// Reads a writer's batch back. Returns its version.
    private static func check(
        _ writer: Int, _ client: SearchClient, _ known: Known, _ what: String
    ) async throws -> UInt64 {
        var versions: [UInt64?] = []
        for place in 0..<batchSize { versions.append(try await Self.version(of: id(writer, place), client)) }
        let version = versions[0] ?? 0
        let expected = (0..<batchSize).map { place -> UInt64? in
            version == 0 || version % 2 == 0 && place == batchSize - 1 ? nil : version
        }
        #expect(versions == expected, "\(what), writer \(writer): a batch in part")
        #expect(version >= known.acknowledged, "\(what), writer \(writer): lost \(known.acknowledged), has \(version)")
        #expect(version <= known.sent, "\(what), writer \(writer): \(version) was never sent")
        var search = Search(team: team, query: "subject:version\(version) subject:writer\(writer)")
        search.results = [.messages]
        search.limit = 100
        let found = try await client.call(search).messages?.count ?? 0
        #expect(found == expected.count { $0 != nil }, "\(what), writer \(writer): found \(found)")
        return version
    }

    /// - Parameter isMaintained: a fourth connection has the service flush and merge all the while, so that it is killed in
    ///   the midst of that.
    @Test(.enabled(if: ServiceProcess.program != nil, "build the boxfish program first"), arguments: [false, true])
    func killsLoseNothingThatWasAcknowledged(isMaintained: Bool) async throws {
        let folder = try TemporaryFolder()
        let (index, socket) = (folder.path + "/index", folder.path + "/socket")
        var random = SeededRandom(seed: Self.seed)
        var known = [Known](repeating: Known(), count: 3)
        let merges = Merges()
        for round in 1...Self.rounds {
            let what = "seed \(Self.seed), round \(round)"
            let service = try ServiceProcess.serving(index: index, socket: socket)
            try await Self.check(&known, socket, what)
            known = await Self.write(
                known, socket, killing: service, after: Int.random(in: 10...150, using: &random),
                merging: isMaintained ? merges : nil)
            // Where all connections broke before the count was reached the service is at fault.
            #expect(known.contains { $0.acknowledged > 0 }, "\(what)")
        }
        // Those under way when it is killed are not counted: few are answered where writes are fast.
        #expect(!isMaintained || merges.count.load(ordering: .relaxed) > 0, "not a merge was answered")
        try await checkEnd(&known, index, socket, "seed \(Self.seed), at the end")
    }

    /// The n of the n-th system call that is the last.
    private static let counts = Array([2, 5, 1, 3, 21, 8, 13, 34, 55, 89].prefix(max(2, rounds / 5)))

    private static let moments = ServiceProcess.SystemCall.allCases.flatMap { call in counts.map { (call, $0) } }

    @Test(
        .enabled(if: ServiceProcess.program != nil, "build the boxfish program first"),
        .enabled(if: ServiceProcess.SystemCall.canBeTraced, "needs strace, and leave to trace"))
    func killsAtSystemCallsLoseNothingThatWasAcknowledged() async throws {
        let folder = try TemporaryFolder()
        let (index, socket) = (folder.path + "/index", folder.path + "/socket")
        var known = [Known](repeating: Known(), count: 3)
        for (call, count) in Self.moments {
            // It may be killed before it listens: then too the index must open as it was.
            if let service = try? ServiceProcess.serving(index: index, socket: socket, under: .killedAt(call, count)) {
                known = await Self.write(known, socket, killing: service, after: 90)
            }
            let service = try ServiceProcess.serving(index: index, socket: socket)
            try await Self.check(&known, socket, "\(call) \(count)")
            #expect(service.stop() == 0)
        }
        try await checkEnd(&known, index, socket, "at the end")
    }

    /// Reads all batches back.
    private static func check(_ known: inout [Known], _ socket: String, _ what: String) async throws {
        let client = try await SearchClient.connect(path: socket)
        for writer in known.indices {
            let version = try await check(writer, client, known[writer], what)
            known[writer] = Known(acknowledged: version, sent: version)
        }
        await client.close()
    }

    /// Writes from all connections until the service dies, at the latest of a kill after so many acknowledgements.
    private static func write(
        _ known: [Known], _ socket: String, killing service: ServiceProcess, after count: Int,
        merging merges: Merges? = nil
    ) async -> [Known] {
        let trigger = Trigger(after: count) { service.kill() }
        // It is gone, its lock with it, before anything else is started.
        defer { service.kill() }
        return await withTaskGroup(of: (Int, Known)?.self) { group in
            for writer in known.indices {
                group.addTask { (writer, await write(writer, socket, known[writer], trigger)) }
            }
            if let merges {
                group.addTask {
                    await maintain(socket, merges)
                    return nil
                }
            }
            return await group.reduce(into: known) { all, one in if let (writer, known) = one { all[writer] = known } }
        }
    }

    /// All is there in the end, and the folder is as after a life without kills.
    private func checkEnd(_ known: inout [Known], _ index: String, _ socket: String, _ what: String) async throws {
        let service = try ServiceProcess.serving(index: index, socket: socket)
        try await Self.check(&known, socket, what)
        let client = try await SearchClient.connect(path: socket)
        _ = try await client.call(Flush())
        await client.close()
        #expect(service.stop() == 0)
        try checkFolder(index, what)
    }

    /// The index is whole, and has few files that it does not need.
    private func checkFolder(_ index: String, _ what: String) throws {
        let report = try IndexFolder(index, now: { Self.now }).check()
        #expect(report.findings.isEmpty, "\(what): \(report.findings)")
        let files = try FileManager.default.contentsOfDirectory(atPath: index)
        #expect(files.count <= report.files + 3 + 20, "\(what): \(files)")
    }

    @Test(.enabled(if: ServiceProcess.program != nil, "build the boxfish program first"))
    func aKilledRebuildLeavesTheIndexThatWasThere() async throws {
        let folder = try TemporaryFolder()
        let (index, snapshot) = (folder.path + "/index", folder.path + "/snapshot.ndjson")
        func size(_ version: UInt64) -> Int { version % 2 == 0 ? 600 : 100 }
        func write(version: UInt64) throws {
            var lines = Data()
            for number in 0..<size(version) {
                lines += Data(
                    """
                    {"kind":"message","id":"m\(number)","version":\(version),"date":"2024-05-01T10:00:00Z",\
                    "subject":"version\(version)","body":"\(String(repeating: "word\(number) ", count: 20))"}\n
                    """.utf8)
            }
            try lines.write(to: URL(fileURLWithPath: snapshot))
        }
        func rebuild(under condition: ServiceProcess.Condition = .none) throws -> ServiceProcess {
            try ServiceProcess(
                ["reindex", snapshot, "--index", index, "--team", "team", "--progress", "none", "--memory", "16"],
                under: condition)
        }
        // The version that is there; the snapshot has the next.
        var standing: UInt64 = 1
        func expectOldOrNew(_ what: String) throws {
            let backend = try IndexFolder(index, now: { Self.now }).openForReading()
            let service = LocalService(backend: backend, timeZone: "UTC", now: { Self.now })
            var counts: [Int?] = []
            for version in [standing, standing + 1] {
                var search = Search(team: "team", query: "subject:version\(version)")
                search.count = .exact
                counts.append(try service.call(search).total?.items)
            }
            let isNew = counts == [0, size(standing + 1)]
            #expect(isNew || counts == [size(standing), 0], "\(what): \(counts) of versions \(standing) and the next")
            guard isNew else { return }
            standing += 1
            try write(version: standing + 1)
        }
        try write(version: standing)
        let first = try rebuild().wait()
        #expect(first.status == 0, "\(first.said)")
        try write(version: standing + 1)
        var random = SeededRandom(seed: Self.seed)
        for round in 1...Self.rounds {
            let watch = try FolderWatch(index)
            try rebuild().kill(afterChanges: Int.random(in: 1...14, using: &random), of: watch)
            try expectOldOrNew("seed \(Self.seed), round \(round)")
        }
        for (call, place) in ServiceProcess.SystemCall.canBeTraced ? Self.moments : [] {
            _ = try rebuild(under: .killedAt(call, place)).wait()
            try expectOldOrNew("\(call) \(place)")
        }
        let (last, before) = (try rebuild().wait(), standing)
        #expect(last.status == 0, "\(last.said)")
        try expectOldOrNew("at the end")
        #expect(standing == before + 1)
        try checkFolder(index, "seed \(Self.seed)")
    }
}
