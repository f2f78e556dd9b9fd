// Owns: `stats`: sizes, counts and latencies.

import Engine
import Wire

struct StatsHandler {
    private let context: ServiceContext

    init(_ context: ServiceContext) { self.context = context }

    func answer(_ stats: Stats) -> Stats.Answer {
        let index = context.backend.statistics(team: stats.team)
        guard stats.team == nil else { return Self.ofTeam(index) }
        return Stats.Answer(
            items: index.items, boxes: index.boxes, threads: index.threads, generation: index.generation,
            segments: index.segments.map { segment in
                Stats.Segment(
                    name: segment.name, items: segment.items, deleted: segment.deleted, bytes: segment.bytes,
                    home: segment.isInMemory ? "memory" : "file")
            },
            bytes: index.bytes, logBytes: index.logBytes, sequence: index.sequence, merges: index.written.merges,
            mergeDebt: index.mergeDebt, written: Self.wire(index.written), cursors: index.cursors,
            caches: ["answers": context.answers.use, "team_fields": context.fieldsCache],
            operations: context.latencies.summary)
    }

    private static func wire(_ written: IndexStatistics.Written) -> Stats.Written {
        Stats.Written(
            records: written.documents, logBytes: written.logBytes, flushedBytes: written.flushedBytes,
            mergedBytes: written.mergedBytes, amplification: Float((written.amplification * 100).rounded() / 100))
    }

    /// Whatever moves when another team writes or searches is left at nothing.
    private static func ofTeam(_ index: IndexStatistics) -> Stats.Answer {
        Stats.Answer(
            items: index.items, boxes: index.boxes, threads: index.threads, generation: 0, segments: [], bytes: 0,
            logBytes: 0, sequence: 0, merges: 0, mergeDebt: 0, written: .nothing, cursors: 0, caches: [:],
            operations: [:])
    }
}
