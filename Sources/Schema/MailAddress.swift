// Owns: a person as mail headers write one.

/// A display name and an address: `Foo Bar <foo@example.com>`.
public struct MailAddress: Hashable, Sendable {
    /// Without quotes; empty where there is none.
    public var name: String
    /// As written; may be empty in broken mail.
    public var address: String

    public init(name: String, address: String) {
        self.name = name
        self.address = address
    }

    /// Reads `Name <address>`, `"Name" <address>`, `<address>` or a bare address. Never fails: text without an address
    /// is a name. O(n).
    public init(parsing text: String) {
        let trimmed = Self.trimmed(text[...])
        if trimmed.last == ">", let open = trimmed.lastIndex(of: "<") {
            name = Self.unquoted(Self.trimmed(trimmed[..<open]))
            address = String(Self.trimmed(trimmed[trimmed.index(after: open)...].dropLast()))
        } else if trimmed.contains("@") {
            name = ""
            address = String(trimmed)
        } else {
            name = Self.unquoted(trimmed)
            address = ""
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    private static func unquoted(_ text: Substring) -> String {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return String(text) }
        return String(text.dropFirst().dropLast().replacing("\\\"", with: "\""))
    }
}
