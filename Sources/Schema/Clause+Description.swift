// Owns: the canonical structure of QUERY.md section 6 as JSON text, in one order and spacing.

extension Clause: CustomStringConvertible {
    /// The canonical structure as JSON arrays: `["and",["text","a"],["field","from",["text","amy"]]]`. O(n).
    public var description: String {
        switch self {
        case .all: return "[\"all\"]"
        case .and(let children): return Self.array("and", children.map(\.description))
        case .or(let children): return Self.array("or", children.map(\.description))
        case .not(let child): return Self.array("not", [child.description])
        case .text(nil, let pattern): return pattern.description
        case .text(.field(let field)?, let pattern):
            return Self.array("field", [Self.quoted(field.name), pattern.description])
        case .text(.custom(let name)?, let pattern):
            return Self.array("custom", [Self.quoted(name), pattern.description])
        case .keyword(let field, let value): return Self.array("kw", [Self.quoted(field.name), Self.quoted(value)])
        case .number(let field, let comparison, let value):
            return Self.array(
                "num", [Self.quoted(field.name), Self.quoted(comparison.rawValue), Self.number(value)])
        case .date(let field, let start, let end):
            return Self.array(
                "date",
                [
                    Self.quoted(field.name), start.map { Self.quoted($0.description) } ?? "null",
                    end.map { Self.quoted($0.description) } ?? "null",
                ])
        case .present(let field): return Self.array("has", [Self.quoted(field.name)])
        case .scope(let scope, let child):
            return Self.array("scope", [Self.quoted(scope.rawValue), child.description])
        }
    }

    fileprivate static func array(_ head: String, _ rest: [String]) -> String {
        "[" + ([quoted(head)] + rest).joined(separator: ",") + "]"
    }

    /// A JSON string literal.
    fileprivate static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let control where control.value < 0x20:
                let hex = String(control.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// The shortest decimal that reads back as the same number; whole numbers without a point.
    fileprivate static func number(_ value: Double) -> String {
        guard value == value.rounded(), abs(value) < 9_007_199_254_740_992 else { return "\(value)" }
        return String(Int64(value))
    }
}

extension TextPattern: CustomStringConvertible {
    public var description: String {
        switch self {
        case .word(let word): Clause.array("text", [Clause.quoted(word)])
        case .phrase(let text): Clause.array("phrase", [Clause.quoted(text)])
        case .exact(let word): Clause.array("exact", [Clause.quoted(word)])
        case .prefix(let prefix): Clause.array("prefix", [Clause.quoted(prefix)])
        case .glob(let pattern): Clause.array("glob", [Clause.quoted(pattern)])
        case .fuzzy(let word, let distance): Clause.array("fuzzy", [Clause.quoted(word), String(distance)])
        case .near(let distance, let a, let b, let ordered):
            Clause.array("near", [String(distance), a.description, b.description, String(ordered)])
        }
    }
}
