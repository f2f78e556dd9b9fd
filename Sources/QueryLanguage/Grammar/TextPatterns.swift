// Owns: what a typed word or phrase asks of the text: stem, exact form, prefix, pattern, distance.

import Schema

enum TextPatterns {
    /// A quoted term: several words are a phrase, a single one its exact form, none no condition.
    static func quoted(_ text: String) -> Term {
        let words = text.unicodeScalars.split { isBlank($0) }
        switch words.count {
        case 0: return Term(text: "", pattern: nil, isEmpty: true)
        case 1: return Term(text: String(words[0]), pattern: .exact(String(words[0])))
        default:
            let joined = words.map { String($0) }.joined(separator: " ")
            return Term(text: joined, pattern: .phrase(joined))
        }
    }

    static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace || scalar == "\u{200B}" }

    /// A bare word. `hasMarks`: it has a `*`, `~` or an escape in it.
    static func word(
        _ source: SourceText, _ range: Range<Int>, hasMarks: Bool, isExact: Bool, hasWildcards: Bool = true
    ) -> Term {
        guard hasMarks else {
            let text = source.string(range)
            return Term(text: text, pattern: isExact ? .exact(text) : .word(text), isPlain: !isExact)
        }
        let letters = unescaped(source, range)
        let text = string(letters)
        if hasWildcards, let pattern = wildcard(letters) {
            return Term(text: text, pattern: pattern.value)
        }
        return Term(text: text, pattern: isExact ? .exact(text) : .word(text), isPlain: !isExact)
    }

    private struct Letter {
        var scalar: Unicode.Scalar
        /// Its syntactic code; 0 when it was escaped.
        var code: UInt8
    }

    private static func unescaped(_ source: SourceText, _ range: Range<Int>) -> [Letter] {
        var letters: [Letter] = []
        var index = range.lowerBound
        while index < range.upperBound {
            var unit = source.units[index]
            if unit.code == Code.backslash, index + 1 < range.upperBound {
                let next = source.units[index + 1]
                let isLetter = next.code < 0x80 ? Code.isLetter(next.code) : next.scalar.properties.isAlphabetic
                if !isLetter {
                    unit = next
                    unit.code = 0
                    index += 1
                }
            }
            letters.append(Letter(scalar: unit.scalar, code: unit.code))
            index += 1
        }
        return letters
    }

    private static func string(_ letters: some Sequence<Letter>) -> String {
        var view = String.UnicodeScalarView()
        for letter in letters { view.append(letter.scalar) }
        return String(view)
    }

    /// The pattern of a word with wildcards; `.some(nil)` matches everything, `nil` says there is none.
    private static func wildcard(_ letters: [Letter]) -> (value: TextPattern?, Void)? {
        let stars = letters.indices.filter { letters[$0].code == Code.star }
        guard let first = stars.first else { return fuzzy(letters).map { ($0, ()) } }
        if stars.count == letters.count { return (nil, ()) }
        if first + stars.count == letters.count { return (.prefix(string(letters[..<first])), ()) }
        let textual = letters.filter {
            $0.code != Code.star && $0.scalar.properties.isAlphabetic || Code.isDigit($0.code)
        }
        guard textual.count >= 2 else { return nil }
        var glob = String.UnicodeScalarView()
        for letter in letters where !(letter.scalar == "*" && letter.code == 0) {
            let isStar = letter.code == Code.star
            if isStar, glob.last == "*" { continue }
            glob.append(isStar ? "*" : letter.scalar)
        }
        return (.glob(String(glob)), ())
    }

    /// `word~` and `word~n`; the distance is 1 or 2, as far as a term dictionary can be searched.
    private static func fuzzy(_ letters: [Letter]) -> TextPattern? {
        guard let tilde = letters.lastIndex(where: { $0.code == Code.tilde }), tilde > 0,
            letters[..<tilde].allSatisfy({ $0.code != Code.tilde }), letters.count - tilde <= 2
        else { return nil }
        guard tilde + 1 < letters.count else { return .fuzzy(string(letters[..<tilde]), distance: 1) }
        guard Code.isDigit(letters[tilde + 1].code), letters[tilde + 1].code > 0x30 else { return nil }
        return .fuzzy(string(letters[..<tilde]), distance: min(2, Int(letters[tilde + 1].code - 0x30)))
    }

    /// A phrase as it must be typed to be read as this text.
    static func quote(_ text: String) -> String {
        var view = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in text.unicodeScalars {
            if scalar == "\\" || isQuotationMark(scalar) { view.append("\\") }
            view.append(scalar)
        }
        view.append("\"")
        return String(view)
    }

    static func isQuotationMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x22, 0x201C, 0x201D, 0x201E, 0x201F, 0xAB, 0xBB, 0xFF02: true
        default: false
        }
    }
}
