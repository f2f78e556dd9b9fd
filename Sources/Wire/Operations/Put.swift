// Owns: `put`: add or replace records.

public struct Put: OperationRequest, Hashable {
    public static let operation = Operation.put
    public var request: Request { .put(self) }

    public var team: String
    /// Records as objects; their own `team`, where they have one, must be this team.
    public var records: [JSONValue]
    /// Whether searches see the records at once. They always do, so both values are served alike.
    public var refresh = true

    public init(team: String, records: [JSONValue]) {
        self.team = team
        self.records = records
    }

    public init(_ keys: inout RequestKeys) throws(Problem) {
        team = try keys.required("team")
        guard let records = try keys.array("records") else {
            throw Problem(.badRequest, "`records` is missing; it must be an array of records", field: "records")
        }
        self.records = records
        refresh = try keys.bool("refresh", default: true)
    }

    public func write(to writer: inout JSONWriter) {
        writer.member("team", team)
        writer.member("records", .array(records))
        if !refresh { writer.member("refresh", false) }
    }

    /// A record of the batch that was not taken.
    public struct Rejection: Hashable, Sendable {
        /// Its place in `records`, from 0.
        public var index: Int
        public var code: String
        public var message: String

        public init(index: Int, code: String, message: String) {
            self.index = index
            self.code = code
            self.message = message
        }

        func write(to writer: inout JSONWriter) {
            writer.object { writer in
                writer.member("index", index)
                writer.member("code", code)
                writer.member("message", message)
            }
        }

        init(_ value: JSONValue) throws(Problem) {
            index = try value.needInt("index")
            code = try value.needString("code")
            message = try value.needString("message")
        }
    }

    /// What became of a batch; `delete` answers alike.
    public struct Answer: OperationAnswer, Hashable {
        public var applied: Int
        /// Those whose version was not higher than the one known.
        public var stale: Int
        public var rejected: [Rejection]
        /// The position in the log after the batch.
        public var sequence: UInt64

        public init(applied: Int, stale: Int, rejected: [Rejection], sequence: UInt64) {
            self.applied = applied
            self.stale = stale
            self.rejected = rejected
            self.sequence = sequence
        }

        public func write(to writer: inout JSONWriter) {
            writer.member("applied", applied)
            writer.member("stale", stale)
            writer.name("rejected")
            writer.array(rejected) { $1.write(to: &$0) }
            writer.member("sequence", sequence)
        }

        public init(_ answer: JSONValue) throws(Problem) {
            applied = try answer.needInt("applied")
            stale = try answer.needInt("stale")
            rejected = try answer.list("rejected", Rejection.init)
            sequence = try answer.need("sequence", \.uint64)
        }
    }
}
