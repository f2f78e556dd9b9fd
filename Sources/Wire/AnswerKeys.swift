// Owns: reading an answer's members on the client's side, with an error that names what is missing.

extension JSONValue {
    func need<T>(_ name: String, _ read: (JSONValue) -> T?) throws(Problem) -> T {
        guard let value = self[name].flatMap(read) else {
            throw Problem(.internal, "the service's answer lacks `\(name)` or has it of another type", field: name)
        }
        return value
    }

    func needString(_ name: String) throws(Problem) -> String { try need(name, \.string) }

    func needInt(_ name: String) throws(Problem) -> Int { try need(name, \.int) }

    func strings(_ name: String) -> [String] { self[name]?.array?.compactMap(\.string) ?? [] }

    /// Half-open spans written as pairs.
    func spans(_ name: String) -> [Range<Int>] { self[name]?.spans ?? [] }

    var spans: [Range<Int>] {
        (array ?? []).compactMap { pair in
            guard let ends = pair.array?.compactMap(\.int), ends.count == 2, ends[0] <= ends[1] else { return nil }
            return ends[0]..<ends[1]
        }
    }

    /// Reads every element of an array; an absent array is empty.
    func list<T>(_ name: String, _ read: (JSONValue) throws(Problem) -> T) throws(Problem) -> [T] {
        var result: [T] = []
        for value in self[name]?.array ?? [] { result.append(try read(value)) }
        return result
    }
}
