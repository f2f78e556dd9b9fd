// Owns: spans in the units a caller counts in (PROTOCOL.md, `offsets`).

/// What an offset into a text counts.
public enum SpanUnit: String, Sendable, CaseIterable {
    case utf8, utf16, codepoint

    /// A span in UTF-8 bytes in these units. Offsets past the end are the end. O(length of the text).
    public func span(_ bytes: Range<Int>, in text: String) -> Range<Int> {
        guard self != .utf8 else { return bytes }
        return offset(bytes.lowerBound, in: text)..<offset(bytes.upperBound, in: text)
    }

    /// Spans in UTF-8 bytes in these units.
    public func spans(_ bytes: [Range<Int>], in text: String) -> [Range<Int>] {
        self == .utf8 ? bytes : bytes.map { span($0, in: text) }
    }

    /// A UTF-8 offset in these units.
    public func offset(_ bytes: Int, in text: String) -> Int {
        let utf8 = text.utf8
        let end = utf8.index(utf8.startIndex, offsetBy: max(0, bytes), limitedBy: utf8.endIndex) ?? utf8.endIndex
        switch self {
        case .utf8: return utf8.distance(from: utf8.startIndex, to: end)
        case .utf16: return text.utf16.distance(from: text.startIndex, to: end)
        case .codepoint: return text.unicodeScalars.distance(from: text.startIndex, to: end)
        }
    }
}
