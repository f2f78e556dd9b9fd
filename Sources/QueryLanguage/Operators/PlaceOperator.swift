// Owns: in: and label:, the operators that may ask for spam and trash.

import Schema

extension Lowering {
    /// A place or label. `in:anywhere` is no condition, but brings spam and trash in.
    mutating func place(_ field: Field, _ typed: String, isNegated: Bool) -> Clause? {
        var value = Keyword.comparable(typed, in: field)
        if field == .in {
            let key = OperatorNames.comparable(typed)
            value = OperatorValues.places.first { $0.isCalled(key) }?.name ?? value
        }
        guard !value.isEmpty else { return nil }
        let isAnywhere = field == .in && value == "anywhere"
        if !isNegated {
            if isAnywhere || value == "spam" { showsSpam = true }
            if isAnywhere || value == "trash" { showsTrash = true }
        }
        return isAnywhere ? .all : .keyword(field, value)
    }
}
