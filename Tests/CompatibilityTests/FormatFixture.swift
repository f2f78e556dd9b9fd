// Owns: an index of one format version as it is kept: its files, the records it holds, what searches of it find.

import Schema
import Storage
import TestSupport
import Testing
import Wire

/// A folder `Indexes/format-N`.
struct FormatFixture: Sendable, CustomTestStringConvertible {
    /// A record that was put, and what became of it.
    struct ExpectedRecord: Sendable {
        var key: DocumentKey
        /// `nil`: it was deleted.
        var version: UInt64?
    }

    /// A query, and the ids it finds, sorted.
    struct ExpectedAnswer: Sendable, Equatable {
        var team: String
        var query: String
        var messages: [String]
        var threads: [String]
        var boxes: [String]
    }

    static let folder = RepositoryFile.path("Tests/CompatibilityTests/Indexes")
    private static let prefix = "format-"

    /// Those that are kept, oldest first.
    static let kept: [FormatFixture] = TemporaryFolder.names(in: folder)
        .filter { $0.hasPrefix(prefix) }.compactMap { UInt16($0.dropFirst(prefix.count)) }.sorted().map {
            FormatFixture(version: $0)
        }

    /// Those that this version reads.
    static let readable = kept.filter { $0.version >= SectionFileFormat.oldestVersion }

    let version: UInt16

    private var path: String { Self.folder + "/" + Self.prefix + String(version) }

    var testDescription: String { "format \(version)" }

    /// The index's files by name.
    func files() throws -> [String: [UInt8]] {
        let names = TemporaryFolder.names(in: path + "/index")
        return try Dictionary(
            uniqueKeysWithValues: names.map { ($0, try TemporaryFolder.read(path: path + "/index/" + $0)) })
    }

    private func lines(_ name: String) throws -> [JSONValue] {
        try String(decoding: TemporaryFolder.read(path: path + "/" + name), as: UTF8.self)
            .split(separator: "\n").map { line in try JSONValue(parsing: String(line)) }
    }

    func records() throws -> [ExpectedRecord] {
        try lines("records.ndjson").map { line in
            let kind = DocumentKind.allCases.first { $0.name == line["kind"]?.string }
            return ExpectedRecord(
                key: DocumentKey(
                    team: line["team"]?.string ?? "", kind: kind ?? .message, id: line["id"]?.string ?? ""),
                version: line["version"]?.uint64)
        }
    }

    func answers() throws -> [ExpectedAnswer] {
        func ids(_ value: JSONValue?) -> [String] { value?.array?.compactMap(\.string) ?? [] }
        return try lines("answers.ndjson").map { line in
            ExpectedAnswer(
                team: line["team"]?.string ?? "", query: line["q"]?.string ?? "", messages: ids(line["messages"]),
                threads: ids(line["threads"]), boxes: ids(line["boxes"]))
        }
    }

    // MARK: Keeping

    /// Keeps what is given as the format's fixture, which must not be there yet.
    func keep(files: [String: [UInt8]], records: [ExpectedRecord], answers: [ExpectedAnswer]) throws {
        for (name, bytes) in files { try write("index/" + name, bytes) }
        try write("records.ndjson", records.map(\.line))
        try write("answers.ndjson", answers.map(\.line))
    }

    private func write(_ name: String, _ bytes: [UInt8]) throws {
        let folder = Self.prefix + String(version) + "/"
        try TemporaryFolder.write(bytes, to: folder + name, in: Self.folder)
    }

    private func write(_ name: String, _ lines: [JSONValue]) throws {
        try write(name, Array(lines.map { $0.text + "\n" }.joined().utf8))
    }
}

extension FormatFixture.ExpectedRecord {
    fileprivate var line: JSONValue {
        var members = [
            JSONValue.Member("team", .string(key.team)), .init("kind", .string(key.kind.name)),
            .init("id", .string(key.id)),
        ]
        if let version { members.append(.init("version", .unsigned(version))) }
        return .object(members)
    }
}

extension FormatFixture.ExpectedAnswer {
    fileprivate var line: JSONValue {
        func list(_ ids: [String]) -> JSONValue { .array(ids.map { .string($0) }) }
        return .object([
            .init("team", .string(team)), .init("q", .string(query)), .init("messages", list(messages)),
            .init("threads", list(threads)), .init("boxes", list(boxes)),
        ])
    }
}

extension JSONValue {
    /// It as a line of JSON, without the line's end.
    var text: String {
        var writer = JSONWriter(reserving: 1_024)
        writer.value(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
