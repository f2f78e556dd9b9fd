// Owns: is: and category:, whose values are few and known.

import Schema

extension Lowering {
    /// `is:` takes states; a place, as in Gmail's `is:sent`, is `in:` that place.
    mutating func state(_ term: Term, _ token: Int, isNegated: Bool, _ row: Operator) -> Clause? {
        if term.pattern == nil { return .present(.field(.is)) }
        let key = OperatorNames.comparable(term.text)
        if row.value(key) == nil, let place = OperatorValues.places.first(where: { $0.isCalled(key) }) {
            return self.place(.in, place.name, isNegated: isNegated)
        }
        return choice(.is, term, token, row)
    }

    /// One of a row's values. Another is asked for all the same, and remarked on where it was not quoted.
    mutating func choice(_ field: Field, _ term: Term, _ token: Int, _ row: Operator) -> Clause? {
        if let value = row.value(term.text) { return .keyword(field, value.name) }
        reportUnknownValue(term, token, row, among: row.values.map(\.name))
        return keyword(field, term.text)
    }

    /// Says that nothing is known by a value, with the nearest that is.
    mutating func reportUnknownValue(_ term: Term, _ token: Int, _ row: Operator, among names: [String]) {
        guard term.isPlain, !OperatorNames.comparable(term.text).isEmpty else { return }
        let nearest = Suggestion.nearest(to: OperatorNames.comparable(term.text), among: names)
        diagnostics.add(
            .unknownValue, tree.tokens[token].span,
            "“\(row.name):” knows nothing called “\(term.text)”", hint: nearest.map { "Did you mean “\($0)”?" },
            fix: nearest ?? TextPatterns.quote(term.text), isGuess: nearest != nil)
    }
}
