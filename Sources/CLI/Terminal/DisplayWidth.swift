// Owns: how many columns text takes on a terminal.

import Glibc

enum DisplayWidth {
    /// Columns of a text: by the C library's table (`wcwidth`), characters it does not know counting one. O(n).
    static func columns(_ text: some StringProtocol) -> Int {
        text.unicodeScalars.reduce(0) { $0 + columns($1) }
    }

    /// Without a UTF-8 locale the C library knows ASCII only, so the program sets one when it starts.
    private static func columns(_ scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII { return 1 }
        let width = wcwidth(wchar_t(bitPattern: scalar.value))
        return width >= 0 ? Int(width) : 1
    }

    /// Makes `wcwidth` know Unicode, whatever the user's locale.
    static let isReady: Bool = setlocale(LC_CTYPE, "C.UTF-8") != nil

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
