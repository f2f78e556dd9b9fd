// Properties:
// 1. Each judged query of corpus/queries.json finds exactly the threads or boxes that were judged right, or puts first
//    what was judged best.
// 2. The corpus is what its generator writes, byte for byte.

import Schema
import Server
import TestSupport
import Testing

@testable import Wire

@Suite struct CorpusTests {
    /// A query with its judgement: the complete set of threads or of boxes, or what must come first.
    struct Judged: Sendable, CustomTestStringConvertible {
        var team: String
        var query: String
        var now: String
        var threads: [String]?
        var boxes: [String]?
        var first: String?

        var testDescription: String { "\(team): \(query)" }

        init(_ row: JSONValue) throws(Problem) {
            team = try row.needString("team")
            query = try row.needString("q")
            now = try row.needString("now")
            threads = row["threads"].map { _ in row.strings("threads") }
            boxes = row["boxes"].map { _ in row.strings("boxes") }
            first = row["first"]?.string
        }
    }

    @Test func theJudgedQueriesAreRead() throws { #expect(try Self.judged().count == 40) }

    static func judged() throws -> [Judged] {
        try JSONValue(parsing: Shell.text(Corpus.folder + "/queries.json")).array?.map(Judged.init) ?? []
    }

    @Test func eachQueryFindsWhatWasJudgedRight() throws {
        let index = try IndexFolder(Corpus.index.get().path, now: { Timestamp(seconds: 0) }).openForReading()
        let service = LocalService(backend: index, timeZone: "UTC", now: { Timestamp(seconds: 0) })
        for judged in try Self.judged() {
            var search = Search(team: judged.team, query: judged.query)
            search.context.now = judged.now
            search.limit = 1_000
            let answer = try service.call(search)
            let threads = (answer.threads ?? []).map(\.id)
            let boxes = (answer.boxes ?? []).map(\.id)
            #expect(answer.warnings.filter { $0.level != "info" } == [], "\(judged)")
            if let right = judged.threads { #expect(threads.sorted() == right.sorted(), "\(judged)") }
            if let right = judged.boxes { #expect(boxes.sorted() == right.sorted(), "\(judged)") }
            if let first = judged.first { #expect(threads.first == first || boxes.first == first, "\(judged)") }
            #expect(judged.threads != nil || judged.boxes != nil || judged.first != nil, "\(judged) judges nothing")
        }
    }

    @Test func theCorpusIsWhatItsGeneratorWrites() throws {
        let folder = try TemporaryFolder()
        let shell = Shell(folder: folder.path)
        let made = try shell.run(
            "mkdir corpus && cp -r '\(Corpus.folder)/generator' corpus && PYTHONDONTWRITEBYTECODE=1 python3 corpus/generator"
        )
        #expect(made.code == 0, "\(made.errors)")
        for name in ["boxes.ndjson", "messages.ndjson", "entries.ndjson", "queries.json"] {
            let compared = try shell.run("cmp 'corpus/\(name)' '\(Corpus.folder)/\(name)'")
            #expect(compared.code == 0, "\(name): \(compared.output)\(compared.errors); run python3 corpus/generator")
        }
    }
}
