// Owns: `hello`: who answers, what it allows, what its index holds.

public struct Hello: OperationRequest, Hashable {
    public static let operation = Operation.hello
    public var request: Request { .hello(self) }

    public init() {}
    public init(_ keys: inout RequestKeys) {}
    public func write(to writer: inout JSONWriter) {}

    public struct Answer: OperationAnswer, Hashable {
        public var name: String
        public var version: String
        /// The protocol's number.
        public var `protocol`: Int
        /// Limits by name: bytes, counts and milliseconds as the names say.
        public var limits: [String: Int]
        public var isReadOnly: Bool
        public var items: Int
        public var boxes: Int
        public var threads: Int
        public var generation: UInt64
        /// Operations by name, with a sentence each.
        public var operations: [String: String]

        public init(
            name: String, version: String, protocol: Int, limits: [String: Int], isReadOnly: Bool, items: Int,
            boxes: Int, threads: Int, generation: UInt64
        ) {
            self.name = name
            self.version = version
            self.protocol = `protocol`
            self.limits = limits
            self.isReadOnly = isReadOnly
            self.items = items
            self.boxes = boxes
            self.threads = threads
            self.generation = generation
            operations = Dictionary(uniqueKeysWithValues: Operation.allCases.map { ($0.rawValue, $0.summary) })
        }

        public func write(to writer: inout JSONWriter) {
            writer.member("name", name)
            writer.member("version", version)
            writer.member("protocol", `protocol`)
            writer.name("limits")
            writer.object { writer in
                for (name, value) in limits.sorted(by: { $0.key < $1.key }) { writer.member(name, value) }
            }
            writer.member("read_only", isReadOnly)
            writer.name("index")
            writer.object { writer in
                writer.member("items", items)
                writer.member("boxes", boxes)
                writer.member("threads", threads)
                writer.member("generation", generation)
            }
            writer.name("operations")
            writer.array(operations.sorted { $0.key < $1.key }) { writer, operation in
                writer.object { writer in
                    writer.member("op", operation.key)
                    writer.member("summary", operation.value)
                }
            }
        }

        public init(_ answer: JSONValue) throws(Problem) {
            name = try answer.needString("name")
            version = try answer.needString("version")
            `protocol` = try answer.needInt("protocol")
            limits = [:]
            for limit in answer["limits"]?.members ?? [] { limits[limit.name] = limit.value.int }
            isReadOnly = answer["read_only"]?.bool ?? false
            let index = answer["index"] ?? .null
            items = try index.needInt("items")
            boxes = try index.needInt("boxes")
            threads = try index.needInt("threads")
            generation = try index.need("generation", \.uint64)
            operations = [:]
            for value in answer["operations"]?.array ?? [] {
                operations[try value.needString("op")] = value["summary"]?.string ?? ""
            }
        }
    }
}
