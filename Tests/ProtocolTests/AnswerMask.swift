// Owns: which parts of an answer differ from run to run, and what stands in their places in recorded exchanges.

import Wire

/// The masking rule. Exchanges/README.md has the same table for everyone else.
enum AnswerMask {
    /// Whole numbers, wherever they stand in an answer.
    static let wholeNumbers: Set<String> = [
        "took_us", "generation", "sequence", "bytes", "merges", "entries", "hits", "misses", "p50_us", "p99_us",
        "merge_debt_bytes",
    ]
    /// Whole numbers below these.
    static let wholeNumbersBelow: Set<String> = ["limits", "operations", "written"]
    /// Numbers.
    static let numbers: Set<String> = ["score", "amplification"]
    /// Numbers below these, by name.
    static let numbersBelow: [String: Set<String>] = ["detail": ["value"]]
    /// Records are never masked.
    private static let exact: Set<String> = ["record"]

    /// Texts below these, by name, that explain a ranking which may be tuned: recorded as they are, and not compared.
    private static let uncompared: [String: Set<String>] = ["detail": ["factor", "description"]]

    /// A masked answer without what is not compared.
    static func comparable(_ answer: JSONValue) -> JSONValue { comparable(answer, name: "", below: []) }

    private static func comparable(_ value: JSONValue, name: String, below path: Set<String>) -> JSONValue {
        switch value {
        case .object(let members):
            let path = path.union([name])
            return .object(members.map { .init($0.name, comparable($0.value, name: $0.name, below: path)) })
        case .array(let values): return .array(values.map { comparable($0, name: name, below: path) })
        case .string where uncompared.contains { path.contains($0) && $1.contains(name) }: return .string("<text>")
        default: return value
        }
    }

    /// An answer with its changing parts masked.
    static func masked(_ answer: JSONValue) -> JSONValue { masked(answer, name: "", below: []) }

    private static func masked(_ value: JSONValue, name: String, below path: Set<String>) -> JSONValue {
        switch value {
        case .object where exact.contains(name): return value
        case .object(let members):
            let path = path.union([name])
            return .object(members.map { .init($0.name, masked($0.value, name: $0.name, below: path)) })
        case .array(let values): return .array(values.map { masked($0, name: name, below: path) })
        default: return maskedLeaf(value, name: name, below: path)
        }
    }

    private static func maskedLeaf(_ value: JSONValue, name: String, below path: Set<String>) -> JSONValue {
        let isNumber = value.double != nil
        if isNumber, numbers.contains(name) || numbersBelow.contains(where: { path.contains($0) && $1.contains(name) })
        {
            return .string("<number>")
        }
        let isWhole = value.uint64 != nil
        if isWhole, wholeNumbers.contains(name) || !wholeNumbersBelow.isDisjoint(with: path) {
            return .string("<integer>")
        }
        let isText = value.string != nil
        if isText, name == "cursor" { return .string("<cursor>") }
        if isText, name == "version" || name == "name" && path.contains("segments") { return .string("<text>") }
        return value
    }
}
