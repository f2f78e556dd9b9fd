// Owns: a known name, its comparison and its value (QUERY.md sections 2.6 and 2.7).

import Schema

extension Lexer {
    /// A comparison that begins at a unit.
    func comparison(at index: Int) -> (value: Comparison, width: Int)? {
        let isEqualNext = source.code(index + 1) == 0x3D
        return switch source.code(index) {
        case 0x3C: isEqualNext ? (.lessOrEqual, 2) : (.less, 1)
        case 0x3E: isEqualNext ? (.greaterOrEqual, 2) : (.greater, 1)
        case 0x3D: (.equal, 1)
        case 0x21: isEqualNext ? (.notEqual, 2) : nil
        default: nil
        }
    }

    /// Reads what follows a name: a colon or comparison here or after blanks, then the value.
    mutating func readClause(_ target: Target, from start: Int) {
        var head = Head(target: target, comparison: nil)
        if source.code(position) == Code.colon {
            position += 1
            if let (value, end) = comparisonAfterColon(target) {
                head.comparison = value
                position = end
            }
        } else {
            position = firstNonBlank(position)
            if let comparison = comparison(at: position) {
                head.comparison = comparison.value
                position += comparison.width
            }
        }
        let value = firstNonBlank(position)
        head.isEmpty = value == position ? !isValue(position) : !canBind(value, to: target)
        emit(.head(head), from: start)
        guard !head.isEmpty else { return }
        // `last:from:me`: the clause is read as such, and the parser hands it to both names.
        if target.takesClause, value == position, head.comparison == nil, isClause(position) { return }
        position = value
        readValue(of: target)
    }

    private func comparisonAfterColon(_ target: Target) -> (Comparison, end: Int)? {
        if case .named(let row) = target, row.kind == .age || row.kind == .group { return nil }
        let index = target.isOrdered ? firstNonBlank(position) : position
        guard let found = comparison(at: index) else { return nil }
        if !target.isOrdered {
            guard !found.value.isOrder, isValue(index + found.width) else { return nil }
        }
        return (found.value, index + found.width)
    }

    /// Whether a value may begin at a unit that touches its name.
    private func isValue(_ index: Int) -> Bool {
        let code = source.code(index)
        return code == Code.open || code == Code.openBrace || !Code.isDelimiter(code)
    }

    /// Whether a name binds what begins at a unit after blanks: never an operator, `-x`, or OR.
    func canBind(_ index: Int, to target: Target) -> Bool {
        let next = source.code(index + 1)
        switch source.code(index) {
        case Code.blank, Code.close, Code.closeBrace, Code.bar: return false
        case Code.open, Code.openBrace, Code.quote: return true
        case Code.minus: return target.isNumber && (Code.isDigit(next) || NumberText.isCurrency(source, index + 1))
        case Code.plus: return isValue(index + 1)
        default: return !isClauseOrOperator(index)
        }
    }

    /// Whether a bare word that begins at a unit is OR, AND, NOT or AROUND, or the name of a clause.
    private func isClauseOrOperator(_ start: Int) -> Bool {
        if isClause(start) { return true }
        var end = start
        while end < source.count, end - start <= 6, !Code.isDelimiter(source.units[end].code),
            source.units[end].code != Code.quote
        { end += 1 }
        return capitalOperator(start..<end) != nil
    }

    /// Whether the name of a clause begins at a unit.
    private func isClause(_ start: Int) -> Bool {
        if spacedName(at: start) != nil { return true }
        var end = start
        while end < source.count, end - start <= 64 {
            let code = source.units[end].code
            if Code.isDelimiter(code) || code == Code.quote || code == Code.backslash { return false }
            if code == Code.colon || comparison(at: end) != nil { return knownName(start..<end) != nil }
            end += 1
        }
        return false
    }

    private mutating func readValue(of target: Target) {
        let code = source.code(position)
        guard code != Code.open, code != Code.openBrace else { return }
        if target.isOrdered || target.isAge { return readRawValue(of: target) }
        let start = position
        switch code {
        case Code.quote:
            let text = readQuoted()
            emit(.term(TextPatterns.quoted(text)), from: start)
        case Code.plus where isValue(position + 1) && source.code(position + 1) != Code.plus:
            position += 1
            switch source.code(position) {
            case Code.quote, Code.open, Code.openBrace: return readValue(of: target)
            default: break
            }
            readPlainWord(from: start, isExact: true)
        default: readPlainWord(from: start, isExact: false)
        }
    }

    /// A value that is one word, whatever it looks like.
    private mutating func readPlainWord(from start: Int, isExact: Bool) {
        let wordStart = position
        var hasMarks = false
        while position < source.count {
            let code = source.units[position].code
            if Code.isDelimiter(code) { break }
            switch code {
            case Code.backslash where position + 1 < source.count && isEscapable(position + 1):
                hasMarks = true
                position += 1
            case Code.star, Code.tilde: hasMarks = true
            case Code.colon where isAddress(wordStart): return readAddress(wordStart, true, isExact)
            default: break
            }
            if code == Code.quote {
                markStrayQuote()
                break
            }
            position += 1
        }
        let range = wordStart..<position
        emit(.term(TextPatterns.word(source, range, hasMarks: hasMarks, isExact: isExact)), from: start)
        passStrayQuote()
    }

    // MARK: Numbers and dates

    /// A number, date or range: everything up to a blank or bracket, quoted parts included.
    private mutating func readRawValue(of target: Target) {
        let start = position
        var text = ""
        var isQuoted = false
        while position < source.count {
            let unit = source.units[position]
            if Code.isDelimiter(unit.code) { break }
            if unit.code == Code.quote {
                isQuoted = true
                text += readQuoted()
                continue
            }
            if unit.code == Code.backslash, position + 1 < source.count, isEscapable(position + 1) { position += 1 }
            text.unicodeScalars.append(source.units[position].scalar)
            position += 1
        }
        if !isQuoted, !target.isNumber { text = extendedDate(text, target) }
        var term = Term(text: text, pattern: .word(text))
        term.isEmpty = text.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
        emit(.term(term), from: start)
    }

    /// The longest run of words from the value just read that is one date, if only of a day that there is not; moves past it.
    private mutating func extendedDate(_ first: String, _ target: Target) -> String {
        guard source.code(position) == Code.blank, DateVocabulary.mayContinue(first) else { return first }
        var candidates: [(text: String, end: Int)] = []
        var text = first
        var index = position
        while candidates.count < DateVocabulary.maximumWords {
            let start = firstNonBlank(index)
            index = start
            while index < source.count, DateVocabulary.isLetter(source.units[index].code) { index += 1 }
            let first = source.code(start)
            guard index > start, Code.isDigit(first) || Code.isLetter(first), Code.isDelimiter(source.code(index)),
                capitalOperator(start..<index) == nil,
                !isClauseOrOperator(start)
            else { break }
            text += " " + source.string(start..<index)
            candidates.append((text, index))
        }
        guard !candidates.isEmpty else { return first }
        readsClock = true
        let calendar = DateCalendar(context)
        let parser = DateParser(calendar)
        for candidate in candidates.reversed() {
            let isRead =
                target.isDate
                ? parser.parse(candidate.text) != nil || parser.isMissingDay(candidate.text)
                : AgeText.parse(candidate.text).map { calendar.instant(before: $0.age) } != nil
            guard isRead else { continue }
            position = candidate.end
            return candidate.text
        }
        return first
    }
}
