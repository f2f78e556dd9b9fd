// Owns: bare words: where one ends, and whether it is a word, a name or an operator in capitals.

import Schema

extension Lexer {
    /// Reads a word, or the clause whose name it is. After `-` or `+` a capital OR is a word like any other.
    mutating func readWord(isNegated: Bool, isExact: Bool = false) {
        let start = position
        if let (target, end) = spacedName(at: start) {
            position = end
            return readClause(target, from: start)
        }
        var hasMarks = false
        var isNamePossible = true
        var name: Range<Int>?
        while position < source.count {
            let code = source.units[position].code
            if Code.isDelimiter(code) { break }
            switch code {
            case Code.backslash where position + 1 < source.count && isEscapable(position + 1):
                hasMarks = true
                isNamePossible = false
                position += 1
            case Code.star, Code.tilde: hasMarks = true
            case Code.quote:
                markStrayQuote()
                return finishWord(start, hasMarks, isNegated, isExact, unknown: name)
            case Code.colon where isNamePossible, 0x3C where isNamePossible, 0x3D where isNamePossible,
                0x3E where isNamePossible, 0x21 where isNamePossible && source.code(position + 1) == 0x3D:
                isNamePossible = false
                if let target = knownName(start..<position) { return readClause(target, from: start) }
                if code == Code.colon {
                    if isAddress(start) { return readAddress(start, isNegated, isExact) }
                    name = start..<position
                }
            default: break
            }
            position += 1
        }
        if isNamePossible, isWebAddress(start) {
            position = start
            return readAddress(start, isNegated, isExact)
        }
        if isNamePossible, let target = nameBeforeSpacedComparison(start..<position) {
            return readClause(target, from: start)
        }
        finishWord(start, hasMarks, isNegated, isExact, unknown: name)
    }

    /// At a quotation mark inside a word, which ends here: the mark is stray if it touches nothing or nothing closes it.
    mutating func markStrayQuote() {
        if position < lastQuote, !Code.isDelimiter(source.code(position + 1)) { return }
        strayQuote = position
    }

    /// Emits the word that ends here.
    private mutating func finishWord(
        _ start: Int, _ hasMarks: Bool, _ isNegated: Bool, _ isExact: Bool, unknown name: Range<Int>?
    ) {
        let range = start..<position
        defer { passStrayQuote() }
        guard !range.isEmpty else { return }
        if range.count == 1, source.units[start].code == Code.colon { return }
        if !isNegated, !hasMarks, let kind = capitalOperator(range) { return emit(kind, from: start) }
        emit(.term(TextPatterns.word(source, range, hasMarks: hasMarks, isExact: isExact)), from: start)
        if let name, isUnknownName(name, in: range) {
            unknownNames.append(UnknownName(name: name, word: range, token: tokens.count - 1))
        }
    }

    mutating func passStrayQuote() {
        guard strayQuote == position else { return }
        strayQuote = -1
        let span = source.offset(position)..<source.end(before: position + 1)
        diagnostics.add(
            .strayQuote, span, "This quotation mark opens nothing and is ignored.", fix: strayQuoteFix(span))
        position += 1
    }

    /// Without the mark, unless a comparison behind it would then have a name before it.
    private func strayQuoteFix(_ span: Range<Int>) -> String {
        comparison(at: firstNonBlank(position + 1)) == nil ? source.deletion(of: span) : "\\\""
    }

    /// OR, AND, NOT or AROUND as a whole token.
    func capitalOperator(_ range: Range<Int>) -> Token.Kind? {
        func spells(_ word: StaticString) -> Bool {
            word.withUTF8Buffer { letters in
                letters.count == range.count
                    && letters.indices.allSatisfy { letters[$0] == source.code(range.lowerBound + $0) }
            }
        }
        switch range.count {
        case 2: return spells("OR") ? .or : nil
        case 3: return spells("AND") ? .and : spells("NOT") ? .not(isMinus: false) : nil
        case 6: return spells("AROUND") ? .around : nil
        default: return nil
        }
    }

    // MARK: Names

    /// A name in the form names are compared in. O(length).
    func comparableName(_ range: Range<Int>) -> String {
        var key = ""
        for index in range {
            let code = source.units[index].code
            guard code < 0x80 else { return OperatorNames.comparable(source.string(range)) }
            key.unicodeScalars.append(
                Unicode.Scalar(code &- 0x41 < 26 ? code + 0x20 : code == 0x5F ? Code.minus : code))
        }
        return key
    }

    /// What a name means: an operator first, then a field of the team.
    func target(_ key: String) -> Target? {
        if let row = OperatorNames.find(comparable: key) { return .named(row) }
        if let field = context.customFields[comparable: key] { return .custom(field.name, field.kind) }
        return nil
    }

    func knownName(_ range: Range<Int>) -> Target? {
        guard range.count > 0, range.count <= 64, let target = target(comparableName(range)),
            accepts(target, at: range.upperBound)
        else { return nil }
        return target
    }

    /// Whether what stands at an index, a colon or comparison, can follow this name.
    func accepts(_ target: Target, at index: Int) -> Bool {
        if case .named(let row) = target, case .scope = row.sense {
            guard source.code(index) == Code.colon else { return false }
            let next = source.code(firstNonBlank(index + 1))
            return next == Code.open || next == Code.openBrace
        }
        if source.code(index) == Code.colon { return true }
        guard let comparison = comparison(at: index) else { return false }
        return target.isNumber || target.isDate || comparison.value == .equal || comparison.value == .notEqual
    }

    func firstNonBlank(_ index: Int) -> Int {
        var index = index
        while index < source.count, source.units[index].code == Code.blank { index += 1 }
        return index
    }

    /// `seats > 5`: the name, when blanks and a comparison with a value follow.
    private func nameBeforeSpacedComparison(_ range: Range<Int>) -> Target? {
        guard range.upperBound < source.count, source.units[range.upperBound].code == Code.blank else { return nil }
        let next = firstNonBlank(range.upperBound)
        guard let comparison = comparison(at: next), let target = knownName(range, comparisonAt: next) else {
            return nil
        }
        let value = firstNonBlank(next + comparison.width)
        return canBind(value, to: target) ? target : nil
    }

    private func knownName(_ range: Range<Int>, comparisonAt index: Int) -> Target? {
        guard range.count <= 64, let target = target(comparableName(range)), accepts(target, at: index) else {
            return nil
        }
        return target
    }

    /// A team's field whose name has blanks, typed with blanks: the longest that a colon or comparison follows.
    func spacedName(at start: Int) -> (Target, end: Int)? {
        guard !context.customFields.spaced.isEmpty else { return nil }
        var end = start
        while !Code.isDelimiter(source.code(end)), source.code(end) != Code.minus, source.code(end) != 0x5F { end += 1 }
        guard end < source.count, end - start <= 64 else { return nil }
        for key in context.customFields.spaced[comparableName(start..<end)] ?? [] {
            guard let end = match(key, at: start), let field = context.customFields[comparable: key] else { continue }
            let target = Target.custom(field.name, field.kind)
            let next = source.code(end) == Code.colon ? end : firstNonBlank(end)
            if source.code(end) == Code.colon || comparison(at: next) != nil, accepts(target, at: next) {
                return (target, end)
            }
        }
        return nil
    }

    /// Where a comparable name ends when the text at `start` spells it.
    private func match(_ key: String, at start: Int) -> Int? {
        var index = start
        for scalar in key.unicodeScalars {
            guard index < source.count else { return nil }
            if scalar == "-" {
                let before = index
                while index < source.count, [Code.blank, Code.minus, 0x5F].contains(source.units[index].code) {
                    index += 1
                }
                guard index > before else { return nil }
            } else {
                let code = source.units[index].code
                let folded = code &- 0x41 < 26 ? code + 0x20 : code
                let isSame =
                    folded < 0x80
                    ? scalar.value == UInt32(folded)
                    : source.units[index].scalar.properties.lowercaseMapping == String(scalar)
                guard isSame else { return nil }
                index += 1
            }
        }
        return index
    }

    // MARK: Addresses of the web

    /// Whether the word that begins at `start` and has its first colon here is a URL: `scheme://`.
    func isAddress(_ start: Int) -> Bool {
        source.code(position + 1) == Code.slash && source.code(position + 2) == Code.slash && position > start
    }

    private func isWebAddress(_ start: Int) -> Bool {
        position < source.count && source.units[position].code == Code.open && position - start > 4
            && comparableName(start..<start + 4) == "www."
    }

    /// Reads a URL to its end: it keeps the parentheses that balance, and `*` and `~` are letters of it. O(length).
    mutating func readAddress(_ start: Int, _ isNegated: Bool, _ isExact: Bool) {
        position = addressEnd(start)
        if source.code(position) == Code.quote { markStrayQuote() }
        let range = start..<position
        defer { passStrayQuote() }
        emit(
            .term(TextPatterns.word(source, range, hasMarks: true, isExact: isExact, hasWildcards: false)), from: start)
    }

    private func addressEnd(_ start: Int) -> Int {
        var open: [Int] = []
        var end = start
        scan: while end < source.count {
            switch source.units[end].code {
            case Code.backslash where end + 1 < source.count && isEscapable(end + 1): end += 1
            case Code.blank, Code.quote: break scan
            case Code.open: open.append(end)
            case Code.close:
                guard !open.isEmpty else { break scan }
                open.removeLast()
            case Code.openBrace, Code.closeBrace, Code.bar:
                guard !open.isEmpty else { break scan }
            default: break
            }
            end += 1
        }
        return open.first ?? end
    }

    // MARK: Unknown names

    /// Notes that `foo:bar` was read as text, with the nearest name that is known.
    mutating func reportUnknownNames() {
        guard !unknownNames.isEmpty else { return }
        let names = OperatorNames.all + context.customFields.names.map { OperatorNames.comparable($0) }
        for unknown in unknownNames {
            let typed = source.string(unknown.name)
            let nearest = Suggestion.nearest(to: comparableName(unknown.name), among: names)
            let rest = source.slice(source.offset(unknown.name.upperBound)..<tokens[unknown.token].span.upperBound)
            let fix = nearest.flatMap { canReplace(unknown, by: $0) ? $0 + rest : nil }
            diagnostics.add(
                .unknownOperator, tokens[unknown.token].span,
                "There is no operator “\(typed)”, so this is searched as text."
                    + (nearest.map { " Did you mean “\($0):”?" } ?? ""),
                fix: fix ?? typed + "\\" + rest)
        }
    }

    /// Whether a known name in the place of an unknown one surely parses: it takes any value, the value is a simple
    /// word, and no AROUND wants a word here.
    private func canReplace(_ unknown: UnknownName, by name: String) -> Bool {
        guard let kind = target(OperatorNames.comparable(name))?.valueKind, kind == .text || kind == .keyword,
            unknown.word.dropFirst(unknown.name.count + 1).allSatisfy({
                let code = source.code($0)
                return code >= 0x80 || Code.isLetter(code) || Code.isDigit(code) || "-_.@".utf8.contains(code)
            })
        else { return false }
        let end = source.code(unknown.word.upperBound)
        guard end == Code.blank || Code.isCloser(end) else { return false }
        return !tokens[max(0, unknown.token - 4)..<min(tokens.count, unknown.token + 2)].contains {
            if case .around = $0.kind { true } else { false }
        }
    }

    /// Whether a word's part before its first colon looks like an operator's name.
    func isUnknownName(_ name: Range<Int>, in word: Range<Int>) -> Bool {
        guard name.count >= 2, name.count <= 40, name.upperBound + 1 < word.upperBound,
            name.allSatisfy({
                Code.isLetter(source.code($0)) || source.code($0) == Code.minus || source.code($0) == 0x5F
            }),
            Code.isLetter(source.code(name.lowerBound))
        else { return false }
        switch source.code(name.upperBound + 1) {
        case Code.colon, Code.slash, Code.backslash: return false
        default: return !OperatorNames.schemes.contains(comparableName(name))
        }
    }
}
