// Owns: a clause as query text. The spelling is chosen so that, in the same context, it parses back to the same clause.

import Schema

/// Prints clauses.
struct CanonicalText {
    let context: QueryContext

    init(_ context: QueryContext) { self.context = context }

    func text(of clause: Clause) -> String {
        if case .all = clause { return "" }
        return print(clause).text
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

    private struct Printed {
        var text: String
        /// Whether it must stand in parentheses beside others.
        var isCompound = false

        var grouped: String { isCompound ? "(" + text + ")" : text }
    }

    private func print(_ clause: Clause) -> Printed {
        switch clause {
        case .all: return Printed(text: "*")
        case .and(let children): return conjunction(children)
        case .or(let children): return disjunction(children)
        case .not(let child): return Printed(text: "-" + negated(child))
        case .scope(let scope, let child): return Printed(text: name(scope) + ":(" + print(child).text + ")")
        case .text(let field, let pattern): return text(field, pattern)
        case .keyword(let field, let value): return Printed(text: field.name + ":" + self.value(value, of: field))
        case .number(let field, let comparison, let value):
            return Printed(text: name(field) + comparison.rawValue + Self.digits(value))
        case .date(let field, let start, let end):
            return Printed(
                text: CanonicalDate(DateCalendar(context)).text(name(field), field == .field(.date), start, end))
        case .present(let field): return Printed(text: presence(field))
        }
    }

    /// Conjuncts with blanks between. The two ends of a range of numbers are one; a number that a date before it would
    /// take for a time is kept apart from it.
    private func conjunction(_ children: [Clause]) -> Printed {
        var parts: [String] = []
        var isAfterDate = false
        var index = 0
        while index < children.count {
            if let range = numberRange(children[index...]) {
                parts.append(range)
                isAfterDate = false
                index += 2
                continue
            }
            let child = children[index]
            var part = print(child).grouped
            if isAfterDate, case .text(nil, .word(let word)) = child, let first = word.utf8.first, Code.isDigit(first) {
                part = "(" + part + ")"
            }
            parts.append(part)
            isAfterDate = Self.endsInDate(child)
            index += 1
        }
        return Printed(text: parts.joined(separator: " "), isCompound: parts.count > 1)
    }

    private static func endsInDate(_ clause: Clause) -> Bool {
        switch clause {
        case .date, .not(.date): true
        default: false
        }
    }

    private func numberRange(_ clauses: ArraySlice<Clause>) -> String? {
        guard clauses.count > 1, case .number(let field, .greaterOrEqual, let low) = clauses[clauses.startIndex],
            case .number(field, .lessOrEqual, let high) = clauses[clauses.startIndex + 1], low <= high
        else { return nil }
        return name(field) + ":" + Self.digits(low) + ".." + Self.digits(high)
    }

    /// Disjuncts with OR between. The same words in all the fields of an operator are one.
    private func disjunction(_ children: [Clause]) -> Printed {
        guard !children.isEmpty else { return Printed(text: "-*") }
        var parts: [String] = []
        var index = 0
        while index < children.count {
            if let (text, count) = acrossFields(children[index...]) {
                parts.append(text)
                index += count
            } else {
                parts.append(print(children[index]).grouped)
                index += 1
            }
        }
        return Printed(text: parts.joined(separator: " OR "), isCompound: parts.count > 1)
    }

    /// The operators that stand for several fields, those with the most first.
    private static let wideRows: [(name: String, fields: [Field])] = OperatorTable.rows.compactMap { row in
        if case .person(let fields) = row.sense, fields.count > 1 { (row.name, fields) } else { nil }
    }.sorted { $0.fields.count > $1.fields.count }

    private func acrossFields(_ clauses: ArraySlice<Clause>) -> (String, count: Int)? {
        let pattern: TextPattern?
        switch clauses.first {
        case .text(.field?, let words)?: pattern = words
        case .present(.field)?: pattern = nil
        default: return nil
        }
        for row in Self.wideRows where row.fields.count <= clauses.count {
            let isRow = zip(row.fields, clauses).allSatisfy { field, clause in
                clause == pattern.map { .text(.field(field), $0) } ?? .present(.field(field))
            }
            guard isRow else { continue }
            return (pattern.map { fielded(row.name, $0) } ?? row.name + ":*", row.fields.count)
        }
        return nil
    }

    /// What stands behind a minus: there a capital word is a word.
    private func negated(_ clause: Clause) -> String {
        switch clause {
        case .not: return "(" + print(clause).text + ")"
        case .text(nil, .word(let word)) where isCapitalOperator(word): return word
        default: return print(clause).grouped
        }
    }

    /// Alone in a group a capital operator is a word, and the first word of a field's name is not the name.
    private func needsGroup(_ word: String) -> Bool {
        isCapitalOperator(word) || context.customFields.spaced[OperatorNames.comparable(word)] != nil
    }

    private func isCapitalOperator(_ word: String) -> Bool { ["OR", "AND", "NOT", "AROUND"].contains(word) }

    // MARK: Leaves

    private func name(_ scope: ClauseScope) -> String {
        switch scope {
        case .message, .thread, .box: scope.rawValue
        case .first, .last: scope.rawValue + "-message"
        }
    }

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

    private func text(_ field: FieldReference?, _ pattern: TextPattern) -> Printed {
        if let field { return Printed(text: fielded(name(field), pattern)) }
        switch pattern {
        case .near: return Printed(text: self.pattern(pattern), isCompound: true)
        case .word(let word): return Printed(text: self.pattern(pattern), isCompound: needsGroup(word))
        default: return Printed(text: self.pattern(pattern))
        }
    }

    private func fielded(_ name: String, _ pattern: TextPattern) -> String {
        switch pattern {
        case .near: name + ":(" + self.pattern(pattern) + ")"
        case .word(let word): name + ":" + escaped(word, isValue: true)
        default: name + ":" + self.pattern(pattern)
        }
    }

    private func pattern(_ pattern: TextPattern) -> String {
        switch pattern {
        case .word(let word): return escaped(word, isValue: false)
        case .exact(let word):
            // A blank that was escaped is part of the word; in quotes it would part two.
            let hasBlank = word.unicodeScalars.contains { TextPatterns.isBlank($0) }
            return hasBlank ? "+" + escaped(word, isValue: true) : TextPatterns.quote(word)
        case .phrase(let text): return TextPatterns.quote(text)
        case .prefix(let prefix): return escaped(prefix, isValue: false, isPattern: true) + "*"
        case .glob(let glob):
            return glob.unicodeScalars.split(separator: "*", omittingEmptySubsequences: false)
                .map { escaped(String($0), isValue: false, isPattern: true) }.joined(separator: "*")
        case .fuzzy(let word, let distance):
            return escaped(word, isValue: false, isPattern: true) + "~" + String(distance)
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

    /// A whole value, in quotes where it has more than letters, digits and a few signs, or is none that its operator
    /// knows.
    private func value(_ value: String, of field: Field) -> String {
        let isSimple = value.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || "-_.@+&#/".unicodeScalars.contains($0)
        }
        let first = value.unicodeScalars.first
        var isKnown = true
        if field == .is || field == .has || field == .category {
            isKnown = OperatorNames.find(field.name)?.value(value) != nil
        }
        return isSimple && isKnown && first != "+" && first != "-" && value.lowercased() != "me"
            ? value : TextPatterns.quote(value)
    }

    /// A field's presence by its own operator; of a field without one by `has:`.
    private func presence(_ field: FieldReference) -> String {
        if case .field(let field) = field, OperatorNames.find(field.name) == nil { return "has:" + field.name }
        return name(field) + ":*"
    }

    private static func digits(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 9_007_199_254_740_992 ? String(Int64(value)) : "\(value)"
    }
}
