// Owns: colour in JSON on a terminal: jq's palette.

enum JSONPainter {
    /// JSON text with its names, strings and nulls painted. Anything else is left as it is. O(text).
    static func painted(_ json: String, _ style: Style) -> String {
        guard style.isOn else { return json }
        let bytes = Array(json.utf8)
        var result = ""
        var at = 0
        while at < bytes.count {
            let start = at
            switch bytes[at] {
            case UInt8(ascii: "\""):
                at = endOfString(bytes, from: at)
                let isName = at < bytes.count && bytes[at] == UInt8(ascii: ":")
                let text = String(decoding: bytes[start..<at], as: UTF8.self)
                result += isName ? style.name(text) : style.string(text)
            case UInt8(ascii: "n"):
                at = min(at + "null".utf8.count, bytes.count)
                result += style.faint(String(decoding: bytes[start..<at], as: UTF8.self))
            default:
                while at < bytes.count, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "n") { at += 1 }
                result += String(decoding: bytes[start..<at], as: UTF8.self)
            }
        }
        return result
    }

    /// The offset after a string's closing quote.
    private static func endOfString(_ bytes: [UInt8], from start: Int) -> Int {
        var at = start + 1
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        return min(at + 1, bytes.count)
    }
}
