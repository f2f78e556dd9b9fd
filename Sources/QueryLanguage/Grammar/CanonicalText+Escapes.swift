// Owns: words as they must be typed to be read as just these words.

import Schema

extension CanonicalText {
    /// A word with a backslash before everything that would mean something else there. Of a pattern every colon, for in
    /// a URL wildcards are letters.
    func escaped(_ word: String, isValue: Bool, isPattern: Bool = false) -> String {
        var view = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        let scalars = word.unicodeScalars
        let colon = scalars.firstIndex { $0 == ":" || $0 == "\u{FF1A}" }
        var index = scalars.startIndex
        for scalar in scalars {
            let isFirst = previous == nil
            if needsEscape(scalar, isFirst: isFirst, isValue: isValue)
                || (isPattern && (scalar == ":" || scalar == "\u{FF1A}"))
                || (index == colon && !isValue && isNameLike(scalars[..<index], scalars[index...].dropFirst().first))
            {
                view.append("\\")
            }
            view.append(scalar)
            previous = scalar
            index = scalars.index(after: index)
        }
        return String(view)
    }

    /// Whether what stands before a colon is an operator's name, or looks enough like one to be remarked on.
    private func isNameLike(_ prefix: Substring.UnicodeScalarView, _ next: Unicode.Scalar?) -> Bool {
        let name = String(Substring(prefix))
        let key = OperatorNames.comparable(name)
        if prefix.isEmpty || OperatorNames.find(comparable: key) != nil || context.customFields[comparable: key] != nil
        {
            return true
        }
        guard let next, next != ":", next != "/", next != "\\" else { return false }
        return name.utf8.allSatisfy { Code.isLetter($0) || $0 == Code.minus || $0 == 0x5F }
            && !OperatorNames.schemes.contains(key)
    }

    private func needsEscape(_ scalar: Unicode.Scalar, isFirst: Bool, isValue: Bool) -> Bool {
        if TextPatterns.isQuotationMark(scalar) || TextPatterns.isBlank(scalar) { return true }
        var value = scalar.value
        if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
        guard value < 0x80 else { return scalar.value == 0xFE13 || scalar.value == 0xFE55 }
        switch UInt8(value) {
        case Code.backslash, Code.open, Code.close, Code.openBrace, Code.closeBrace, Code.bar, Code.star, Code.tilde:
            return true
        case 0x3C, 0x3D, 0x3E: return !isValue || isFirst
        case 0x21: return isFirst || !isValue
        case Code.minus, Code.plus: return isFirst
        default: return value < 0x20
        }
    }
}
