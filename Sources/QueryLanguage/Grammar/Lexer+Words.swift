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
            .strayQuote, span, "This quotation mark opens nothing", " and is ignored", fix: strayQuoteFix(span))
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
}
