// Owns: `delete`: versioned deletions.

public struct Delete: OperationRequest, Hashable {
    public static let operation = Operation.delete
    public var request: Request { .delete(self) }
    public typealias Answer = Put.Answer

    /// What to delete, and the version that the deletion has.
    public struct Target: Hashable, Sendable {
        public var kind: String
        public var id: String
        public var version: UInt64

        public init(kind: String, id: String, version: UInt64) {
            self.kind = kind
            self.id = id
            self.version = version
        }
    }

    public var team: String
    public var records: [Target]

    public init(team: String, records: [Target]) {
        self.team = team
        self.records = records
    }

    public init(_ keys: inout RequestKeys) throws(Problem) {
        team = try keys.required("team")
        guard let values = try keys.array("records") else {
            throw Problem(
                .badRequest, "`records` is missing; it must be an array of {\"kind\",\"id\",\"version\"}",
                field: "records")
        }
        records = []
        for (index, value) in values.enumerated() {
            guard let kind = value["kind"]?.string, let id = value["id"]?.string, let version = value["version"]?.uint64
            else {
                throw Problem(
                    .badRequest,
                    "record \(index) must have `kind` and `id` as strings and `version` as a whole number",
                    field: "records")
            }
            records.append(Target(kind: kind, id: id, version: version))
        }
    }

    public func write(to writer: inout JSONWriter) {
        writer.member("team", team)
        writer.name("records")
        writer.array(records) { writer, record in
            writer.object { writer in
                writer.member("kind", record.kind)
                writer.member("id", record.id)
                writer.member("version", record.version)
            }
        }
    }
}
