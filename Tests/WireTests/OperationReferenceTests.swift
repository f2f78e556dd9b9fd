// Properties, of the tables that the reference pages are made of:
// 1. The request keys that are described are those that an operation reads, and no others.
// 2. A key that has no default must be there; one that has may be left out.
// 3. A value of a kind that a key is not described to have is refused by that key's name, and values of its kind are
//    read.
// 4. The answer keys that are described are those that answers have, in their order.
// 5. Every description says something, on one line that fits a table.

import Testing

@testable import Wire

@Suite struct OperationReferenceTests {
    private func problem(_ operation: Operation, _ keys: [(String, String)]) -> Problem? {
        let members = [("op", "\"\(operation.rawValue)\"")] + keys
        let line = "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
        guard case .failure(let problem) = RequestLine(Array(line.utf8)).request else { return nil }
        return problem
    }

    /// A value that each key takes.
    private func value(_ key: KeyReference, of operation: Operation) -> String {
        switch (key.name, key.kind) {
        case ("scope", _): "\"box\""
        case ("offsets", _): "\"utf16\""
        case ("date_order", _): "\"dmy\""
        case ("count", _): "\"exact\""
        case ("sort", _): "\"newest\""
        case ("results", _): "[\"messages\"]"
        case ("facets", _), (_, .array), (_, .objects): "[]"
        case (_, .text): "\"a\""
        case (_, .texts): "[\"a\"]"
        case (_, .whole), (_, .identifier): "3"
        case (_, .number): "0.5"
        case (_, .flag): "true"
        case (_, .object): "{}"
        case (_, .sort): "\"newest\""
        }
    }

    /// What must be there, with values.
    private func required(_ operation: Operation) -> [(String, String)] {
        operation.requestKeys.filter { $0.fallback == nil || $0.name == "record" }
            .map { ($0.name, value($0, of: operation)) }
    }

    @Test(arguments: Operation.allCases) func requestKeysAreThoseThatAreRead(operation: Operation) {
        let found = problem(operation, required(operation) + [("surprise", "1")])
        let list = found?.message.split(separator: "it takes ").last ?? ""
        let read = list == "none" ? [] : list.split(separator: ", ").map(String.init)
        #expect(read == operation.requestKeys.map(\.name).sorted())
    }

    @Test(arguments: Operation.allCases) func defaultsSayWhatMayBeLeftOut(operation: Operation) {
        #expect(problem(operation, required(operation)) == nil)
        for key in operation.requestKeys where key.fallback == nil {
            let rest = required(operation).filter { $0.0 != key.name }
            #expect(problem(operation, rest)?.field == key.name, "\(key.name)")
        }
    }

    @Test(arguments: Operation.allCases) func kindsAreWhatIsRead(operation: Operation) {
        let samples: [(String, KeyReference.Kind)] = [
            ("\"a\"", .text), ("7", .whole), ("0.5", .number), ("true", .flag), ("{}", .object), ("[1]", .array),
            ("[\"a\"]", .texts),
        ]
        for key in operation.requestKeys {
            let rest = required(operation).filter { $0.0 != key.name }
            let own = problem(operation, rest + [(key.name, value(key, of: operation))])
            #expect(own == nil, "\(key.name): \(String(describing: own))")
            for (sample, kind) in samples where !takes(key.kind, kind) {
                #expect(problem(operation, rest + [(key.name, sample)])?.field == key.name, "\(key.name) as \(sample)")
            }
        }
    }

    /// Whether a key of a kind may take, or refuse for other reasons, a value of another.
    private func takes(_ key: KeyReference.Kind, _ value: KeyReference.Kind) -> Bool {
        switch (key, value) {
        case (.text, .text), (.whole, .whole), (.flag, .flag), (.object, .object), (.sort, .text), (.sort, .object),
            (.identifier, .text), (.identifier, .whole), (.texts, .texts), (.array, .array), (.array, .texts),
            (.number, .whole), (.number, .number), (.objects, .array):
            true
        default: false
        }
    }

    @Test(arguments: Operation.allCases) func answerKeysAreThoseThatAnswersHave(operation: Operation) throws {
        var generator = JSONGenerator(seed: 8)
        let described = operation.answerKeys
        var seen: Set<String> = []
        for _ in 0..<200 {
            let bytes = LineCodec.answer(.success(generator.answer(operation)), id: nil, microseconds: 0)
            let answer = try JSONValue(parsing: Array(bytes.dropLast()))
            let names = (answer.members ?? []).map(\.name).filter { $0 != "ok" && $0 != "took_us" }
            #expect(names == described.map(\.name).filter { names.contains($0) }, "in the order of the table")
            let always = described.filter { $0.fallback == nil }.map(\.name)
            #expect(Set(names).isSuperset(of: always))
            seen.formUnion(names)
        }
        #expect(seen == Set(described.map(\.name)))
    }

    @Test func descriptionsAreWhole() {
        let keys = Operation.allCases.flatMap { $0.requestKeys + $0.answerKeys }
        let texts =
            keys.flatMap { [$0.name, $0.meaning] + ($0.fallback.map { [$0] } ?? []) }
            + Problem.Code.allCases.map(\.meaning) + Operation.allCases.map(\.summary)
        for text in texts { #expect(!text.isEmpty && !text.contains("\n") && !text.contains("|")) }
    }
}
