// Owns: a document as lines of text, for golden comparisons.

import Schema

extension Document {
    /// Everything but the stored record, one thing a line.
    var text: String {
        var lines = ["\(key.kind.name) \(key.id) of \(key.team), version \(version)" + (isDeleted ? ", deleted" : "")]
        lines.append("date \(date)")
        if let thread { lines.append("thread \(thread)") }
        if let box { lines.append("box \(box)") }
        if let language { lines.append("language \(language.code)") }
        for value in values {
            let field =
                switch value.field {
                case .field(let field): field.name
                case .custom(let name): "«\(name)»"
                }
            let held =
                switch value.value {
                case .text(let text): "text \(text)"
                case .keyword(let text): "keyword \(text)"
                case .number(let number): "number \(number)"
                case .date(let date): "date \(date)"
                }
            lines.append("\(field): \(held)")
        }
        return lines.joined(separator: "\n")
    }
}
