// Owns: `stats`: sizes, counts and latencies.

import Engine
import Wire

struct StatsHandler {
    private let context: ServiceContext

    init(_ context: ServiceContext) { self.context = context }

    func answer(_ stats: Stats) -> Stats.Answer {
        let index = context.backend.statistics(team: stats.team)
        return Stats.Answer(
            items: index.items, boxes: index.boxes, threads: index.threads, generation: index.generation,
            segments: index.segments.map { segment in
                Stats.Segment(
                    name: segment.name, items: segment.items, deleted: segment.deleted, bytes: segment.bytes,
                    home: segment.isInMemory ? "memory" : "file")
            },
            bytes: index.bytes, logBytes: index.logBytes, sequence: index.sequence, merges: index.written.merges,
            // Latencies are the whole service's: a team is told nothing of the others.
            operations: stats.team == nil ? context.latencies.summary : [:])
    }
}
