// Owns: what was odd in a query, as answers tell it.

/// One remark about a query.
public struct QueryWarning: Hashable, Sendable {
    public var code: String
    /// `info`, `warning` or `error`.
    public var level: String
    /// Half-open, in the units the request asked for.
    public var span: Range<Int>
    public var message: String
    /// What to put in the place of `span`, empty to leave that out; `nil`, on the wire `null`, where no other text helps.
    public var fix: String?

    public init(code: String, level: String, span: Range<Int>, message: String, fix: String?) {
        self.code = code
        self.level = level
        self.span = span
        self.message = message
        self.fix = fix
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("code", code)
            writer.member("level", level)
            writer.name("span")
            writer.pair(span)
            writer.member("message", message)
            writer.member("fix", fix.map(JSONValue.string) ?? .null)
        }
    }

    init(_ value: JSONValue) throws(Problem) {
        code = try value.needString("code")
        level = try value.needString("level")
        let ends = (value["span"]?.array ?? []).compactMap(\.int)
        guard ends.count == 2, ends[0] <= ends[1] else {
            throw Problem(.internal, "a warning in the service's answer has no span", field: "span")
        }
        span = ends[0]..<ends[1]
        message = try value.needString("message")
        fix = value["fix"]?.string
    }
}
