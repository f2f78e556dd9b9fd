// Owns: `health`: whether all is well.

public struct Health: OperationRequest, Hashable {
    public static let operation = Operation.health
    public var request: Request { .health(self) }

    public init() {}
    public init(_ keys: inout RequestKeys) {}
    public func write(to writer: inout JSONWriter) {}

    public enum Status: String, Sendable, CaseIterable {
        case ok, degraded, recovering
    }

    public struct Answer: OperationAnswer, Hashable {
        public var status: Status
        /// What is wrong; empty when all is well.
        public var reasons: [String]

        public init(status: Status, reasons: [String]) {
            self.status = status
            self.reasons = reasons
        }

        public func write(to writer: inout JSONWriter) {
            writer.member("status", status.rawValue)
            writer.member("reasons", reasons)
        }

        public init(_ answer: JSONValue) throws(Problem) {
            status = try answer.need("status") { $0.string.flatMap(Status.init(rawValue:)) }
            reasons = answer.strings("reasons")
        }
    }
}
