// Owns: has: and no:, which take kinds of things and names of fields.

import Schema

extension Lowering {
    /// Whether there is a thing of this kind, or a value in this field. In quotes a field is meant first.
    mutating func has(_ term: Term, _ token: Int, _ row: Operator) -> Clause? {
        let key = OperatorNames.comparable(term.text)
        guard !key.isEmpty else { return nil }
        if term.pattern == nil { return .present(.field(.has)) }
        if term.isPlain, let value = row.value(key) { return thing(value) }
        if let field = context.customFields[comparable: key] { return .present(.custom(field.name)) }
        if let value = row.value(key) { return thing(value) }
        if let scope = [ClauseScope.box, .thread].first(where: { $0.rawValue == key }) { return .scope(scope, .all) }
        if let field = OperatorNames.find(comparable: key)?.field ?? Self.fields[key] { return .present(.field(field)) }
        reportUnknownValue(
            term, token, row, among: row.values.map(\.name) + context.customFields.names.map(OperatorNames.comparable))
        return keyword(.has, term.text)
    }

    /// The fields that no operator asks for.
    private static let fields: [String: Field] = [
        "due": .due, "type": .entryType, "follower": .follower, "followers": .follower, "size": .size,
        "first": .first, "last": .last,
    ]

    private func thing(_ value: OperatorValue) -> Clause {
        value.name == "nouserlabels" ? .not(.keyword(.has, "userlabels")) : .keyword(.has, value.name)
    }
}
