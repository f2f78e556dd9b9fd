// Owns: has: and no:, which take kinds of things and names of fields.

import Schema

extension Lowering {
    /// Whether there is a thing of this kind, or a value in this field.
    func has(_ value: String) -> Clause? {
        let key = OperatorNames.comparable(value)
        if let field = context.customFields[comparable: key] { return presence(.custom(field.name), field.kind) }
        if key == "nouserlabels" { return .not(.keyword(.has, "userlabels")) }
        return keyword(.has, key == "attachments" ? "attachment" : value)
    }

    /// The opposite. Of a built-in text or date field it asks for an empty one.
    func no(_ value: String) -> Clause? {
        let key = OperatorNames.comparable(value)
        if let field = Field(name: key), field.kind == .text || field.kind == .date {
            return .not(presence(.field(field), field.kind))
        }
        if key == "label" || key == "labels" { return .not(.keyword(.has, "userlabels")) }
        return has(value).map(Clause.negation)
    }

    /// The field has a value.
    private func presence(_ field: FieldReference, _ kind: FieldKind) -> Clause {
        switch kind {
        case .text, .keyword: .text(field, .prefix(""))
        case .number: .number(field, NumberReading.presence.0, NumberReading.presence.1)
        case .date: .date(field, start: nil, end: nil)
        }
    }
}
