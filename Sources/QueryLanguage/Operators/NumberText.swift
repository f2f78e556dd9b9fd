// Owns: numbers as people write them: -1,200.50 · $5k · 1.5m · 10M and 10KiB for sizes.

import Schema

enum NumberText {
    /// A number with sign, digit groups, currency sign and k, m or b; of a size, with a unit of bytes. `nil`: not one.
    static func parse(_ text: String, isSize: Bool) -> Double? {
        var bytes: [UInt8] = []
        var currencies = 0
        for scalar in text.unicodeScalars {
            if scalar.properties.generalCategory == .currencySymbol {
                currencies += 1
            } else if scalar.properties.isWhitespace {
                if !bytes.isEmpty { bytes.append(Code.blank) }
            } else if (0xFF01...0xFF5E).contains(scalar.value) {
                bytes.append(UInt8(scalar.value - 0xFEE0))
            } else if scalar == "\u{2212}" {
                bytes.append(Code.minus)
            } else {
                guard scalar.isASCII else { return nil }
                bytes.append(UInt8(scalar.value))
            }
        }
        while bytes.last == Code.blank { bytes.removeLast() }
        guard currencies <= (isSize ? 0 : 1), !bytes.isEmpty, bytes.count <= 64 else { return nil }
        var rest = bytes[...]
        var isNegative = false
        if rest.first == Code.minus || rest.first == Code.plus {
            isNegative = rest.first == Code.minus
            rest = rest.dropFirst()
        }
        guard let digits = mantissa(&rest), let factor = factor(rest, isSize: isSize),
            let value = Double(digits), !(isSize && isNegative)
        else { return nil }
        let result = (isNegative ? -value : value) * factor
        // Sizes are whole bytes; other products are rounded so that 1.1k is 1100 and not a hair off it.
        return result.isFinite ? (factor == 1 ? result : (result * 1_000).rounded() / 1_000) : nil
    }

    /// Digits with groups of three behind commas, a point and an exponent; what follows is left in `rest`.
    private static func mantissa(_ rest: inout ArraySlice<UInt8>) -> String? {
        var digits = ""
        var groups: [Int] = [0]
        while let byte = rest.first, Code.isDigit(byte) || byte == 0x2C {
            if byte == 0x2C {
                groups.append(0)
            } else {
                groups[groups.count - 1] += 1
                digits.unicodeScalars.append(Unicode.Scalar(byte))
            }
            rest = rest.dropFirst()
        }
        // The last group has three digits, those before it two (lakhs) or three.
        if groups.count > 1 {
            guard (1...3).contains(groups[0]), groups.last == 3, groups.dropFirst().allSatisfy({ $0 == 2 || $0 == 3 })
            else { return nil }
        }
        if rest.first == 0x2E {
            let fraction = rest.dropFirst().prefix { Code.isDigit($0) }
            guard !fraction.isEmpty else { return nil }
            digits += (digits.isEmpty ? "0." : ".") + DateParser.string(fraction)
            rest = rest.dropFirst(fraction.count + 1)
        }
        guard !digits.isEmpty else { return nil }
        if let exponent = exponent(rest) {
            digits += "e" + DateParser.string(exponent)
            rest = rest.dropFirst(exponent.count + 1)
        }
        return digits
    }

    /// The sign and digits behind an `e`.
    private static func exponent(_ rest: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let first = rest.first, first | 0x20 == UInt8(ascii: "e") else { return nil }
        let tail = rest.dropFirst()
        let sign = tail.first == Code.plus || tail.first == Code.minus ? 1 : 0
        let digits = tail.dropFirst(sign).prefix { Code.isDigit($0) }
        return (1...3).contains(digits.count) ? tail.prefix(sign + digits.count) : nil
    }

    private static func factor(_ suffix: ArraySlice<UInt8>, isSize: Bool) -> Double? {
        let letters = suffix.drop { $0 == Code.blank }.map { Code.isLetter($0) ? $0 | 0x20 : $0 }
        let word = DateParser.string(letters)
        return (isSize ? sizes : numbers)[word]
    }

    private static let numbers: [String: Double] = [
        "": 1, "k": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "t": 1e12, "tn": 1e12,
    ]

    private static let sizes: [String: Double] = [
        "": 1, "b": 1, "byte": 1, "bytes": 1, "k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9,
        "t": 1e12, "tb": 1e12, "ki": 1_024, "kib": 1_024, "mi": 1_048_576, "mib": 1_048_576, "gi": 1_073_741_824,
        "gib": 1_073_741_824, "ti": 1_099_511_627_776, "tib": 1_099_511_627_776,
    ]

    /// Whether a currency sign stands at a unit.
    static func isCurrency(_ source: SourceText, _ index: Int) -> Bool {
        index < source.count && source.units[index].scalar.properties.generalCategory == .currencySymbol
    }
}

/// What is asked of a number.
struct NumberReading {
    /// None where any number will do.
    var conditions: [(Comparison, Double)]
    /// The ends of a range were the wrong way round; this is the right one.
    var reordered: String?

    /// A number, a comparison and a number, `*`, or a range whose ends may be open. `nil`: unreadable.
    static func parse(_ text: String, isSize: Bool, comparison: Comparison?, otherwise: Comparison) -> NumberReading? {
        var text = Substring(text)
        var comparison = comparison
        if comparison == nil, let (found, width) = leadingComparison(text) {
            comparison = found
            text = text.dropFirst(width)
        }
        if text == "*" { return NumberReading(conditions: []) }
        if let dots = text.firstRange(of: "..") {
            guard comparison == nil || comparison == .equal else { return nil }
            return range(text[..<dots.lowerBound], text[dots.upperBound...], isSize: isSize)
        }
        guard let value = NumberText.parse(String(text), isSize: isSize) else { return nil }
        return NumberReading(conditions: [(comparison ?? otherwise, value)])
    }

    private static func leadingComparison(_ text: Substring) -> (Comparison, Int)? {
        for width in [2, 1] {
            if let comparison = Comparison(rawValue: String(text.prefix(width))) { return (comparison, width) }
        }
        return nil
    }

    private static func range(_ left: Substring, _ right: Substring, isSize: Bool) -> NumberReading? {
        let isOpen = [left, right].map { $0.isEmpty || $0 == "*" }
        let low = isOpen[0] ? nil : NumberText.parse(String(left), isSize: isSize)
        let high = isOpen[1] ? nil : NumberText.parse(String(right), isSize: isSize)
        guard isOpen[0] || low != nil, isOpen[1] || high != nil else { return nil }
        var reading = NumberReading(conditions: [])
        if let low, let high, low > high {
            reading.conditions = [(.greaterOrEqual, high), (.lessOrEqual, low)]
            reading.reordered = right + ".." + left
            return reading
        }
        if let low { reading.conditions.append((.greaterOrEqual, low)) }
        if let high { reading.conditions.append((.lessOrEqual, high)) }
        return reading
    }
}
