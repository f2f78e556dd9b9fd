// Owns: the generated parts of the protocol's reference pages: tables of keys and codes, and recorded exchanges.
//
//   page  = prose { part prose }          part = "<!-- generated: " NAME " -->" LINES "<!-- end -->"
//
// The prose is written by hand, in the pages themselves; between the marks stands what NAME says.

import ServiceSupport
import TestSupport
import Wire

/// A page of Sources/Wire/Wire.docc.
struct ReferencePage {
    struct Malformed: Error { let reason: String }

    private static let top = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")
    static let folder = top + "/Sources/Wire/Wire.docc"
    /// All pages, by file name.
    static let names = TemporaryFolder.names(in: folder).filter { $0.hasSuffix(".md") }

    private static let opening = "<!-- generated: "
    private static let closing = "<!-- end -->"

    let name: String
    let text: String
    /// What the page shows.
    private(set) var parts: [String] = []

    var path: String { Self.folder + "/" + name }

    init(_ name: String) throws {
        self.name = name
        text = String(decoding: try TemporaryFolder.read(path: Self.folder + "/" + name), as: UTF8.self)
        for line in text.split(separator: "\n") where line.hasPrefix(Self.opening) {
            parts.append(String(line.dropFirst(Self.opening.count).dropLast(4)))
        }
    }

    /// The page with its parts as they should be.
    func rendered() throws -> String {
        var lines: [String] = []
        var isInside = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix(Self.opening) {
                guard !isInside else { throw Malformed(reason: "\(name): a part within a part") }
                isInside = true
                lines += [line, "", try Self.part(String(line.dropFirst(Self.opening.count).dropLast(4))), ""]
            }
            if line == Self.closing {
                guard isInside else { throw Malformed(reason: "\(name): an end without a beginning") }
                isInside = false
            }
            if !isInside { lines.append(line) }
        }
        guard !isInside else { throw Malformed(reason: "\(name): a part without an end") }
        return lines.joined(separator: "\n")
    }

    private static func part(_ name: String) throws -> String {
        let words = name.split(separator: " ").map(String.init)
        switch (words.first, words.dropFirst().first) {
        case ("operations", nil): return operations
        case ("codes", nil): return codes
        case ("context", nil): return keys(QueryKeys.reference, isRequest: true)
        case ("request", let word?):
            guard let operation = Operation(rawValue: word) else { break }
            return keys(withoutContext(operation.requestKeys), isRequest: true)
        case ("answer", let word?):
            guard let operation = Operation(rawValue: word) else { break }
            return keys(operation.answerKeys, isRequest: false)
        case ("exchanges", let file?): return exchanges(try ExchangeFile(file))
        default: break
        }
        throw Malformed(reason: "there is no part \"\(name)\"")
    }

    // MARK: Parts

    private static var operations: String {
        let rows = Operation.allCases.map { "| <doc:Operation-\($0.rawValue)> | \($0.summary) |" }
        return (["| operation | what it does |", "|---|---|"] + rows).joined(separator: "\n")
    }

    private static var codes: String {
        let rows = Problem.Code.allCases.map { "| `\($0.rawValue)` | \($0.meaning) |" }
        return (["| code | when, and what to do |", "|---|---|"] + rows).joined(separator: "\n")
    }

    /// The query context has a table of its own.
    private static func withoutContext(_ keys: [KeyReference]) -> [KeyReference] {
        let context = Set(QueryKeys.reference.map(\.name))
        return keys.filter { !context.contains($0.name) }
    }

    private static func keys(_ keys: [KeyReference], isRequest: Bool) -> String {
        guard !keys.isEmpty else { return "None." }
        let head = isRequest ? "| key | type | default | meaning |" : "| key | type | left out when | meaning |"
        let rows = keys.map { key in
            let fallback = key.fallback ?? (isRequest ? "must be there" : "never")
            let isJSON = ["\"", "[", "{", "true", "false"].contains { fallback.hasPrefix($0) } || Int(fallback) != nil
            let shown = isRequest && isJSON ? "`\(fallback)`" : fallback
            return "| `\(key.name)` | \(key.kind.rawValue) | \(shown) | \(key.meaning) |"
        }
        return ([head, "|---|---|---|---|"] + rows).joined(separator: "\n")
    }

    private static func exchanges(_ file: ExchangeFile) -> String {
        file.exchanges.map { exchange in
            let request = exchange.request.string ?? PrettyJSON.text(exchange.request, offset: 2)
            let answer = PrettyJSON.text(exchange.answer ?? .null, offset: 2)
            let block = "```\n→ \(request)\n← \(answer)\n```"
            return exchange.about.isEmpty ? block : exchange.about + "\n\n" + block
        }.joined(separator: "\n\n")
    }
}
