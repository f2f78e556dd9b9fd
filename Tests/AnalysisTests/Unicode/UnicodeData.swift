// Owns: what the Unicode Character Database says, read from its own files, apart from ICU.

import TestSupport

/// WordBreakProperty.txt, emoji-data.txt and WordBreakTest.txt of Unicode 15.0.
struct UnicodeData: Sendable {
    static let folder = "conformance/unicode"
    static let isPresent = SharedData.has(folder + "/WordBreakTest.txt")

    /// The property Word_Break.
    enum WordBreak: String, CaseIterable {
        case other = "Other"
        case cr = "CR"
        case lf = "LF"
        case newline = "Newline"
        case extend = "Extend"
        case joiner = "ZWJ"
        case regional = "Regional_Indicator"
        case format = "Format"
        case katakana = "Katakana"
        case hebrew = "Hebrew_Letter"
        case letter = "ALetter"
        case singleQuote = "Single_Quote"
        case doubleQuote = "Double_Quote"
        case midNumLet = "MidNumLet"
        case midLetter = "MidLetter"
        case midNum = "MidNum"
        case numeric = "Numeric"
        case extendNumLet = "ExtendNumLet"
        case space = "WSegSpace"
    }

    private let classes: [WordBreak?]
    private let pictures: Set<UInt32>
    /// The scalars of each class, ascending.
    let members: [WordBreak: [Unicode.Scalar]]
    /// Extended_Pictographic, ascending.
    let pictographs: [Unicode.Scalar]

    static let shared = Result { try UnicodeData() }

    private init() throws {
        var classes = [WordBreak?](repeating: nil, count: 0x110000)
        var members: [WordBreak: [Unicode.Scalar]] = [:]
        for (range, name) in try Self.properties("WordBreakProperty.txt.zst") {
            guard let value = WordBreak(rawValue: name) else { continue }
            for codePoint in range { classes[Int(codePoint)] = value }
            members[value, default: []] += range.compactMap(Unicode.Scalar.init)
        }
        self.classes = classes
        self.members = members
        let pictographic = try Self.properties("emoji-data.txt.zst").filter { $0.name == "Extended_Pictographic" }
        pictographs = pictographic.flatMap(\.range).compactMap(Unicode.Scalar.init)
        pictures = Set(pictographs.map(\.value))
    }

    func wordBreak(_ scalar: Unicode.Scalar) -> WordBreak { classes[Int(scalar.value)] ?? .other }

    func isPictographic(_ scalar: Unicode.Scalar) -> Bool { pictures.contains(scalar.value) }

    /// Lines `first[..last] ; value`.
    private static func properties(_ file: String) throws -> [(range: ClosedRange<UInt32>, name: String)] {
        try SharedData.lines(folder + "/" + file).compactMap { line in
            let parts = line.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
            let ends = parts[0].split(separator: ".").compactMap { UInt32($0, radix: 16) }
            guard parts.count > 1, let first = ends.first, let last = ends.last else { return nil }
            return (first...last, parts[1])
        }
    }

    /// A line of WordBreakTest.txt.
    struct BreakCase {
        let line: String
        var scalars: [Unicode.Scalar] = []
        /// The places before which there is a boundary, the end among them.
        var boundaries: [Int] = []

        init(_ line: Substring) {
            self.line = String(line)
            for part in line.split(whereSeparator: \.isWhitespace) {
                if part == "÷" {
                    boundaries.append(scalars.count)
                } else if let scalar = UInt32(part, radix: 16).flatMap(Unicode.Scalar.init) {
                    scalars.append(scalar)
                }
            }
        }
    }

    static func breakCases() throws -> [BreakCase] {
        try SharedData.lines(folder + "/WordBreakTest.txt").map(BreakCase.init)
    }
}
