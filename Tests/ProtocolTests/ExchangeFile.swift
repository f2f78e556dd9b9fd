// Owns: a file of exchanges: what a line of it is. Exchanges/README.md says it for everyone else.

import ServiceSupport
import TestSupport
import Wire

/// One file of `Exchanges/`.
struct ExchangeFile: Sendable {
    /// A request and its answer.
    struct Exchange: Sendable {
        /// What it shows; empty for one that goes with the one before.
        var about: String
        /// An object, or a string for a line that is no request.
        var request: JSONValue
        /// Masked; `nil` where nothing has been recorded yet.
        var answer: JSONValue?
    }

    /// What the service must be like.
    struct Service: Sendable {
        /// Whether it holds the records of `records.ndjson`.
        var hasRecords = true
        var isReadOnly = false
        /// By the names that `hello` tells.
        var limits: [String: Int] = [:]
    }

    struct Malformed: Error { let line: String }

    /// Without its ending.
    var name: String
    var about: String
    var service = Service()
    var exchanges: [Exchange] = []
    private var head: JSONValue

    private static let here: String = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        .joined(separator: "/")
    static let folder = here + "/Exchanges"

    /// All files, by name.
    static let names: [String] = TemporaryFolder.names(in: folder).filter { $0.hasSuffix(".ndjson") }
        .map { String($0.dropLast(7)) }

    /// The records that a service holds, by team.
    static func records() throws -> [String: [JSONValue]] {
        var records: [String: [JSONValue]] = [:]
        for line in try lines(here + "/records.ndjson") {
            let record = try JSONValue(parsing: line)
            guard let team = record.at("team").string else { throw Malformed(line: line) }
            records[team, default: []].append(record)
        }
        return records
    }

    private static func lines(_ path: String) throws -> [String] {
        String(decoding: try TemporaryFolder.read(path: path), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    var path: String { Self.folder + "/" + name + ".ndjson" }

    init(_ name: String) throws {
        self.name = name
        let lines = try Self.lines(Self.folder + "/" + name + ".ndjson")
        head = try JSONValue(parsing: lines.first ?? "")
        guard let about = head.at("about").string else { throw Malformed(line: lines.first ?? "") }
        self.about = about
        service.hasRecords = head.at("service", "records").bool ?? true
        service.isReadOnly = head.at("service", "read_only").bool ?? false
        for limit in head.at("service", "limits").members ?? [] { service.limits[limit.name] = limit.value.int }
        for line in lines.dropFirst() {
            let value = try JSONValue(parsing: line)
            guard let request = value["request"] else { throw Malformed(line: line) }
            exchanges.append(
                Exchange(about: value.at("about").string ?? "", request: request, answer: value["answer"]))
        }
    }

    /// The file's text.
    var text: String {
        var lines = [head.text]
        for exchange in exchanges {
            var members: [JSONValue.Member] = []
            if !exchange.about.isEmpty { members.append(.init("about", .string(exchange.about))) }
            members.append(.init("request", exchange.request))
            if let answer = exchange.answer { members.append(.init("answer", answer)) }
            lines.append(JSONValue.object(members).text)
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

extension ExchangeFile.Exchange {
    /// The request as it is sent, with the cursor of the answer before in its place.
    func line(cursor: String?) -> String {
        if let line = request.string { return line }
        guard let cursor, let members = request.members else { return request.text }
        return JSONValue.object(
            members.map {
                $0.name == "cursor" && $0.value == .string("<cursor>") ? .init("cursor", .string(cursor)) : $0
            }
        ).text
    }
}
