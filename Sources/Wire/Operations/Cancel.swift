// Owns: `cancel`: stop another request of the same connection.

public struct Cancel: OperationRequest, Hashable {
    public static let operation = Operation.cancel
    public var request: Request { .cancel(self) }

    /// The `id` of the request to stop.
    public var target: RequestID

    public init(target: RequestID) { self.target = target }

    public init(_ keys: inout RequestKeys) throws(Problem) {
        guard let id = keys.value("target").flatMap(RequestID.init) else {
            throw Problem(
                .badRequest, "`target` must be the `id` of a request: a string or a whole number", field: "target")
        }
        target = id
    }

    public func write(to writer: inout JSONWriter) { writer.member("target", target.json) }

    public struct Answer: OperationAnswer, Hashable {
        /// Whether there was such a request to stop.
        public var cancelled: Bool

        public init(cancelled: Bool) { self.cancelled = cancelled }

        public func write(to writer: inout JSONWriter) { writer.member("cancelled", cancelled) }

        public init(_ answer: JSONValue) throws(Problem) { cancelled = try answer.need("cancelled", \.bool) }
    }
}
