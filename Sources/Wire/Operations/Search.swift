// Owns: `search`: a query to ranked boxes, threads and messages.

public struct Search: OperationRequest, Hashable {
    public static let operation = Operation.search
    public var request: Request { .search(self) }

    /// How results are ordered.
    public enum Sort: Hashable, Sendable {
        case relevance, newest, oldest
        /// By a number or date of the boxes.
        case field(String, descending: Bool)
    }

    /// A kind of result.
    public enum Kind: String, Sendable, CaseIterable {
        case boxes, threads, messages
    }

    public enum Count: String, Sendable, CaseIterable {
        case exact, bounded, none
    }

    public var team: String
    public var query: String
    /// A second query that the caller adds and the user cannot escape.
    public var filter: String?
    public var context = QueryKeys()
    /// Results of each kind, 1 to 1,000.
    public var limit = 10
    /// Continues the list that an earlier answer began.
    public var cursor: String?
    public var sort = Sort.relevance
    public var results: [Kind] = [.boxes, .threads]
    public var wantsHighlights = true
    public var count = Count.bounded
    /// Whether the answer has the query's tree.
    public var explain = false
    /// When to give up, from the request's arrival.
    public var deadlineMilliseconds: Int?
    /// Whether every write acknowledged before is seen. Searches always see them, so both values are served alike.
    public var isConsistent = true

    public init(team: String, query: String) {
        self.team = team
        self.query = query
    }

    public init(_ keys: inout RequestKeys) throws(Problem) {
        team = try keys.required("team")
        query = try keys.string("q") ?? ""
        filter = try keys.string("filter")
        context = try QueryKeys(&keys)
        limit = try keys.int("limit", in: 1...1_000) ?? 10
        cursor = try keys.string("cursor")
        sort = try Self.sort(&keys)
        if let words = try keys.strings("results") { results = try Self.kinds(words) }
        wantsHighlights = try keys.bool("highlight", default: true)
        if let facets = try keys.array("facets"), !facets.isEmpty {
            throw Problem(
                .badRequest, "facets are not served by protocol 1 of this service; leave `facets` out", field: "facets")
        }
        count = try keys.choice("count") ?? .bounded
        explain = try keys.bool("explain", default: false)
        deadlineMilliseconds = try keys.int("deadline_ms", in: 1...3_600_000)
        isConsistent = try keys.bool("consistent", default: true)
    }

    private static func sort(_ keys: inout RequestKeys) throws(Problem) -> Sort {
        switch keys.value("sort") {
        case nil, .string("relevance"): return .relevance
        case .string("newest"): return .newest
        case .string("oldest"): return .oldest
        case .object(let members)?:
            let value = JSONValue.object(members)
            let order = value["order"]?.string ?? "asc"
            if let field = value["field"]?.string, order == "asc" || order == "desc",
                members.allSatisfy({ $0.name == "field" || $0.name == "order" })
            {
                return .field(field, descending: order == "desc")
            }
        default: break
        }
        throw Problem(
            .badRequest,
            "`sort` must be \"relevance\", \"newest\", \"oldest\" or {\"field\":…,\"order\":\"asc\" or \"desc\"}",
            field: "sort")
    }

    private static func kinds(_ words: [String]) throws(Problem) -> [Kind] {
        var kinds: [Kind] = []
        for word in words {
            guard let kind = Kind(rawValue: word) else {
                throw Problem(
                    .badRequest, "`results` has \"\(word)\"; it may have \"boxes\", \"threads\" and \"messages\"",
                    field: "results")
            }
            if !kinds.contains(kind) { kinds.append(kind) }
        }
        guard !kinds.isEmpty else {
            throw Problem(.badRequest, "`results` is empty; leave it out for boxes and threads", field: "results")
        }
        return kinds
    }

    public func write(to writer: inout JSONWriter) {
        writer.member("team", team)
        writer.member("q", query)
        writer.member("filter", filter)
        context.write(to: &writer)
        writer.member("limit", limit)
        writer.member("cursor", cursor)
        switch sort {
        case .relevance: break
        case .newest: writer.member("sort", "newest")
        case .oldest: writer.member("sort", "oldest")
        case .field(let name, let descending):
            writer.name("sort")
            writer.object { writer in
                writer.member("field", name)
                writer.member("order", descending ? "desc" : "asc")
            }
        }
        writer.member("results", results.map(\.rawValue))
        if !wantsHighlights { writer.member("highlight", false) }
        if count != .bounded { writer.member("count", count.rawValue) }
        if explain { writer.member("explain", true) }
        writer.member("deadline_ms", deadlineMilliseconds)
        if !isConsistent { writer.member("consistent", false) }
    }
}

extension Search {
    public struct Answer: OperationAnswer, Hashable {
        public var boxes: [BoxResult]?
        public var threads: [ThreadResult]?
        public var messages: [MessageResult]?
        /// `nil` when `count` is `none`.
        public var total: Total?
        public var warnings: [QueryWarning]
        /// `thread` when no single message meets the query and the threads do between their messages; else `nil`.
        public var tier: String?
        /// Why nothing was found; `nil` when something was.
        public var suggestion: Suggestion?
        /// Continues this list; `nil` at its end.
        public var cursor: String?
        /// The canonical structure, when `explain` asks for it.
        public var tree: JSONValue?

        public init(warnings: [QueryWarning] = []) { self.warnings = warnings }

        public func write(to writer: inout JSONWriter) {
            if let boxes {
                writer.name("boxes")
                writer.array(boxes) { $1.write(to: &$0) }
            }
            if let threads {
                writer.name("threads")
                writer.array(threads) { $1.write(to: &$0) }
            }
            if let messages {
                writer.name("messages")
                writer.array(messages) { $1.write(to: &$0) }
            }
            if let total {
                writer.name("total")
                total.write(to: &writer)
            }
            // A request that asks for facets is refused, so there are none to give.
            writer.member("facets", .object([]))
            writer.name("warnings")
            writer.array(warnings) { $1.write(to: &$0) }
            writer.member("tier", tier)
            if let suggestion {
                writer.name("suggestion")
                suggestion.write(to: &writer)
            }
            writer.member("cursor", cursor)
            writer.member("tree", tree)
        }

        public init(_ answer: JSONValue) throws(Problem) {
            if answer["boxes"] != nil { boxes = try answer.list("boxes", BoxResult.init) }
            if answer["threads"] != nil { threads = try answer.list("threads", ThreadResult.init) }
            if answer["messages"] != nil { messages = try answer.list("messages", MessageResult.init) }
            if let value = answer["total"] { total = try Total(value) }
            warnings = try answer.list("warnings", QueryWarning.init)
            tier = answer["tier"]?.string
            if let value = answer["suggestion"] { suggestion = try Suggestion(value) }
            cursor = answer["cursor"]?.string
            tree = answer["tree"]
        }
    }

    /// How many results there are in all.
    public struct Total: Hashable, Sendable {
        public var boxes: Int
        public var threads: Int
        public var items: Int
        /// Whether the numbers are exact, or lower bounds.
        public var isExact: Bool

        public init(boxes: Int, threads: Int, items: Int, isExact: Bool) {
            self.boxes = boxes
            self.threads = threads
            self.items = items
            self.isExact = isExact
        }

        public func write(to writer: inout JSONWriter) {
            writer.object { writer in
                writer.member("boxes", boxes)
                writer.member("threads", threads)
                writer.member("items", items)
                writer.member("relation", isExact ? "exact" : "at_least")
            }
        }

        init(_ value: JSONValue) throws(Problem) {
            boxes = try value.needInt("boxes")
            threads = try value.needInt("threads")
            items = try value.needInt("items")
            isExact = value["relation"]?.string != "at_least"
        }
    }
}
