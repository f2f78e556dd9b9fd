// Owns: the one form in which whole values (labels, stages, ids) are compared. Producers and the engine both use it.

/// The comparable form of whole values.
public enum Keyword {
    /// Folds a label, stage, pipeline or assignee: lower case; runs of white space, `-`, `_` and `/` become one `-`,
    /// none at either end. `Closed / Won`, `closed-won` and `CLOSED_WON` are equal. O(n).
    public static func normalized(_ value: String) -> String {
        var result = String.UnicodeScalarView()
        var pendingSeparator = false
        for scalar in value.lowercased().unicodeScalars {
            if scalar.properties.isWhitespace || scalar == "\u{200B}" || scalar == "-" || scalar == "_" || scalar == "/"
            {
                pendingSeparator = !result.isEmpty
            } else {
                if pendingSeparator { result.append("-") }
                pendingSeparator = false
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// A Message-ID without its angle brackets and surrounding blanks; case is kept, for it matters.
    public static func messageID(_ value: String) -> String {
        var text = Substring(value).unicodeScalars
        while let first = text.first, first.properties.isWhitespace || first == "<" { text.removeFirst() }
        while let last = text.last, last.properties.isWhitespace || last == ">" { text.removeLast() }
        return String(text)
    }

    /// The comparable form of a value of this field.
    public static func comparable(_ value: String, in field: Field) -> String {
        switch field {
        case .messageID: messageID(value)
        case .thread, .box: value
        case .participant: value.lowercased()
        default: normalized(value)
        }
    }
}
