// Owns: the query's text as the lexer sees it: scalars with their byte offsets and syntactic codes, noise dropped.

/// The longest query, in Unicode scalars, of which all is read.
let maximumCharacters = 4_096

/// One scalar of the query.
struct SourceUnit {
    var scalar: Unicode.Scalar
    /// Where it begins, in UTF-8 bytes of the whole text.
    var offset: Int32
    /// What it means to the grammar: its ASCII code, or that of the ASCII character it stands for (white space is a
    /// space, any quotation mark `"`, a full-width form its narrow one); 0x80 for everything else.
    var code: UInt8
}

/// A query's text, at most ``maximumCharacters`` of it. O(1) for what lies beyond.
struct SourceText {
    let text: String
    private(set) var units: [SourceUnit] = []
    /// Where the part that is read ends, in UTF-8 bytes.
    private(set) var readEnd: Int
    /// The length of the whole text in UTF-8 bytes.
    let byteCount: Int
    private(set) var isCut = false

    init(_ text: String) {
        var text = text
        text.makeContiguousUTF8()
        self.text = text
        byteCount = text.utf8.count
        readEnd = byteCount
        units.reserveCapacity(min(byteCount, maximumCharacters))
        var offset: Int32 = 0
        var seen = 0
        for scalar in text.unicodeScalars {
            if seen == maximumCharacters {
                cut(at: Int(offset), next: scalar)
                break
            }
            seen += 1
            if scalar.value < 0x80 {
                let code = UInt8(truncatingIfNeeded: scalar.value)
                units.append(SourceUnit(scalar: scalar, offset: offset, code: code &- 9 < 5 ? 0x20 : code))
                offset += 1
            } else {
                let code = Self.code(of: scalar)
                if code != 0 { units.append(SourceUnit(scalar: scalar, offset: offset, code: code)) }
                offset += Int32(UTF8.width(scalar))
            }
        }
    }

    /// Ends the text here, or before the word that would be cut in two if that is not far back.
    private mutating func cut(at offset: Int, next: Unicode.Scalar) {
        isCut = true
        readEnd = offset
        guard !next.properties.isWhitespace,
            let blank = units.suffix(256).lastIndex(where: { $0.code == 0x20 })
        else { return }
        readEnd = Int(units[blank].offset)
        units.removeSubrange(blank...)
    }

    /// Ends the text at a unit.
    mutating func cut(atUnit index: Int) {
        guard index < units.count else { return }
        isCut = true
        readEnd = Int(units[index].offset)
        units.removeSubrange(index...)
    }

    var count: Int { units.count }

    /// The code at an index; a space past the end.
    func code(_ index: Int) -> UInt8 { index < units.count ? units[index].code : 0x20 }

    /// Where a unit begins in UTF-8 bytes; the end of what is read past the last one.
    func offset(_ index: Int) -> Int { index < units.count ? Int(units[index].offset) : readEnd }

    /// Where the unit before an index ends: dropped scalars that follow it do not count.
    func end(before index: Int) -> Int {
        guard index > 0 else { return 0 }
        let unit = units[index - 1]
        return Int(unit.offset) + UTF8.width(unit.scalar)
    }

    /// The scalars of a range of units as they were typed.
    func string(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        for unit in units[range] { view.append(unit.scalar) }
        return String(view)
    }

    /// A range of UTF-8 bytes of the original text.
    func slice(_ bytes: Range<Int>) -> String {
        let utf8 = text.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: bytes.lowerBound)
        return String(text[start..<utf8.index(start, offsetBy: bytes.count)])
    }

    /// A range of UTF-8 bytes of the original text, without what is dropped from terms.
    func term(_ bytes: Range<Int>) -> String {
        let kept = slice(bytes).unicodeScalars.filter { $0.isASCII || Self.code(of: $0) != 0 }
        return String(String.UnicodeScalarView(kept))
    }

    /// What to put in the place of a span so that it is gone and its neighbours do not grow together.
    func deletion(of span: Range<Int>) -> String {
        let utf8 = text.utf8
        guard span.lowerBound > 0, span.upperBound < byteCount else { return "" }
        let start = utf8.index(utf8.startIndex, offsetBy: span.lowerBound)
        let after = utf8[utf8.index(utf8.startIndex, offsetBy: span.upperBound)]
        // A blank behind a backslash is part of a word.
        let isApart =
            utf8[utf8.index(before: start)] == Code.blank
            && (span.lowerBound == 1 || utf8[utf8.index(start, offsetBy: -2)] != Code.backslash)
        return isApart || after == Code.blank ? "" : " "
    }

    /// 0 for scalars that are dropped: bidi controls, byte order mark, soft hyphen (QUERY.md section 2.1).
    private static func code(of scalar: Unicode.Scalar) -> UInt8 {
        switch scalar.value {
        case 0xAD, 0x61C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: 0
        case 0x201C, 0x201D, 0x201E, 0x201F, 0xAB, 0xBB: 0x22
        case 0x85, 0xA0, 0x1680, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: 0x20
        case 0xFF01...0xFF5E: UInt8(scalar.value - 0xFEE0)
        case 0xFE13, 0xFE55: 0x3A
        default: 0x80
        }
    }
}

/// The syntactic codes by name.
enum Code {
    static let blank = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let open = UInt8(ascii: "(")
    static let close = UInt8(ascii: ")")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let bar = UInt8(ascii: "|")
    static let minus = UInt8(ascii: "-")
    static let plus = UInt8(ascii: "+")
    static let colon = UInt8(ascii: ":")
    static let star = UInt8(ascii: "*")
    static let tilde = UInt8(ascii: "~")
    static let slash = UInt8(ascii: "/")

    /// Whether a bare word ends before this code: white space, brackets, `|`.
    static func isDelimiter(_ code: UInt8) -> Bool {
        switch code {
        case blank, open, close, openBrace, closeBrace, bar: true
        default: false
        }
    }

    static func isCloser(_ code: UInt8) -> Bool { code == close || code == closeBrace }

    static func isDigit(_ code: UInt8) -> Bool { code &- 0x30 < 10 }

    static func isLetter(_ code: UInt8) -> Bool { (code | 0x20) &- 0x61 < 26 }

    /// Whether a comparison may begin here.
    static func isComparison(_ code: UInt8) -> Bool { code == 0x3C || code == 0x3D || code == 0x3E }
}
