// Owns: strings that are told apart by their bytes.

/// A name that means what its bytes are, such as a team's id.
///
/// Swift's own strings are equal where they look the same: `é` is `e` with an accent. To a datastore they are two ids, and
/// one team must never be taken for another.
public struct ExactString: Hashable, Sendable {
    public let text: String

    public init(_ text: String) { self.text = text }

    public static func == (a: Self, b: Self) -> Bool { areEqual(a.text, b.text) }

    public func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// Whether two strings have the same bytes. O(length).
    public static func areEqual(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }
}
