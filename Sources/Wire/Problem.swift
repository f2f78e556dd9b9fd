// Owns: what can go wrong with a request, by its stable code, and the failure's shape on the wire.

/// Why a request failed. The message says what was wrong and what to do about it.
public struct Problem: Error, Hashable, Sendable {
    /// The closed list of PROTOCOL.md.
    public enum Code: String, Sendable, CaseIterable {
        case badJSON = "bad_json"
        case badRequest = "bad_request"
        case unknownOperation = "unknown_op"
        case lineTooLong = "line_too_long"
        case notFound = "not_found"
        case forbidden
        case tooBusy = "too_busy"
        case deadlineExceeded = "deadline_exceeded"
        case queryTooComplex = "query_too_complex"
        case readOnly = "read_only"
        case storageFull = "storage_full"
        case corrupt
        case shuttingDown = "shutting_down"
        case `internal`
    }

    public var code: Code
    public var message: String
    /// The request key at fault.
    public var field: String?
    /// Where in the query, for a query refused under `strict`.
    public var span: Range<Int>?

    public init(_ code: Code, _ message: String, field: String? = nil, span: Range<Int>? = nil) {
        self.code = code
        self.message = message
        self.field = field
        self.span = span
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("code", code.rawValue)
            writer.member("message", message)
            writer.member("field", field)
            if let span {
                writer.name("span")
                writer.pair(span)
            }
        }
    }

    init(_ value: JSONValue) {
        // A code that this client does not know yet is the service's own affair.
        code = value["code"]?.string.flatMap(Code.init(rawValue:)) ?? .internal
        message = value["message"]?.string ?? ""
        field = value["field"]?.string
        if let pair = value["span"]?.array?.compactMap(\.int), pair.count == 2, pair[0] <= pair[1] {
            span = pair[0]..<pair[1]
        }
    }
}

extension Problem: CustomStringConvertible {
    public var description: String { "\(code.rawValue): \(message)" }
}
