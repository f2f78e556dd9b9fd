// Owns: finding an operator by what was typed.

import Foundation

/// Looks names up in the operator table.
public enum OperatorNames {
    /// The operator of a name or alias, in any case, with blank, `-` and `_` equal. O(name length).
    public static func find(_ name: String) -> Operator? { table[comparable(name)] }

    /// Every name and alias, in the order of the table.
    public static let all: [String] = OperatorTable.rows.flatMap { [$0.name] + $0.aliases }

    private static let table: [String: Operator] = {
        var table: [String: Operator] = [:]
        for row in OperatorTable.rows {
            for name in [row.name] + row.aliases { table[comparable(name)] = row }
        }
        return table
    }()

    static func find(comparable key: String) -> Operator? { table[key] }

    /// The form in which names are compared: NFKC, case folded, without what is never seen (variation selectors, joiners),
    /// runs of blanks, `-` and `_` one `-`. O(n).
    static func comparable(_ name: String) -> String {
        let isASCII = name.utf8.allSatisfy { $0 < 0x80 }
        let folded = isASCII ? name : caseFolded(name.precomposedStringWithCompatibilityMapping)
        var result = ""
        result.reserveCapacity(name.utf8.count)
        var pendingSeparator = false
        for scalar in folded.unicodeScalars {
            if scalar == "-" || scalar == "_" || TextPatterns.isBlank(scalar) {
                pendingSeparator = !result.isEmpty
                continue
            }
            if scalar.value >= 0x80, scalar.properties.isDefaultIgnorableCodePoint { continue }
            if pendingSeparator { result.unicodeScalars.append("-") }
            pendingSeparator = false
            let value = scalar.value
            result.unicodeScalars.append(value &- 0x41 < 26 ? Unicode.Scalar(UInt8(value + 0x20)) : scalar)
        }
        return result
    }

    /// Case folding as Unicode's full mappings have it, scalar by scalar: ß is ss, and Σ one letter wherever it stands.
    private static func caseFolded(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            for upper in scalar.properties.uppercaseMapping.unicodeScalars {
                result += upper.properties.lowercaseMapping
            }
        }
        return result
    }

    /// Names before a colon that are no operators and never were meant as one.
    static let schemes: Set<String> = [
        "http", "https", "ftp", "ftps", "sftp", "ssh", "git", "file", "mailto", "tel", "sms", "news", "data", "urn",
        "re", "fw", "fwd", "aw", "wg", "sv", "vs", "ref", "tr", "rv", "antw", "ps", "nb", "eta",
    ]
}
