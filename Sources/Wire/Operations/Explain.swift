// Owns: `explain`: why an item matches a query, and its score as a tree.

public struct Explain: OperationRequest, Hashable {
    public static let operation = Operation.explain
    public var request: Request { .explain(self) }

    public var team: String
    public var query: String
    public var kind: String
    /// The record's id: `record` on the wire, since `id` there is the request's own.
    public var id: String
    public var context = QueryKeys()

    public init(team: String, query: String, kind: String, id: String) {
        self.team = team
        self.query = query
        self.kind = kind
        self.id = id
    }

    public init(_ keys: inout RequestKeys) throws(Problem) {
        team = try keys.required("team")
        query = try keys.string("q") ?? ""
        kind = try keys.required("kind")
        id = try keys.recordID()
        context = try QueryKeys(&keys)
    }

    public func write(to writer: inout JSONWriter) {
        writer.member("team", team)
        writer.member("q", query)
        writer.member("kind", kind)
        writer.member("record", id)
        context.write(to: &writer)
    }

    /// One number of a score and what it came from.
    public struct Factor: Hashable, Sendable {
        /// What the number is called: `factor` on the wire.
        public var name: String
        public var value: Float
        /// How it is computed, or what it was counted from.
        public var description: String
        public var details: [Factor]

        public init(name: String, value: Float, description: String, details: [Factor]) {
            self.name = name
            self.value = value
            self.description = description
            self.details = details
        }

        func write(to writer: inout JSONWriter) {
            writer.object { writer in
                writer.member("factor", name)
                writer.member("value", value)
                writer.member("description", description)
                guard !details.isEmpty else { return }
                writer.name("details")
                writer.array(details) { $1.write(to: &$0) }
            }
        }

        init(_ value: JSONValue) throws(Problem) {
            name = try value.needString("factor")
            self.value = Float(try value.need("value", \.double))
            description = try value.needString("description")
            details = try value.list("details", Factor.init)
        }
    }

    public struct Answer: OperationAnswer, Hashable {
        public var matched: Bool
        public var score: Float
        public var detail: Factor

        public init(matched: Bool, score: Float, detail: Factor) {
            self.matched = matched
            self.score = score
            self.detail = detail
        }

        public func write(to writer: inout JSONWriter) {
            writer.member("matched", matched)
            writer.member("score", score)
            writer.name("detail")
            detail.write(to: &writer)
        }

        public init(_ answer: JSONValue) throws(Problem) {
            matched = try answer.need("matched", \.bool)
            score = Float(try answer.need("score", \.double))
            detail = try Factor(answer["detail"] ?? .null)
        }
    }
}
