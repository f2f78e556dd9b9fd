// Owns: an index to damage: its files, what it answers whole, and ways to damage a file.

import Schema
import Storage
import TestSupport

@testable import Engine

/// The kinds of file of an index.
enum FileKind: String, CaseIterable, Sendable {
    case manifest, segment, live, log

    func includes(_ name: String) -> Bool { name == rawValue || name.hasPrefix(rawValue + "-") }
}

/// An index with segments that have deletions, and records that only the log has.
struct DamagedIndex {
    /// What is asked, and how an index answers each: a text, or the error.
    typealias Answers = [Result<String, EngineError>]

    let files: [String: [UInt8]]
    /// The same folder a generation earlier.
    let older: [String: [UInt8]]
    /// The files of another index of the same life.
    let foreign: [String: [UInt8]]
    /// Where each record begins in the log, and where the last one ends.
    let records: [Int]
    /// What the index answers when only the first n of them are there.
    let answers: [[String]]
    private let clauses: [Clause]

    /// The last log file: the one with the records.
    let log: String

    init(seed: UInt64) throws {
        var builder = DocumentBuilder(seed: seed)
        let batches = (0..<8).map { _ in (0..<12).map { _ in builder.document(keys: 40) } }
        clauses = [.all] + (0..<9).map { _ in builder.clause() }
        let directory = FaultyDirectory()
        let index = try NativeBackend(directory, options: Self.options(), create: true)
        var older: [String: [UInt8]] = [:]
        for batch in batches.prefix(4) {
            _ = try index.apply(batch)
            older = directory.contents
            _ = try index.flush()
        }
        self.older = older
        let log = directory.contents.keys.filter { FileKind.log.includes($0) }.max() ?? ""
        var stages = [directory.contents[log] ?? []]
        for batch in batches.dropFirst(4) {
            _ = try index.apply(batch)
            stages.append(directory.contents[log] ?? [])
        }
        self.log = log
        files = directory.contents
        records =
            zip(stages, stages.dropFirst()).map { Self.firstDifference($0, $1) }
            + [(stages.last ?? []).lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0]
        let (files, clauses) = (files, clauses)
        answers = try stages.map { stage in
            let found = FaultyDirectory(files: files.merging([log: stage]) { $1 })
            return try Self.ask(clauses, NativeBackend(found, options: Self.options(), readOnly: true)).map {
                try $0.get()
            }
        }
        let other = FaultyDirectory()
        let another = try NativeBackend(other, options: Self.options(), create: true)
        for batch in batches.prefix(4) {
            _ = try another.apply(batch)
            _ = try another.flush()
        }
        foreign = other.contents
    }

    /// No merges: every flush leaves a segment.
    static func options() -> IndexOptions {
        var options = FaultyLife.options()
        options.memorySegments = 100
        return options
    }

    private static func firstDifference(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var place = 0
        while place < a.count, place < b.count, a[place] == b[place] { place += 1 }
        return place
    }

    func ask(_ index: NativeBackend) -> Answers { Self.ask(clauses, index) }

    private static func ask(_ clauses: [Clause], _ index: NativeBackend) -> Answers {
        var answers: Answers = []
        func answer(_ body: () throws(EngineError) -> String) {
            do throws(EngineError) { answers.append(.success(try body())) } catch { answers.append(.failure(error)) }
        }
        for team in DocumentBuilder.teams {
            for clause in clauses {
                let request = SearchRequest(
                    team: team, clause: clause, limit: 100, wantsMessages: true, count: .exact,
                    now: AgreementTests.now)
                answer { () throws(EngineError) in
                    let results = try index.search(request)
                    return "\(results.messages.map { "\($0.id) \($0.score)" }) \(results.threads.map(\.id)) "
                        + "\(results.boxes.map(\.id)) \(results.totals.items)"
                }
            }
            for (kind, letter) in [(DocumentKind.message, "m"), (.box, "b"), (.entry, "e")] {
                for number in 0..<40 {
                    answer { () throws(EngineError) in
                        let key = DocumentKey(team: team, kind: kind, id: "\(letter)-\(number)")
                        return try index.get(key).map { "\($0.version) \($0.record.encoded())" } ?? "none"
                    }
                }
            }
        }
        return answers
    }

    // MARK: Damage

    /// One damaged folder.
    struct Case {
        var what: String
        /// The file that is damaged; with a swap, both. Empty where the damage shows in other files: a manifest that is
        /// whole but names what is not there.
        var names: [String]
        var files: [String: [UInt8]]
        /// The bytes that differ; of a file that is missing or another's, all.
        var range: Range<Int>
    }

    /// Every way of damage to files of a kind. Cases that change nothing are left out.
    func cases(_ kind: FileKind, seed: UInt64) -> [Case] {
        var random = SeededRandom(seed: seed)
        let names = files.keys.filter { kind.includes($0) }.sorted()
        var cases: [Case] = []
        for round in 0..<28 {
            let name = names[round % names.count]
            let bytes = files[name] ?? []
            for change in Self.changes { add(change, name, bytes, round, &random, &cases) }
        }
        for name in names {
            cases.append(replaced("missing", name, nil))
            if let bytes = older[name], bytes != files[name], kind != .log {
                cases.append(replaced("of an older generation", name, bytes))
            }
            if let bytes = foreign[name], kind != .log { cases.append(replaced("of another index", name, bytes)) }
            if kind == .manifest { for index in cases.indices.suffix(2) { cases[index].names = [] } }
            cases.append(replaced("empty", name, []))
        }
        for first in names {
            for second in names where first < second {
                var swapped = replaced("swapped with \(second)", first, files[second])
                swapped.files[second] = files[first]
                swapped.names.append(second)
                cases.append(swapped)
            }
        }
        return cases
    }

    private func replaced(_ what: String, _ name: String, _ bytes: [UInt8]?) -> Case {
        var damaged = files
        damaged[name] = bytes
        return Case(what: "\(name) \(what)", names: [name], files: damaged, range: 0..<(files[name] ?? []).count)
    }

    private typealias Change = @Sendable (inout [UInt8], Int, inout SeededRandom) -> String

    private static let changes: [Change] = [
        { bytes, round, random in
            // Header, footer and anywhere in turn.
            let range = [0..<min(64, bytes.count), max(0, bytes.count - 40)..<bytes.count, 0..<bytes.count][round % 3]
            let at = Int.random(in: range, using: &random)
            bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            return "bit flipped in byte \(at)"
        },
        { bytes, _, random in
            let at = Int.random(in: 0..<bytes.count, using: &random) / 4_096 * 4_096
            for index in at..<min(bytes.count, at + 4_096) { bytes[index] = 0 }
            return "zeroed from byte \(at)"
        },
        { bytes, _, random in
            bytes.removeLast(bytes.count - Int.random(in: 0..<bytes.count, using: &random))
            return "cut at \(bytes.count)"
        },
        { bytes, _, random in
            let count = Int.random(in: 1...500, using: &random)
            bytes += (0..<count).map { _ in UInt8.random(in: 1...255, using: &random) }
            return "with \(count) bytes of garbage"
        },
    ]

    private func add(
        _ change: Change, _ name: String, _ bytes: [UInt8], _ round: Int, _ random: inout SeededRandom,
        _ cases: inout [Case]
    ) {
        var damaged = bytes
        let what = change(&damaged, round, &random)
        guard damaged != bytes else { return }
        let common = min(damaged.count, bytes.count)
        let first = Self.firstDifference(damaged, bytes)
        var last = max(damaged.count, bytes.count)
        if last == common { while damaged[last - 1] == bytes[last - 1] { last -= 1 } }
        var files = files
        files[name] = damaged
        cases.append(Case(what: "\(name) \(what)", names: [name], files: files, range: first..<last))
    }
}
