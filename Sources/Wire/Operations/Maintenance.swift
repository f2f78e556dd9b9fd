// Owns: `flush` and `merge`: an administrator's work on the index's files.

/// The generation that a change of the index's files led to.
public struct GenerationAnswer: OperationAnswer, Hashable {
    public var generation: UInt64

    public init(generation: UInt64) { self.generation = generation }

    public func write(to writer: inout JSONWriter) { writer.member("generation", generation) }

    public init(_ answer: JSONValue) throws(Problem) { generation = try answer.need("generation", \.uint64) }
}

public struct Flush: OperationRequest, Hashable {
    public static let operation = Operation.flush
    public var request: Request { .flush(self) }
    public typealias Answer = GenerationAnswer

    public init() {}
    public init(_ keys: inout RequestKeys) {}
    public func write(to writer: inout JSONWriter) {}
}

public struct Merge: OperationRequest, Hashable {
    public static let operation = Operation.merge
    public var request: Request { .merge(self) }
    public typealias Answer = GenerationAnswer

    public init() {}
    public init(_ keys: inout RequestKeys) {}
    public func write(to writer: inout JSONWriter) {}
}
