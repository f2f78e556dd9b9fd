// Owns: what is around every request and answer: `id`, `op`, `ok`, `took_us`, and the lines themselves.

/// A request's `id`, echoed as it came.
public enum RequestID: Hashable, Sendable {
    case integer(Int64)
    case unsigned(UInt64)
    case string(String)

    init?(_ value: JSONValue) {
        switch value {
        case .integer(let number): self = .integer(number)
        case .unsigned(let number): self = .unsigned(number)
        case .string(let text): self = .string(text)
        default: return nil
        }
    }

    var json: JSONValue {
        switch self {
        case .integer(let number): .integer(number)
        case .unsigned(let number): .unsigned(number)
        case .string(let text): .string(text)
        }
    }
}

/// A line as the service reads it.
public struct RequestLine: Sendable {
    /// `nil` when the request has none or the line could not be read so far.
    public var id: RequestID?
    public var request: Result<Request, Problem>

    /// Reads a line. Never fails: what is wrong with the line is the request's result. O(n).
    public init(_ line: [UInt8]) {
        let value: JSONValue
        do { value = try JSONValue(parsing: line) } catch {
            request = .failure(Problem(.badJSON, "\(error); send one JSON object a line"))
            return
        }
        guard let members = value.members else {
            request = .failure(Problem(.badJSON, "the line is JSON but not an object; send one object a line"))
            return
        }
        let idValue = value["id"]
        id = idValue.flatMap(RequestID.init)
        guard id != nil || idValue == nil || idValue == .null else {
            request = .failure(Problem(.badRequest, "`id` must be a string or a whole number", field: "id"))
            return
        }
        do throws(Problem) { request = .success(try Self.request(value, members)) } catch { request = .failure(error) }
    }

    private static func request(_ value: JSONValue, _ members: [JSONValue.Member]) throws(Problem) -> Request {
        guard let op = value["op"], op != .null else {
            throw Problem(.badRequest, "`op` is missing; it names the operation, such as \"search\"", field: "op")
        }
        guard let name = op.string else {
            throw Problem(
                .badRequest, "`op` is \(op.kindName); it must be a string, such as \"search\"", field: "op")
        }
        guard let operation = Operation(rawValue: name) else {
            let names = Operation.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.unknownOperation, "there is no operation \"\(name)\"; there are \(names)", field: "op")
        }
        var keys = RequestKeys(members)
        let request = try Request(operation, &keys)
        try keys.finish(operation)
        return request
    }
}

/// Lines as bytes, each with its newline.
public enum LineCodec {
    public static func request<R: OperationRequest>(_ request: R, id: RequestID) -> [UInt8] {
        var writer = JSONWriter(reserving: 256)
        writer.object { writer in
            writer.member("id", id.json)
            writer.member("op", R.operation.rawValue)
            request.write(to: &writer)
        }
        writer.newline()
        return writer.bytes
    }

    /// An answer or a failure; `microseconds` count from the request's arrival.
    public static func answer(
        _ result: Result<any OperationAnswer, Problem>, id: RequestID?, microseconds: Int
    ) -> [UInt8] {
        var writer = JSONWriter(reserving: 1_024)
        writer.object { writer in
            writer.member("id", id?.json)
            switch result {
            case .success(let answer):
                writer.member("ok", true)
                answer.write(to: &writer)
            case .failure(let problem):
                writer.member("ok", false)
                writer.name("error")
                problem.write(to: &writer)
            }
            writer.member("took_us", microseconds)
        }
        writer.newline()
        return writer.bytes
    }
}

/// A line as a client reads it.
public struct AnswerLine: Sendable {
    public var id: RequestID?
    /// The answer, or why there is none.
    public var result: Result<JSONValue, Problem>
    /// The service's own time in microseconds.
    public var microseconds: Int

    /// - Throws: when the line is no answer of this protocol.
    public init(_ line: [UInt8]) throws(Problem) {
        let value: JSONValue
        do { value = try JSONValue(parsing: line, maximumDepth: JSONValue.maximumAnswerDepth) } catch {
            throw Problem(.internal, "the service answered with a line that is \(error)")
        }
        guard let ok = value["ok"]?.bool else {
            throw Problem(.internal, "the service answered with a line that has no `ok`")
        }
        id = value["id"].flatMap(RequestID.init)
        microseconds = value["took_us"]?.int ?? 0
        result = ok ? .success(value) : .failure(Problem(value["error"] ?? .null))
    }
}
