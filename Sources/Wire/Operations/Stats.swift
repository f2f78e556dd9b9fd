// Owns: `stats`: sizes, counts and latencies.

public struct Stats: OperationRequest, Hashable {
    public static let operation = Operation.stats
    public var request: Request { .stats(self) }

    /// Counts of one team; `nil` for the whole index and the service.
    public var team: String?

    public init(team: String? = nil) { self.team = team }

    public init(_ keys: inout RequestKeys) throws(Problem) { team = try keys.string("team") }

    public func write(to writer: inout JSONWriter) { writer.member("team", team) }

    public struct Segment: Hashable, Sendable {
        public var name: String
        public var items: Int
        public var deleted: Int
        public var bytes: Int
        /// `memory` or `file`.
        public var home: String

        public init(name: String, items: Int, deleted: Int, bytes: Int, home: String) {
            self.name = name
            self.items = items
            self.deleted = deleted
            self.bytes = bytes
            self.home = home
        }

        func write(to writer: inout JSONWriter) {
            writer.object { writer in
                writer.member("name", name)
                writer.member("items", items)
                writer.member("deleted", deleted)
                writer.member("bytes", bytes)
                writer.member("home", home)
            }
        }

        init(_ value: JSONValue) throws(Problem) {
            name = try value.needString("name")
            items = try value.needInt("items")
            deleted = try value.needInt("deleted")
            bytes = try value.needInt("bytes")
            home = try value.needString("home")
        }
    }

    /// What an operation has cost since the service began.
    public struct Latency: Hashable, Sendable {
        public var count: Int
        /// Microseconds, within 7%.
        public var p50: Int
        public var p99: Int
        public var errors: Int

        public init(count: Int, p50: Int, p99: Int, errors: Int) {
            self.count = count
            self.p50 = p50
            self.p99 = p99
            self.errors = errors
        }

        func write(to writer: inout JSONWriter) {
            writer.object { writer in
                writer.member("count", count)
                writer.member("p50_us", p50)
                writer.member("p99_us", p99)
                writer.member("errors", errors)
            }
        }

        init(_ value: JSONValue) throws(Problem) {
            count = try value.needInt("count")
            p50 = try value.needInt("p50_us")
            p99 = try value.needInt("p99_us")
            errors = try value.needInt("errors")
        }
    }

    /// How a cache of the service is used.
    public struct Cache: Hashable, Sendable {
        /// What it holds now.
        public var entries: Int
        /// Look-ups since the service began that found what they wanted, and that did not.
        public var hits: Int
        public var misses: Int
        /// What it takes of its room; `nil` for a cache that is bounded by entries.
        public var bytes: Int?

        public init(entries: Int, hits: Int, misses: Int, bytes: Int? = nil) {
            self.entries = entries
            self.hits = hits
            self.misses = misses
            self.bytes = bytes
        }

        func write(to writer: inout JSONWriter) {
            writer.object { writer in
                writer.member("entries", entries)
                writer.member("hits", hits)
                writer.member("misses", misses)
                writer.member("bytes", bytes)
            }
        }

        init(_ value: JSONValue) throws(Problem) {
            entries = try value.needInt("entries")
            hits = try value.needInt("hits")
            misses = try value.needInt("misses")
            bytes = value["bytes"]?.int
        }
    }

    /// What writing has cost since the service began.
    public struct Written: Hashable, Sendable {
        /// Records that took effect.
        public var records: Int
        /// Bytes of log records.
        public var logBytes: Int
        /// Bytes of the segment files that flushes wrote, and that merges wrote.
        public var flushedBytes: Int
        public var mergedBytes: Int
        /// How often a flushed byte was written to segment files, its flush included; 0 before the first flush.
        public var amplification: Float

        public init(records: Int, logBytes: Int, flushedBytes: Int, mergedBytes: Int, amplification: Float) {
            self.records = records
            self.logBytes = logBytes
            self.flushedBytes = flushedBytes
            self.mergedBytes = mergedBytes
            self.amplification = amplification
        }

        /// Nothing yet, or nothing that may be told.
        public static let nothing = Written(
            records: 0, logBytes: 0, flushedBytes: 0, mergedBytes: 0, amplification: 0)

        func write(to writer: inout JSONWriter) {
            writer.object { writer in
                writer.member("records", records)
                writer.member("log_bytes", logBytes)
                writer.member("flushed_bytes", flushedBytes)
                writer.member("merged_bytes", mergedBytes)
                writer.member("amplification", amplification)
            }
        }

        init(_ value: JSONValue) throws(Problem) {
            records = try value.needInt("records")
            logBytes = try value.needInt("log_bytes")
            flushedBytes = try value.needInt("flushed_bytes")
            mergedBytes = try value.needInt("merged_bytes")
            amplification = Float(try value.need("amplification", \.double))
        }
    }

    /// Of a team's answer only `items`, `boxes` and `threads` count: the rest is the whole index's and the service's,
    /// of which a team is told nothing, so there it is 0 and empty.
    public struct Answer: OperationAnswer, Hashable {
        public var items: Int
        public var boxes: Int
        public var threads: Int
        public var generation: UInt64
        public var segments: [Segment]
        /// Bytes of all segments.
        public var bytes: Int
        /// Bytes in the write-ahead log that no segment file holds yet, and its position.
        public var logBytes: Int
        public var sequence: UInt64
        public var merges: Int
        /// Bytes that the merges still due would write.
        public var mergeDebt: Int
        public var written: Written
        /// Generations kept for cursors.
        public var cursors: Int
        /// By cache name.
        public var caches: [String: Cache]
        /// By operation name.
        public var operations: [String: Latency]

        public init(
            items: Int, boxes: Int, threads: Int, generation: UInt64, segments: [Segment], bytes: Int, logBytes: Int,
            sequence: UInt64, merges: Int, mergeDebt: Int, written: Written, cursors: Int, caches: [String: Cache],
            operations: [String: Latency]
        ) {
            self.items = items
            self.boxes = boxes
            self.threads = threads
            self.generation = generation
            self.segments = segments
            self.bytes = bytes
            self.logBytes = logBytes
            self.sequence = sequence
            self.merges = merges
            self.mergeDebt = mergeDebt
            self.written = written
            self.cursors = cursors
            self.caches = caches
            self.operations = operations
        }

        public func write(to writer: inout JSONWriter) {
            writer.member("items", items)
            writer.member("boxes", boxes)
            writer.member("threads", threads)
            writer.member("generation", generation)
            writer.name("segments")
            writer.array(segments) { $1.write(to: &$0) }
            writer.member("bytes", bytes)
            writer.name("wal")
            writer.object { writer in
                writer.member("bytes", logBytes)
                writer.member("sequence", sequence)
            }
            writer.member("merges", merges)
            writer.member("merge_debt_bytes", mergeDebt)
            writer.name("written")
            written.write(to: &writer)
            writer.member("cursors", cursors)
            writer.name("caches")
            writer.object { writer in
                for (name, cache) in caches.sorted(by: { $0.key < $1.key }) {
                    writer.name(name)
                    cache.write(to: &writer)
                }
            }
            writer.name("operations")
            writer.object { writer in
                for (name, latency) in operations.sorted(by: { $0.key < $1.key }) {
                    writer.name(name)
                    latency.write(to: &writer)
                }
            }
        }

        public init(_ answer: JSONValue) throws(Problem) {
            items = try answer.needInt("items")
            boxes = try answer.needInt("boxes")
            threads = try answer.needInt("threads")
            generation = try answer.need("generation", \.uint64)
            segments = try answer.list("segments", Segment.init)
            bytes = try answer.needInt("bytes")
            let log = answer["wal"] ?? .null
            logBytes = try log.needInt("bytes")
            sequence = try log.need("sequence", \.uint64)
            merges = try answer.needInt("merges")
            mergeDebt = try answer.needInt("merge_debt_bytes")
            written = try Written(answer["written"] ?? .null)
            cursors = try answer.needInt("cursors")
            caches = [:]
            for member in answer["caches"]?.members ?? [] { caches[member.name] = try Cache(member.value) }
            operations = [:]
            for member in answer["operations"]?.members ?? [] {
                operations[member.name] = try Latency(member.value)
            }
        }
    }
}
