// Owns: one value under one name to a leaf, and the remarks on values that cannot be read.

import Schema

extension Lowering {
    /// The leaf of a term under a name, or of the combined text without one.
    mutating func leaf(_ term: Term, _ token: Int, _ applied: Applied?, isNegated: Bool) -> Clause? {
        guard !term.isEmpty else { return nil }
        guard let applied else { return term.pattern.map { .text(nil, $0) } ?? .all }
        switch applied.head.target {
        case .custom(let name, let kind): return custom(name, kind, term, token, applied)
        case .named(let row):
            switch row.sense {
            case .text(let field): return words(.field(field), term)
            case .person(let fields): return person(fields, term, token)
            case .keyword(let field): return keyword(field, term)
            case .choice(let field):
                return term.pattern == nil ? .present(.field(field)) : choice(field, term, token, row)
            case .state: return state(term, token, isNegated: isNegated, row)
            case .place(let field):
                return term.pattern == nil ? .present(.field(field)) : place(field, term.text, isNegated: isNegated)
            case .assignee: return assignee(term, token)
            case .has: return has(term, token, row)
            case .no: return has(term, token, row).map(Clause.negation)
            case .awaiting: return awaiting(term, token, applied, row)
            case .size(let comparison): return size(comparison, term, token, applied)
            case .number(let field):
                return number(.field(field), term, token, applied, isSize: false, otherwise: .equal)
            case .date(let field, let relation): return date(.field(field), relation, term, token, applied)
            case .end(let field, _): return date(.field(field), .within, term, token, applied)
            case .age(let relation): return age(relation, term, token, applied)
            case .elapsed(let since): return elapsed(since, term, token, applied)
            case .between, .scope: return nil
            }
        }
    }

    /// Words of one field; `*` asks for any.
    func words(_ field: FieldReference, _ term: Term) -> Clause {
        term.pattern.map { .text(field, $0) } ?? .present(field)
    }

    /// A whole value; `*` asks for any, one of separators only asks nothing.
    func keyword(_ field: Field, _ term: Term) -> Clause? {
        guard term.pattern != nil else { return .present(.field(field)) }
        return keyword(field, term.text)
    }

    func keyword(_ field: Field, _ text: String) -> Clause? {
        // In quotes runs of blanks are one, so escaped ones are too.
        let words = text.unicodeScalars.split { TextPatterns.isBlank($0) }.map { String($0) }
        let value = Keyword.comparable(words.joined(separator: " "), in: field)
        return value.isEmpty ? nil : .keyword(field, value)
    }

    private mutating func custom(
        _ name: String, _ kind: FieldKind, _ term: Term, _ token: Int, _ applied: Applied
    ) -> Clause? {
        switch kind {
        case .text, .keyword: return words(.custom(name), term)
        case .date: return date(.custom(name), .within, term, token, applied)
        case .number:
            return number(.custom(name), term, token, applied, isSize: false, otherwise: .equal)
        }
    }

    /// A number of a field, or a range of two.
    mutating func number(
        _ field: FieldReference, _ term: Term, _ token: Int, _ applied: Applied, isSize: Bool, otherwise: Comparison
    ) -> Clause? {
        guard
            let reading = NumberReading.parse(
                term.text, isSize: isSize, comparison: applied.head.comparison, otherwise: otherwise)
        else {
            let kind = isSize ? "size" : "number"
            reportBadValue(token...token, applied, "“\(term.text)” is not a \(kind)")
            return nil
        }
        if let fix = reading.reordered { reportReversed(token, fix) }
        guard !reading.conditions.isEmpty else { return .present(field) }
        return .conjunction(reading.conditions.map { .number(field, $0.0, $0.1) })
    }

    /// A date of a field under a relation, or under the comparison that was typed.
    mutating func date(
        _ field: FieldReference, _ relation: DateRelation, _ term: Term, _ token: Int, _ applied: Applied
    ) -> Clause? {
        var relation = applied.head.comparison.map { DateRelation($0) } ?? relation
        var text = term.text
        if applied.head.comparison == nil, let (comparison, width) = Self.comparison(text) {
            relation = DateRelation(comparison)
            text = String(text.dropFirst(width))
        }
        guard let reading = DateParser(calendar()).parse(text), let clause = relation.clause(field, reading.interval)
        else {
            reportBadDate(text, token, applied)
            return nil
        }
        if let fix = reading.reordered {
            reportReversed(token, fix)
        } else if let spelling = reading.respelled {
            diagnostics.add(
                .dateOrder, tree.tokens[token].span, "“\(text)” is read as \(spelling)", fix: quotedIfSpaced(spelling))
        }
        return clause
    }

    /// A comparison that a value inside a group begins with: `seats:(>5 <9)`.
    static func comparison(_ text: String) -> (Comparison, Int)? {
        for width in [2, 1] {
            if let comparison = Comparison(rawValue: String(text.prefix(width))) { return (comparison, width) }
        }
        return nil
    }

    /// `after:(last week)`: words in a group that are one date together.
    mutating func dateOfWords(_ children: [Int], _ applied: Applied?) -> Clause? {
        guard let applied, applied.head.target.isDate, children.count <= DateVocabulary.maximumWords + 1 else {
            return nil
        }
        var words: [String] = []
        var last = 0
        for child in children {
            guard case .term(let token) = tree.nodes[child], let term = tree.tokens[token].term, term.isPlain else {
                return nil
            }
            words.append(term.text)
            last = token
        }
        let text = words.joined(separator: " ")
        guard DateParser(calendar()).parse(text) != nil else { return nil }
        return leaf(Term(text: text, pattern: .word(text)), last, applied, isNegated: false)
    }

    // MARK: What was odd

    private func quotedIfSpaced(_ text: String) -> String {
        text.contains(" ") ? TextPatterns.quote(text) : text
    }

    private mutating func reportReversed(_ token: Int, _ fix: String) {
        diagnostics.add(
            .reversedRange, tree.tokens[token].span, "The range runs backwards", " and is read as \(fix)",
            fix: quotedIfSpaced(fix))
    }

    mutating func reportNoUnit(_ term: Term, _ token: Int) {
        diagnostics.add(
            .noUnit, tree.tokens[token].span, "“\(term.text)” has no unit", " and is read as days",
            fix: quotedIfSpaced(term.text + "d"))
    }

    mutating func reportUnknownCaller(_ token: Int) {
        diagnostics.add(
            .unknownCaller, tree.tokens[token].span, "Nobody is known to be asking", ", so “me” is searched as a word",
            fix: "\"me\"")
    }

    /// The condition is left out, for it would otherwise be matched as text it never was.
    private mutating func reportBadDate(_ text: String, _ token: Int, _ applied: Applied) {
        let finding = "“\(text)” is not a date"
        if let nearest = Suggestion.nearest(to: text.lowercased(), among: DateVocabulary.all) {
            diagnostics.add(
                .badValue, tree.tokens[token].span, finding, Self.leftOut, hint: "Did you mean “\(nearest)”?",
                fix: quotedIfSpaced(nearest), isGuess: true)
        } else {
            reportBadValue(token...token, applied, finding)
        }
    }

    private static let leftOut = ", so the condition is left out"

    mutating func reportBadValue(_ tokens: ClosedRange<Int>, _ applied: Applied, _ finding: String) {
        let first = applied.token + 1 == tokens.lowerBound ? applied.token : tokens.lowerBound
        let span = tree.tokens[first].span.lowerBound..<tree.tokens[tokens.upperBound].span.upperBound
        let removal = Removal(source: source, tokens: tree.tokens).replacement(for: first...tokens.upperBound)
        diagnostics.add(.badValue, span, finding, Self.leftOut, fix: removal)
    }
}
