// Owns: what kind of value a team's own field holds, told from the value itself.

import Schema

enum CustomValue {
    /// The indexed values of a property: numbers as numbers; dates as dates, and as text so that they can be typed;
    /// other strings as text; each element of an array.
    static func values(of value: RecordValue) -> [FieldValue] {
        switch value {
        case .null: []
        case .bool(let flag): [.text(flag ? "true" : "false")]
        case .integer, .unsigned, .double: value.number.map { [.number($0)] } ?? []
        case .string(let text):
            if text.isEmpty { [] } else { Timestamp(rfc3339: text).map { [.date($0), .text(text)] } ?? [.text(text)] }
        case .array(let elements): elements.flatMap { values(of: $0) }
        case .object(let properties): properties.flatMap { values(of: $0.value) }
        }
    }
}
