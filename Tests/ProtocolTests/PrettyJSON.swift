// Owns: JSON for people: what fits a line on one line, the rest indented.

import ServiceSupport
import Wire

enum PrettyJSON {
    private static let width = 100

    /// - Parameter offset: columns that are taken before the first line.
    static func text(_ value: JSONValue, offset: Int = 0) -> String { text(value, indent: 0, offset: offset) }

    private static func text(_ value: JSONValue, indent: Int, offset: Int) -> String {
        let line = value.text
        guard offset + line.count > width else { return line }
        let margin = String(repeating: " ", count: indent + 2)
        func lines(_ parts: [String], _ open: String, _ close: String) -> String {
            open + "\n" + parts.map { margin + $0 }.joined(separator: ",\n") + "\n"
                + String(repeating: " ", count: indent)
                + close
        }
        switch value {
        case .array(let values) where !values.isEmpty:
            return lines(values.map { text($0, indent: indent + 2, offset: indent + 2) }, "[", "]")
        case .object(let members) where !members.isEmpty:
            let parts = members.map { member in
                let name = JSONValue.string(member.name).text + ": "
                return name + text(member.value, indent: indent + 2, offset: indent + 2 + name.count)
            }
            return lines(parts, "{", "}")
        default: return line
        }
    }
}
