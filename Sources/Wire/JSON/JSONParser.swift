// Owns: JSON text to a value, strictly by RFC 8259, bounded in depth. Bulk loading has its own, faster way (Snapshots).

/// Why a text is not JSON, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// In bytes from the start of the text.
    public var offset: Int
    public var reason: String

    public var description: String { "not JSON at byte \(offset): \(reason)" }
}

extension JSONValue {
    /// Requests nested deeper than this are refused.
    public static let maximumDepth = 64
    /// Answers nested deeper than this are refused: the tree of a query has two arrays a level at most, and 1,000 levels.
    public static let maximumAnswerDepth = 2_100

    /// Reads one JSON value; white space may stand around it. O(n), recursion bounded by `maximumDepth`.
    public init(parsing bytes: [UInt8], maximumDepth: Int = maximumDepth) throws(JSONError) {
        var parser = JSONParser(bytes, maximumDepth)
        self = try parser.document()
    }

    public init(parsing text: String, maximumDepth: Int = maximumDepth) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth)
    }
}

private struct JSONParser {
    private let bytes: [UInt8]
    private let maximumDepth: Int
    private var at = 0

    init(_ bytes: [UInt8], _ maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    mutating func document() throws(JSONError) -> JSONValue {
        skipSpace()
        let value = try value(depth: 0)
        skipSpace()
        guard at == bytes.count else { throw error("there is more text after the value") }
        return value
    }

    private func error(_ reason: String) -> JSONError { JSONError(offset: at, reason: reason) }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { at += 1 }
    }

    private mutating func take(_ byte: Character) -> Bool {
        guard next == byte.asciiValue else { return false }
        at += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard depth < maximumDepth else { throw error("nested more than \(maximumDepth) deep") }
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case nil: throw error("the text ends where a value should be")
        default: return try number()
        }
    }

    private mutating func literal(_ word: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
        guard bytes[at...].starts(with: word.utf8) else { throw error("a value was expected") }
        at += word.utf8.count
        return value
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        at += 1
        var members: [JSONValue.Member] = []
        skipSpace()
        if take("}") { return .object(members) }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("a name in double quotes was expected") }
            let name = try string()
            skipSpace()
            guard take(":") else { throw error("`:` was expected after a name") }
            skipSpace()
            members.append(.init(name, try value(depth: depth + 1)))
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw error("`,` or `}` was expected") }
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        at += 1
        var values: [JSONValue] = []
        skipSpace()
        if take("]") { return .array(values) }
        while true {
            skipSpace()
            values.append(try value(depth: depth + 1))
            skipSpace()
            if take("]") { return .array(values) }
            guard take(",") else { throw error("`,` or `]` was expected") }
        }
    }

    // MARK: Numbers

    private mutating func digits() -> Bool {
        let start = at
        while let byte = next, byte >= 0x30, byte <= 0x39 { at += 1 }
        return at > start
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = at
        let isNegative = take("-")
        let first = next
        guard digits() else { throw error("a value was expected") }
        let hasLeadingZero = first == UInt8(ascii: "0") && at - start > (isNegative ? 2 : 1)
        guard !hasLeadingZero else { throw error("a number must not begin with 0") }
        var isWhole = true
        if take(".") {
            isWhole = false
            guard digits() else { throw error("digits were expected after `.`") }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            at += 1
            isWhole = false
            if !take("+") { _ = take("-") }
            guard digits() else { throw error("digits were expected in an exponent") }
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if isWhole {
            if let value = Int64(text) { return .integer(value) }
            if let value = UInt64(text) { return .unsigned(value) }
            return .outOfRange(text)
        }
        guard let value = Double(text), value.isFinite else { return .outOfRange(text) }
        return .double(value)
    }

    // MARK: Strings

    private mutating func string() throws(JSONError) -> String {
        at += 1
        let start = at
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { at += 1 }
        guard next != UInt8(ascii: "\"") else {
            let text = try text(bytes[start..<at])
            at += 1
            return text
        }
        return try escapedString(Array(bytes[start..<at]))
    }

    /// A string from its first escape on.
    private mutating func escapedString(_ beginning: [UInt8]) throws(JSONError) -> String {
        var result = beginning
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                let text = try text(result[...])
                at += 1
                return text
            case UInt8(ascii: "\\"):
                at += 1
                try escape(&result)
            case 0..<0x20: throw error("a control character must be escaped")
            default:
                result.append(byte)
                at += 1
            }
        }
        throw error("a string is not closed")
    }

    private func text(_ slice: ArraySlice<UInt8>) throws(JSONError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else { throw error("a string is not UTF-8") }
        return text
    }

    private mutating func escape(_ result: inout [UInt8]) throws(JSONError) {
        guard let byte = next else { throw error("a string is not closed") }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "u"): result += Array(String(try scalar()).utf8)
        default: throw error("an escape that JSON has not")
        }
    }

    /// The rest of `\u`: one scalar, of two escapes where it takes a surrogate pair; a lone surrogate is U+FFFD.
    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(UInt32(first)) { return scalar }
        guard (0xD800..<0xDC00).contains(first), at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"),
            bytes[at + 1] == UInt8(ascii: "u")
        else { return "\u{FFFD}" }
        let rewind = at
        at += 2
        let second = try codeUnit()
        guard (0xDC00..<0xE000).contains(second) else {
            at = rewind
            return "\u{FFFD}"
        }
        let value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        guard at + 4 <= bytes.count else { throw error("four hexadecimal digits were expected") }
        var value: UInt16 = 0
        for byte in bytes[at..<at + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw error("four hexadecimal digits were expected")
            }
            value = value << 4 | UInt16(digit)
        }
        at += 4
        return value
    }
}
