// Owns: measured rebuilds and merges of an index. Memory is measured from outside, of this whole process.

import Schema
import Server
import Wire

struct Reindexing {
    let snapshot: String
    let index: String
    let threads: Int
    let mebibytes: Int

    /// Rebuilds the index; answers seconds, bytes and counts.
    func run() throws -> JSONValue {
        let clock = ContinuousClock()
        let began = clock.now
        // The clock serves only to forget old deletions; a snapshot has none.
        var options = ReindexJob.Options(threads: threads, now: { Timestamp(milliseconds: 0) })
        options.memory = mebibytes << 20
        let job = try ReindexJob(
            snapshot: snapshot, index: index, options: options, onReject: { _ in }, onProgress: { _ in })
        let summary = try job.run()
        let seconds = (clock.now - began) / .seconds(1)
        return .object([
            .init("seconds", .double(seconds)),
            .init("records", .integer(Int64(summary.records))),
            .init("rejected", .integer(Int64(summary.rejected))),
            .init("plain_bytes", .integer(Int64(summary.plainBytes))),
            .init("segments", .integer(Int64(summary.load.segments))),
            .init("index_bytes", .integer(Int64(summary.load.bytes))),
        ])
    }

    /// Merges what there is into one segment, as `merge` on the socket does.
    static func merge(index: String) throws -> JSONValue {
        let clock = ContinuousClock()
        let began = clock.now
        let backend = try IndexFolder(index, now: { Timestamp(milliseconds: 0) }).open(create: false)
        _ = try backend.merge()
        try backend.close()
        return .object([.init("seconds", .double((clock.now - began) / .seconds(1)))])
    }
}
