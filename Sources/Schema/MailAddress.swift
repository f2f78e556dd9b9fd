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
        var text = text
        self = text.withUTF8 { MailAddress(parsing: $0) }
    }

    /// ``init(parsing:)-(String)`` of a text's bytes.
    public init(parsing text: UnsafeBufferPointer<UInt8>) {
        let view = MailAddressView(parsing: text)
        name = view.name
        address = String(decoding: view.address, as: UTF8.self)
    }
}

/// A ``MailAddress`` where it lies: nothing is copied that is not asked for.
///
/// Lifetime: borrows the text it is read from.
public struct MailAddressView {
    private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    /// Without white space, but with its quotes.
    private let quotedName: Bytes
    public let address: UnsafeBufferPointer<UInt8>

    /// Reads what ``MailAddress/init(parsing:)-(String)`` reads. O(n).
    public init(parsing text: UnsafeBufferPointer<UInt8>) {
        let trimmed = Self.trimmed(text[...])
        let address: Bytes
        if trimmed.last == UInt8(ascii: ">"), let open = trimmed.lastIndex(of: UInt8(ascii: "<")) {
            quotedName = Self.trimmed(trimmed[..<open])
            address = Self.trimmed(trimmed[(open + 1)...].dropLast())
        } else if trimmed.contains(UInt8(ascii: "@")) {
            quotedName = trimmed.prefix(0)
            address = trimmed
        } else {
            quotedName = trimmed
            address = trimmed.prefix(0)
        }
        self.address = UnsafeBufferPointer(rebasing: address)
    }

    /// Without white space at its ends.
    private static func trimmed(_ text: Bytes) -> Bytes {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte >= 0x09 && byte <= 0x0D }
        var text = text
        while let first = text.first, isBlank(first) { text.removeFirst() }
        while let last = text.last, isBlank(last) { text.removeLast() }
        guard text.first ?? 0 >= 0x80 || text.last ?? 0 >= 0x80 else { return text }
        // White space beyond ASCII is rare: it is looked for character by character.
        let characters = String(decoding: text, as: UTF8.self)
        let leading = characters.prefix(while: \.isWhitespace).utf8.count
        let trailing = characters.reversed().prefix(while: \.isWhitespace).reduce(0) { $0 + $1.utf8.count }
        return text.dropFirst(leading).dropLast(trailing)
    }

    /// Without quotes; empty where there is none.
    public var name: String {
        let quote = UInt8(ascii: "\"")
        guard quotedName.count >= 2, quotedName.first == quote, quotedName.last == quote else {
            return String(decoding: quotedName, as: UTF8.self)
        }
        let name = quotedName.dropFirst().dropLast()
        let text = String(decoding: name, as: UTF8.self)
        return name.contains(UInt8(ascii: "\\")) ? text.replacing("\\\"", with: "\"") : text
    }
}
