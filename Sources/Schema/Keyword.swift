// Owns: the one form in which whole values (labels, stages, ids) are compared. Producers and the engine both use it.

import CText

/// The comparable form of whole values.
public enum Keyword {
    /// Folds a label, stage, pipeline or assignee: NFKC_Casefold (Unicode 3.13, D147), which makes letters equal that
    /// differ in case, in width or in how their accents are written; runs of white space, `-`, `_` and `/` become one
    /// `-`, none at either end. `Closed / Won`, `closed-won` and `ＣＬＯＳＥＤ_ＷＯＮ` are equal. Accents count. O(n).
    public static func normalized(_ value: String) -> String {
        if isNormalizedASCII(value) { return value }
        var result = String.UnicodeScalarView()
        var pendingSeparator = false
        for scalar in caseFolded(value).unicodeScalars {
            if isWhitespace(scalar) || scalar == "-" || scalar == "_" || scalar == "/" {
                pendingSeparator = !result.isEmpty
            } else {
                if pendingSeparator { result.append("-") }
                pendingSeparator = false
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// Whether a value of ASCII is in its normalized form, as most are that are normalized a second time. O(n).
    private static func isNormalizedASCII(_ value: String) -> Bool {
        var previous = UInt8(ascii: "-")
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "-"): guard previous != byte else { return false }
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "/"): return false
            case 0x21...0x7E: break
            default: return false
            }
            previous = byte
        }
        return previous != UInt8(ascii: "-") || value.isEmpty
    }

    private static func isWhitespace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            ? scalar.value == 0x20 || (0x09...0x0D).contains(scalar.value) : scalar.properties.isWhitespace
    }

    /// NFKC_Casefold, with a blank for U+200B, which it would drop.
    private static func caseFolded(_ value: String) -> String {
        if value.utf8.allSatisfy({ $0 < 0x80 }) { return value.lowercased() }
        let text = value.utf16.map { $0 == 0x200B ? 0x20 : $0 }
        var capacity = text.count + 16
        while true {
            var length: Int32 = -1
            let folded = [UInt16](unsafeUninitializedCapacity: capacity) { buffer, count in
                length = boxfish_casefold(text, Int32(text.count), buffer.baseAddress, Int32(capacity))
                count = max(0, min(Int(length), capacity))
            }
            // ICU refuses text only when it has no memory left: then case alone folds, as it always can.
            if length < 0 { return value.lowercased() }
            if Int(length) <= capacity { return String(decoding: folded, as: UTF16.self) }
            capacity = Int(length)
        }
    }

    /// A Message-ID without its angle brackets and surrounding blanks; case is kept, for it matters.
    public static func messageID(_ value: String) -> String {
        var text = Substring(value).unicodeScalars
        while let first = text.first, isWhitespace(first) || first == "<" { text.removeFirst() }
        while let last = text.last, isWhitespace(last) || last == ">" { text.removeLast() }
        return String(text)
    }

    /// The comparable form of a value of this field.
    public static func comparable(_ value: String, in field: Field) -> String {
        switch field {
        case .messageID: messageID(value)
        case .thread, .box: value
        case .participant: value.lowercased()
        default: normalized(value)
        }
    }
}
