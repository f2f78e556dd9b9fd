// Owns: text of strangers, made safe to show: no mail may steer a terminal.

enum CleanText {
    /// Whether a character steers instead of showing: C0, DEL, C1 (Unicode's Cc), and the marks that turn the order of
    /// what follows (UAX #9's embeddings, overrides and isolates).
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// A text on one line with blanks in place of controls, byte for byte, so that spans into it stay right.
    static func line(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isControl(scalar) {
                result.append(contentsOf: repeatElement(" ", count: UTF8.width(scalar)))
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
