// Owns: snapshots made for tests, and what an index answers about them.

import Engine
import Server
import ServiceSupport
import Snapshots
import Storage
import Synchronization
import TestSupport
import Wire

enum SnapshotWriting {
    /// A team's records as lines.
    static func lines(seed: UInt64, boxes: Int = 4, messages: Int = 40) -> [String] {
        var generator = MailGenerator(seed: seed)
        return generator.records(boxes: boxes, messages: messages).map(\.text)
    }

    static func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
}

extension TemporaryFolder {
    /// Rebuilds this folder's index from a snapshot in it.
    @discardableResult
    func reindex(
        _ snapshot: String, acceptDamaged: Bool = false,
        onReject: @escaping @Sendable (RejectedLine) -> Void = { _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false },
        onProgress: @escaping @Sendable (ReindexJob.Progress) -> Void = { _ in }
    ) throws -> ReindexJob.Summary {
        var options = ReindexJob.Options(threads: 2, now: { TestService.now })
        options.team = "acme"
        options.memory = 16 << 20
        options.acceptDamaged = acceptDamaged
        options.isCancelled = isCancelled
        return try ReindexJob(
            snapshot: path + "/" + snapshot, index: TestService.indexPath(self), options: options, onReject: onReject,
            onProgress: onProgress
        ).run()
    }

    /// What the index answers: the items of some queries with their scores, and the whole of some records.
    func answers() throws -> [String] {
        let index = try IndexFolder(TestService.indexPath(self), now: { TestService.now }).openForReading()
        let service = LocalService(backend: index, timeZone: "UTC", now: { TestService.now })
        var answers: [String] = []
        for query in ["in:anywhere", "invoice", "price OR offer", "stage:won", "from:amy -contract"] {
            var search = Search(team: "acme", query: query)
            search.limit = 1_000
            search.results = Search.Kind.allCases
            search.count = .exact
            var answer = try service.call(search)
            answer.cursor = nil
            var writer = JSONWriter()
            writer.object { answer.write(to: &$0) }
            answers.append(String(decoding: writer.bytes, as: UTF8.self))
        }
        for (kind, id) in [("box", "b-0"), ("message", "m-0"), ("entry", "e-0")] {
            let record = try? service.call(Get(team: "acme", kind: kind, id: id))
            answers.append(record.map { "\($0.version) \($0.record.text)" } ?? "none")
        }
        return answers
    }

    /// What a check of the index finds.
    func findings() throws -> [String] {
        try IndexFolder(TestService.indexPath(self), now: { TestService.now }).check().findings.map { "\($0)" }
    }

    /// The names of the index's files.
    var indexFiles: [String] { TemporaryFolder.names(in: TestService.indexPath(self)) }
}
