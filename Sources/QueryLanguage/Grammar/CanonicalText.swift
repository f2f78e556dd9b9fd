// Owns: a clause as query text. The spelling is chosen so that, in the same context, it parses back to the same clause.

import Schema

/// Prints clauses.
struct CanonicalText {
    let context: QueryContext

    init(_ context: QueryContext) { self.context = context }

    func text(of clause: Clause) -> String {
        if case .all = clause { return "" }
        return print(clause)
    }

    /// Whether a clause asks for both by leaves of its own, so that its text need not say so.
    static func asksForSpamAndTrash(_ clause: Clause) -> Bool {
        asks(clause, "spam", isNegated: false) && asks(clause, "trash", isNegated: false)
    }

    private static func asks(_ clause: Clause, _ place: String, isNegated: Bool) -> Bool {
        switch clause {
        case .and(let children), .or(let children): children.contains { asks($0, place, isNegated: isNegated) }
        case .not(let child): asks(child, place, isNegated: !isNegated)
        case .scope(_, let child): asks(child, place, isNegated: isNegated)
        case .keyword(let field, let value): !isNegated && value == place && (field == .in || field == .label)
        default: false
        }
    }

    private func print(_ clause: Clause) -> String {
        switch clause {
        case .all: return "*"
        case .and(let children): return joined(children)
        case .or(let children): return children.map(operand).joined(separator: " OR ")
        case .not(let child): return "-" + negated(child)
        case .scope(let scope, let child): return scope.rawValue + ":(" + print(child) + ")"
        case .text(let field, let pattern): return text(field, pattern)
        case .keyword(let field, let value): return field.name + ":" + self.value(value)
        case .number(let field, let comparison, let value): return number(field, comparison, value)
        case .present(let field): return name(field) + ":*"
        case .date(let field, let start, let end):
            return CanonicalDate(DateCalendar(context)).text(name(field), field == .field(.date), start, end)
        }
    }

    /// Conjuncts with blanks between; a number that a date before it would take for a time is kept apart from it.
    private func joined(_ children: [Clause]) -> String {
        var parts: [String] = []
        var isAfterDate = false
        for child in children {
            let part = operand(child)
            var isWord = false
            if case .text(nil, .word(let word)) = child, let first = word.utf8.first { isWord = Code.isDigit(first) }
            parts.append(isWord && isAfterDate ? "(" + part + ")" : part)
            if case .date = child { isAfterDate = true } else { isAfterDate = false }
        }
        return parts.joined(separator: " ")
    }

    private func operand(_ clause: Clause) -> String {
        switch clause {
        case .and, .or, .text(nil, .near): "(" + print(clause) + ")"
        case .text(nil, .word(let word)) where needsGroup(word): "(" + print(clause) + ")"
        default: print(clause)
        }
    }

    /// What stands behind a minus: there a capital word is a word.
    private func negated(_ clause: Clause) -> String {
        switch clause {
        case .and, .or, .text(nil, .near), .not: "(" + print(clause) + ")"
        case .text(nil, .word(let word)) where !isCapitalOperator(word) && needsGroup(word): "(" + print(clause) + ")"
        default: print(clause)
        }
    }

    /// Alone in a group a capital operator is a word, and the first word of a field's name is not the name.
    private func needsGroup(_ word: String) -> Bool {
        isCapitalOperator(word) || context.customFields.spaced[OperatorNames.comparable(word)] != nil
    }

    private func isCapitalOperator(_ word: String) -> Bool { ["OR", "AND", "NOT", "AROUND"].contains(word) }

    // MARK: Leaves

    private func name(_ field: FieldReference) -> String {
        switch field {
        case .field(let field): return field.name
        case .custom(let name):
            let isSimple = name.utf8.allSatisfy { Code.isLetter($0) || Code.isDigit($0) }
            // A field that is called like an operator is only found in quotes.
            let isPlain = isSimple && OperatorNames.find(name) == nil
            return isPlain ? name : TextPatterns.quote(name)
        }
    }

    private func text(_ field: FieldReference?, _ pattern: TextPattern) -> String {
        guard let field else { return self.pattern(pattern) }
        if case .near = pattern { return name(field) + ":(" + self.pattern(pattern) + ")" }
        if case .word(let word) = pattern { return name(field) + ":" + escaped(word, isValue: true) }
        return name(field) + ":" + self.pattern(pattern)
    }

    private func pattern(_ pattern: TextPattern) -> String {
        switch pattern {
        case .word(let word): return escaped(word, isValue: false)
        case .exact(let word):
            // A blank that was escaped is part of the word; in quotes it would part two.
            let hasBlank = word.unicodeScalars.contains { TextPatterns.isBlank($0) }
            return hasBlank ? "+" + escaped(word, isValue: true) : TextPatterns.quote(word)
        case .phrase(let text): return TextPatterns.quote(text)
        case .prefix(let prefix): return escaped(prefix, isValue: false) + "*"
        case .glob(let glob):
            return glob.unicodeScalars.split(separator: "*", omittingEmptySubsequences: false)
                .map { escaped(String($0), isValue: false) }.joined(separator: "*")
        case .fuzzy(let word, let distance): return escaped(word, isValue: false) + "~" + String(distance)
        case .near(let distance, let left, let right, _):
            return side(left, isRight: false) + " AROUND " + String(distance) + " " + side(right, isRight: true)
        }
    }

    /// A side of AROUND, which groups to the left; a number there would be taken for the distance.
    private func side(_ pattern: TextPattern, isRight: Bool) -> String {
        switch pattern {
        case .near where isRight: "(" + self.pattern(pattern) + ")"
        case .word(let word) where needsGroup(word): "(" + self.pattern(pattern) + ")"
        default: self.pattern(pattern)
        }
    }

    /// A whole value, in quotes where it has more than letters, digits and a few signs.
    private func value(_ value: String) -> String {
        let isSimple = value.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || "-_.@+&#/".unicodeScalars.contains($0)
        }
        let first = value.unicodeScalars.first
        return isSimple && first != "+" && first != "-" && value.lowercased() != "me"
            ? value : TextPatterns.quote(value)
    }

    private func number(_ field: FieldReference, _ comparison: Comparison, _ value: Double) -> String {
        if comparison == NumberReading.presence.0, value == NumberReading.presence.1 { return name(field) + ":*" }
        let digits =
            value == value.rounded() && abs(value) < 9_007_199_254_740_992 ? String(Int64(value)) : "\(value)"
        return name(field) + comparison.rawValue + digits
    }

    // MARK: Escapes

    /// A word with a backslash before everything that would mean something else there.
    private func escaped(_ word: String, isValue: Bool) -> String {
        var view = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        let isAddress = word.contains("://")
        let scalars = word.unicodeScalars
        let colon = isAddress ? nil : scalars.firstIndex { $0 == ":" || $0 == "\u{FF1A}" }
        var index = scalars.startIndex
        for scalar in scalars {
            let isFirst = previous == nil
            if needsEscape(scalar, isFirst: isFirst, isValue: isValue)
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
