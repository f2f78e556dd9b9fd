// Owns: in: and label:, the operators that may ask for spam and trash.

import Schema

extension Lowering {
    /// A place or label. `in:anywhere` is no condition, but brings spam and trash in.
    mutating func place(_ field: Field, _ value: String, isNegated: Bool) -> Clause? {
        let typed = Keyword.comparable(value, in: field)
        let value = field == .in && typed == "draft" ? "drafts" : typed
        guard !value.isEmpty else { return nil }
        let isAnywhere = field == .in && value == "anywhere"
        if !isNegated {
            if isAnywhere || value == "spam" { showsSpam = true }
            if isAnywhere || value == "trash" { showsTrash = true }
        }
        return isAnywhere ? .all : .keyword(field, value)
    }
}
