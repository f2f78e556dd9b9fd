// Owns: `get`: a record as it was put.

public struct Get: OperationRequest, Hashable {
    public static let operation = Operation.get
    public var request: Request { .get(self) }

    public var team: String
    public var kind: String
    /// The record's id: `record` on the wire, since `id` there is the request's own.
    public var id: String

    public init(team: String, kind: String, id: String) {
        self.team = team
        self.kind = kind
        self.id = id
    }

    public init(_ keys: inout RequestKeys) throws(Problem) {
        team = try keys.required("team")
        kind = try keys.required("kind")
        id = try keys.recordID()
    }

    public func write(to writer: inout JSONWriter) {
        writer.member("team", team)
        writer.member("kind", kind)
        writer.member("record", id)
    }

    public struct Answer: OperationAnswer, Hashable {
        public var record: JSONValue
        public var version: UInt64

        public init(record: JSONValue, version: UInt64) {
            self.record = record
            self.version = version
        }

        public func write(to writer: inout JSONWriter) {
            writer.member("record", record)
            writer.member("version", version)
        }

        public init(_ answer: JSONValue) throws(Problem) {
            record = try answer.need("record") { $0 }
            version = try answer.need("version", \.uint64)
        }
    }
}
