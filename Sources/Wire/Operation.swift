// Owns: the table of operations: everything that can be asked over the socket.

/// An operation's name on the wire.
public enum Operation: String, Sendable, CaseIterable {
    case hello, search, parse, explain, get, put, delete, stats, health, flush, merge, cancel

    /// One sentence for `hello` and the documentation.
    public var summary: String {
        switch self {
        case .hello: "Who answers, its limits, and what its index holds."
        case .search: "Ranked boxes, threads and messages for a query."
        case .parse: "What a query means, without running it."
        case .explain: "Why an item matches, and its score as a tree."
        case .get: "A stored record."
        case .put: "Add or replace records; durable when answered."
        case .delete: "Delete records; durable when answered."
        case .stats: "Sizes, counts and latencies."
        case .health: "Whether all is well."
        case .flush: "Write what is only in the log into a segment file."
        case .merge: "Merge all segments into one."
        case .cancel: "Stop another request of this connection."
        }
    }
}

/// A request read from a line. One case an operation: the service does not compile until it handles a new one.
public enum Request: Sendable {
    case hello(Hello)
    case search(Search)
    case parse(Parse)
    case explain(Explain)
    case get(Get)
    case put(Put)
    case delete(Delete)
    case stats(Stats)
    case health(Health)
    case flush(Flush)
    case merge(Merge)
    case cancel(Cancel)

    init(_ operation: Operation, _ keys: inout RequestKeys) throws(Problem) {
        switch operation {
        case .hello: self = .hello(Hello(&keys))
        case .search: self = .search(try Search(&keys))
        case .parse: self = .parse(try Parse(&keys))
        case .explain: self = .explain(try Explain(&keys))
        case .get: self = .get(try Get(&keys))
        case .put: self = .put(try Put(&keys))
        case .delete: self = .delete(try Delete(&keys))
        case .stats: self = .stats(try Stats(&keys))
        case .health: self = .health(Health(&keys))
        case .flush: self = .flush(Flush(&keys))
        case .merge: self = .merge(Merge(&keys))
        case .cancel: self = .cancel(try Cancel(&keys))
        }
    }

    public var operation: Operation {
        switch self {
        case .hello: .hello
        case .search: .search
        case .parse: .parse
        case .explain: .explain
        case .get: .get
        case .put: .put
        case .delete: .delete
        case .stats: .stats
        case .health: .health
        case .flush: .flush
        case .merge: .merge
        case .cancel: .cancel
        }
    }
}

/// What an operation asks; a client sends one, the service reads one.
public protocol OperationRequest: Sendable {
    associatedtype Answer: OperationAnswer
    static var operation: Operation { get }
    /// This request among all.
    var request: Request { get }
    init(_ keys: inout RequestKeys) throws(Problem)
    /// Writes the request's own keys, without `id` and `op`.
    func write(to writer: inout JSONWriter)
}

/// What an operation answers; the service sends one, a client reads one.
public protocol OperationAnswer: Sendable {
    /// Writes the answer's own keys, without `id`, `ok` and `took_us`.
    func write(to writer: inout JSONWriter)
    /// Reads an answer; keys it does not know are passed over.
    init(_ answer: JSONValue) throws(Problem)
}
