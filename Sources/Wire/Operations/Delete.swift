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

        public var json: JSONValue {
            .object([
                .init("kind", .string(kind)), .init("id", .string(id)),
                .init("version", Int64(exactly: version).map(JSONValue.integer) ?? .unsigned(version)),
            ])
        }
    }

    public var team: String
    /// Objects of `kind`, `id` and `version`. One that is not is rejected by its place; the rest stand.
    public var records: [JSONValue]

    public init(team: String, records: [Target]) {
        self.team = team
        self.records = records.map(\.json)
    }

    public init(_ keys: inout RequestKeys) throws(Problem) {
        team = try keys.required("team")
        guard let records = try keys.array("records") else {
            throw Problem(
                .badRequest, "`records` is missing; it must be an array of {\"kind\",\"id\",\"version\"}",
                field: "records")
        }
        self.records = records
    }

    public func write(to writer: inout JSONWriter) {
        writer.member("team", team)
        writer.member("records", .array(records))
    }
}
