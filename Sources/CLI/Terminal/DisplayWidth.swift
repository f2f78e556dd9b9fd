// Owns: how many columns text takes on a terminal.

import CPlatform
import Glibc

enum DisplayWidth {
    /// Columns of a text: by the C library's table (`wcwidth`), characters it does not know counting one. O(n).
    static func columns(_ text: some StringProtocol) -> Int {
        text.unicodeScalars.reduce(0) { $0 + columns($1) }
    }

    private static func columns(_ scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII { return 1 }
        guard knowsUnicode else { return 1 }
        let width = boxfish_columns(scalar.value)
        return width >= 0 ? Int(width) : 1
    }

    /// Whether the C library knows Unicode: it is told to when first asked, whatever the user's locale.
    private static let knowsUnicode: Bool = setlocale(LC_CTYPE, "C.UTF-8") != nil

    /// The text cut to a width, with `…` where something is missing. O(n).
    static func cut(_ text: String, to width: Int) -> String {
        guard columns(text) > width else { return text }
        var result = ""
        var used = 1
        for character in text {
            let next = columns(String(character))
            guard used + next <= width else { break }
            used += next
            result.append(character)
        }
        return result + "…"
    }
}
