// Owns: reading a request's keys: types, ranges and defaults, and the refusal of keys that nobody asked for.

/// The keys of one request. Each is taken once; what is left at the end is a typo.
public struct RequestKeys: Sendable {
    private let members: [JSONValue.Member]
    private var known: Set<String> = ["id", "op"]

    init(_ members: [JSONValue.Member]) { self.members = members }

    /// A key's value, `null` being as good as absent. O(keys).
    public mutating func value(_ name: String) -> JSONValue? {
        known.insert(name)
        let value = members.last { $0.name == name }?.value
        return value == .null ? nil : value
    }

    private func wrong(_ name: String, _ value: JSONValue, wanted: String) -> Problem {
        Problem(.badRequest, "`\(name)` is \(value.kindName); it must be \(wanted)", field: name)
    }

    public mutating func string(_ name: String) throws(Problem) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else { throw wrong(name, value, wanted: "a string") }
        return text
    }

    /// A string that must be there and not empty.
    public mutating func required(_ name: String) throws(Problem) -> String {
        guard let text = try string(name), !text.isEmpty else {
            throw Problem(.badRequest, "`\(name)` is missing; it must be a string that is not empty", field: name)
        }
        return text
    }

    /// The id of the record that a request is about: `record`, or, for callers that send one request at a time, the
    /// request's own `id`, which the answer then echoes.
    mutating func recordID() throws(Problem) -> String {
        if let record = try string("record"), !record.isEmpty { return record }
        guard let id = value("id")?.string, !id.isEmpty else {
            throw Problem(
                .badRequest, "`record` is missing; it must be the record's id as a string", field: "record")
        }
        return id
    }

    public mutating func bool(_ name: String, default fallback: Bool) throws(Problem) -> Bool {
        guard let value = value(name) else { return fallback }
        guard let flag = value.bool else { throw wrong(name, value, wanted: "true or false") }
        return flag
    }

    public mutating func int(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let value = value(name) else { return nil }
        guard let number = value.int, range.contains(number) else {
            throw Problem(
                .badRequest, "`\(name)` must be a whole number from \(range.lowerBound) to \(range.upperBound)",
                field: name)
        }
        return number
    }

    public mutating func array(_ name: String) throws(Problem) -> [JSONValue]? {
        guard let value = value(name) else { return nil }
        guard let values = value.array else { throw wrong(name, value, wanted: "an array") }
        return values
    }

    public mutating func strings(_ name: String) throws(Problem) -> [String]? {
        guard let values = try array(name) else { return nil }
        var texts: [String] = []
        for value in values {
            guard let text = value.string else { throw wrong(name, value, wanted: "an array of strings") }
            texts.append(text)
        }
        return texts
    }

    /// One of a closed list of words.
    public mutating func choice<T: RawRepresentable & CaseIterable>(
        _ name: String, _ type: T.Type = T.self
    ) throws(Problem) -> T? where T.RawValue == String {
        guard let text = try string(name) else { return nil }
        guard let value = T(rawValue: text) else {
            let words = T.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw Problem(.badRequest, "`\(name)` is \"\(text)\"; it must be one of \(words)", field: name)
        }
        return value
    }

    /// Refuses the keys that nobody took.
    func finish(_ operation: Operation) throws(Problem) {
        guard let stray = members.first(where: { !known.contains($0.name) }) else { return }
        let names = known.subtracting(["id", "op"]).sorted()
        let list = names.isEmpty ? "it takes none" : "it takes " + names.joined(separator: ", ")
        throw Problem(
            .badRequest, "`\(operation.rawValue)` has no key `\(stray.name)`; \(list)", field: stray.name)
    }
}
