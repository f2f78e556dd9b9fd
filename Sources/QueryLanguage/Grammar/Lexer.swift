// Owns: reading the text into tokens (QUERY.md section 2). One pass; never fails.

import Schema

/// The most words, phrases and values of a query that are read.
let maximumTerms = 1_000

/// Cuts a query into tokens. Names are told from words by the operator table and the team's fields.
struct Lexer {
    let context: QueryContext
    var source: SourceText
    var position = 0
    /// Whether the clock was looked at.
    var readsClock = false
    var tokens: [Token] = []
    var diagnostics: DiagnosticList
    /// An unclosed quote runs to the end of the text.
    var endsInQuote = false
    /// A quotation mark that the word before it ends at and that opens nothing.
    var strayQuote = -1
    /// Words that look like clauses of operators there are none of.
    var unknownNames: [UnknownName] = []
    private var termCount = 0
    /// The last quotation mark of the text, so that a lone one is told in O(1).
    let lastQuote: Int

    init(_ text: String, _ context: QueryContext) {
        self.context = context
        source = SourceText(text)
        diagnostics = DiagnosticList(isStrict: context.isStrict)
        lastQuote = source.units.lastIndex { $0.code == Code.quote } ?? -1
        tokens.reserveCapacity(min(source.count / 3 + 2, 64))
    }

    mutating func run() {
        readTokens()
        reportUnknownNames()
    }

    private mutating func readTokens() {
        while true {
            skipBlanks()
            guard position < source.count else { return }
            if termCount >= maximumTerms, !Code.isCloser(source.code(position)) {
                source.cut(atUnit: position)
                return
            }
            readToken()
        }
    }

    private mutating func readToken() {
        switch source.code(position) {
        case Code.open: emitMark(.open(braced: false))
        case Code.openBrace: emitMark(.open(braced: true))
        case Code.close: emitMark(.close(braced: false))
        case Code.closeBrace: emitMark(.close(braced: true))
        case Code.bar: emitMark(.or, width: source.code(position + 1) == Code.bar ? 2 : 1)
        case Code.quote: readPhraseOrName()
        case Code.minus: readMinus()
        case Code.plus: readPlus()
        default: readWord(isNegated: false)
        }
    }

    mutating func skipBlanks() {
        while position < source.count, source.units[position].code == Code.blank { position += 1 }
    }

    mutating func emit(_ kind: Token.Kind, from start: Int) {
        if case .term = kind { termCount += 1 }
        tokens.append(Token(kind: kind, span: source.offset(start)..<source.end(before: position)))
    }

    private mutating func emitMark(_ kind: Token.Kind, width: Int = 1) {
        let start = position
        position += width
        emit(kind, from: start)
    }

    /// `-` negates what it touches; alone it is nothing, and `--flag` is text.
    private mutating func readMinus() {
        let next = source.code(position + 1)
        switch next {
        case Code.blank, Code.close, Code.closeBrace, Code.bar:
            position += 1
        case Code.minus:
            readWord(isNegated: false)
        default:
            emitMark(.not(isMinus: true))
            switch next {
            case Code.quote: readPhraseOrName()
            case Code.plus: readPlus()
            case Code.open, Code.openBrace: break
            default: readWord(isNegated: true)
            }
        }
    }

    /// `+` before a word asks for its exact form; before anything else it is nothing, and `++x` is text.
    mutating func readPlus() {
        let next = source.code(position + 1)
        if next == Code.plus { return readWord(isNegated: true) }
        position += 1
        guard !Code.isDelimiter(next), next != Code.quote else { return }
        readWord(isNegated: true, isExact: true)
    }

    // MARK: Phrases

    /// What stands in quotes from here, which is a quotation mark.
    mutating func readQuoted() -> String {
        let start = position
        position += 1
        var view = String.UnicodeScalarView()
        while position < source.count {
            let unit = source.units[position]
            position += 1
            if unit.code == Code.quote { return String(view) }
            if unit.code == Code.backslash, position < source.count, isEscapable(position) {
                view.append(source.units[position].scalar)
                position += 1
            } else {
                view.append(unit.scalar)
            }
        }
        endsInQuote = true
        if !source.isCut {
            let span = source.offset(start)..<source.byteCount
            diagnostics.add(
                .unclosedQuote, span, "The quotation mark is never closed", "; the phrase runs to the end",
                fix: source.slice(span) + closingQuote(from: start))
        }
        return String(view)
    }

    /// What closes a quote that begins at a unit and runs to the end: a trailing backslash must not swallow the mark.
    func closingQuote(from start: Int) -> String { trailingBackslashes(from: start + 1) % 2 == 1 ? "\\\"" : "\"" }

    /// How many backslashes the text ends with.
    func trailingBackslashes(from start: Int) -> Int {
        var count = 0
        while source.count - count > start, source.units[source.count - count - 1].code == Code.backslash { count += 1 }
        return count
    }

    /// `\` takes any character but a letter literally.
    func isEscapable(_ index: Int) -> Bool {
        let unit = source.units[index]
        return unit.code < 0x80 ? !Code.isLetter(unit.code) : !unit.scalar.properties.isAlphabetic
    }

    private mutating func readPhraseOrName() {
        let start = position
        let text = readQuoted()
        if !endsInQuote, text.utf8.count <= 128, let head = quotedName(text) {
            return readClause(head, from: start)
        }
        emit(.term(TextPatterns.quoted(text)), from: start)
    }

    /// The field that a quoted name means when a colon or comparison touches the closing mark, or a comparison with a
    /// value follows after blanks.
    private func quotedName(_ text: String) -> Target? {
        let next = firstNonBlank(position)
        let comparison = comparison(at: next)
        guard comparison != nil || source.code(position) == Code.colon else { return nil }
        guard let target = nameInQuotes(text, followedAt: next, isTouching: next == position) else { return nil }
        guard next > position, let comparison else { return target }
        return canBind(firstNonBlank(next + comparison.width), to: target) ? target : nil
    }

    private func nameInQuotes(_ text: String, followedAt index: Int, isTouching: Bool) -> Target? {
        let key = OperatorNames.comparable(text)
        if let field = context.customFields[comparable: key] { return .custom(field.name, field.kind) }
        return target(key).flatMap { accepts($0, at: index, isTouching: isTouching) ? $0 : nil }
    }
}
