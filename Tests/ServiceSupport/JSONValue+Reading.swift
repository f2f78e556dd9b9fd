// Owns: looking into answers.

import Wire

extension JSONValue {
    /// A member, or `null` where there is none.
    public func at(_ names: String...) -> JSONValue { names.reduce(self) { $0[$1] ?? .null } }

    /// The names of an object's members, in their order.
    public var names: [String] { members?.map(\.name) ?? [] }

    /// The code of a failure.
    public var errorCode: String? { at("error", "code").string }

    public var errorField: String? { at("error", "field").string }

    public var isOK: Bool { at("ok") == .bool(true) }

    /// The ids of the results of a kind.
    public func ids(_ kind: String) -> [String] { at(kind).array?.compactMap { $0.at("id").string } ?? [] }

    /// As text on one line.
    public var text: String {
        var writer = JSONWriter()
        writer.value(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
