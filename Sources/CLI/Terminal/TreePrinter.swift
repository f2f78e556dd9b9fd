// Owns: trees as indented lines: canonical structures and scores.

import Wire

enum TreePrinter {
    /// A canonical structure: leaves as JSON on one line, inner nodes with their children below.
    static func lines(_ tree: JSONValue, indent: Int = 0) -> [String] {
        let margin = String(repeating: "  ", count: indent)
        guard let parts = tree.array, let head = parts.first?.string else { return [margin + json(tree)] }
        switch head {
        case "and", "or", "not":
            return [margin + head] + parts.dropFirst().flatMap { lines($0, indent: indent + 1) }
        case "scope":
            let name = parts.count > 1 ? parts[1].string ?? "" : ""
            return [margin + "scope " + name] + parts.dropFirst(2).flatMap { lines($0, indent: indent + 1) }
        default: return [margin + json(tree)]
        }
    }

    private static func json(_ value: JSONValue) -> String {
        var writer = JSONWriter()
        writer.value(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// A score: each number with what it is, and below it what it came from.
    static func lines(_ factor: Explain.Factor, _ style: Style, indent: Int = 0) -> [String] {
        let margin = String(repeating: "  ", count: indent)
        return [margin + style.number(decimal(factor.value)) + "  " + factor.name + ": " + factor.description]
            + factor.details.flatMap { lines($0, style, indent: indent + 1) }
    }

    /// Four places.
    private static func decimal(_ value: Float) -> String {
        let scaled = (Double(value) * 10_000).rounded()
        guard abs(scaled) < 1e15 else { return "\(value)" }
        let whole = Int(scaled)
        let digits = String(abs(whole) % 10_000)
        return (whole < 0 ? "-" : "") + String(abs(whole) / 10_000) + "."
            + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
