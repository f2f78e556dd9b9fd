// Owns: a life of an index, scripted or drawn, on a disk that fails, and what must hold after each failure.

import Glibc
import Schema
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Engine

/// Writes, flushes, merges and reopens, and knows what was acknowledged.
final class FaultyLife {
    enum Step {
        case put([Document])
        case flush, merge, reopen
    }

    /// A step of each kind in each state of the index: versions out of order, deletions before and after their records,
    /// records in memory, in one file, in several, dead in a file.
    static let script: [Step] = [
        .put([document("a", 1), document("b", 1), document("c", 1)]),
        .put([document("a", 3), document("a", 2), document("b", 2, isDeleted: true)]),
        .flush,
        .put([document("b", 1), document("d", 5), document("c", 2)]),
        .put([document("d", 6, isDeleted: true), document("e", 1)]),
        .reopen,
        .put([document("f", 1)]),
        .flush,
        .put([document("e", 4), document("d", 2), document("g", 1)]),
        .merge,
        .put([document("a", 9, isDeleted: true), document("h", 1)]),
        .reopen,
        .put([document("h", 2), document("b", 7)]),
    ]

    /// Steps drawn by a seed, of a few records with few versions.
    static func script(_ random: inout SeededRandom) -> [Step] {
        (0..<Int.random(in: 5...16, using: &random)).map { _ in
            switch Int.random(in: 0..<10, using: &random) {
            case 0: .flush
            case 1: .merge
            case 2: .reopen
            default:
                .put(
                    (0..<Int.random(in: 1...4, using: &random)).map { _ in
                        document(
                            ["a", "b", "c", "d", "e", "f"][Int.random(in: 0..<6, using: &random)],
                            UInt64.random(in: 1...9, using: &random),
                            isDeleted: Int.random(in: 0..<5, using: &random) == 0)
                    })
            }
        }
    }

    let directory: FaultyDirectory
    /// What was acknowledged.
    private(set) var model = VersionModel()
    /// That and the batch that failed, which a crash may leave whole: it was never taken back.
    private(set) var inFlight: VersionModel?
    /// What may be as well, where the two cannot be told apart yet: a deletion of what was not there, read back or not.
    private var other: VersionModel?
    private var index: NativeBackend?
    /// Whether a record that failed was read back when the index was opened again.
    private var hasReadBack = false
    /// Where the identities of the indexes come from that this life makes: the same in another life, and each another.
    private let chance = Chance()
    private let what: String
    private let script: [Step]

    /// - Parameter what: the case at hand, for messages.
    init(_ directory: FaultyDirectory, _ what: String, script: [Step] = script) {
        self.directory = directory
        self.what = what
        self.script = script
    }

    static func options() -> IndexOptions {
        var options = IndexOptions(now: { AgreementTests.now })
        options.maintenance = .inline
        options.memorySegments = 2
        options.mergeBytesPerSecond = 0
        options.retryDelay = .zero
        return options
    }

    static func document(_ id: String, _ version: UInt64, isDeleted: Bool = false) -> Document {
        var document = Document(
            key: DocumentKey(team: "team", kind: .message, id: id), version: version, date: AgreementTests.now,
            thread: "thread-\(id)")
        document.isDeleted = isDeleted
        if !isDeleted { document.values = [Document.Value(.field(.subject), .text("word \(id) of \(version)"))] }
        document.record = Record([
            Record.Property("id", .string(id)), Record.Property("version", .unsigned(version)),
        ]).encoded()
        return document
    }

    private final class Chance: Sendable {
        private let random = Mutex(SeededRandom(seed: 7))

        func next() -> UInt64 { random.withLock { $0.next() } }
    }

    // MARK: Running

    /// Does the whole script. Where the fault strikes, the disk as crashes of several kinds would leave it is checked, and
    /// the life goes on.
    ///
    /// - Parameter reopensAtOnce: whether the process ends after the fault, without a crash of the machine: the next one
    ///   sees what was renamed and written though it is not durable. Otherwise it goes on in the same process.
    func run(_ losses: [CrashLoss], reopensAtOnce: Bool = false) throws {
        for (place, step) in script.enumerated() {
            let fired = directory.firedCount
            perform(step, "step \(place)")
            guard directory.firedCount > fired else {
                if hasReadBack { try check(directory.image(.unsynced), "\(what), step \(place), read back") }
                continue
            }
            for loss in losses { try check(directory.image(loss), "\(what), step \(place), crash \(loss)") }
            if reopensAtOnce {
                directory.disarm()
                try endProcess("step \(place), the next process")
                continue
            }
            // Whatever still fails fails once more, and then no longer.
            perform(.put([Self.document("late", 1)]), "step \(place), once more")
            directory.disarm()
        }
        perform(.put([Self.document("end", 1)]), "the end")
        perform(.reopen, "closing")
        inFlight = nil
        try check(directory.crash(.unsynced), "\(what), at the end")
    }

    /// Ends the process without a word and opens the folder as its successor does; then the power goes.
    private func endProcess(_ place: String) throws {
        index = nil
        _ = try open()
        for seed in 0..<4 as Range<UInt64> {
            try check(directory.image(.random(seed: seed)), "\(what), \(place), crash \(seed)")
        }
        try check(directory.image(.unsynced), "\(what), \(place)")
    }

    /// Does the script up to where the power goes.
    func runUntilPowerGoes() -> Bool {
        for (place, step) in script.enumerated() {
            perform(step, "step \(place)")
            if directory.firedCount > 0 { return false }
        }
        return true
    }

    private func perform(_ step: Step, _ place: String) {
        let fired = directory.firedCount
        do {
            let index = try open()
            switch step {
            case .put(let batch): try put(batch, index, place)
            case .flush: _ = try index.flush()
            case .merge: _ = try index.merge()
            case .reopen: try close(index)
            }
        } catch {
            #expect(directory.firedCount > fired, "\(what), \(place): \(error), though the disk works")
            #expect(Self.isOfTheDisk(error), "\(what), \(place): \(error)")
        }
        guard let index else { return }
        #expect(throws: Never.self, "\(what), \(place)") {
            if let other, try model.difference(from: index) != nil { (model, self.other) = (other, nil) }
            let difference = try model.difference(from: index)
            #expect(difference == nil, "\(what), \(place)")
        }
    }

    private func put(_ batch: [Document], _ index: NativeBackend, _ place: String) throws {
        do {
            let applied = try index.apply(batch).applied
            let others = other?.apply(batch)
            var expected = model.apply(batch)
            if let others, let other, applied != expected { (model, self.other, expected) = (other, nil, others) }
            #expect(applied == expected, "\(what), \(place)")
            inFlight = nil
        } catch {
            inFlight = inFlight ?? model.applying(batch)
            #expect(index.status.isReadOnly && !index.status.reasons.isEmpty, "\(what), \(place): \(index.status)")
            switch error {
            case .readOnly, .storageFull: break
            default: Issue.record("\(what), \(place): \(error)")
            }
            throw error
        }
    }

    private func open() throws -> NativeBackend {
        if let index { return index }
        var options = Self.options()
        options.random = { [chance] in chance.next() }
        let opened = try NativeBackend(directory, options: options, create: true)
        if let inFlight, try model.difference(from: opened) != nil {
            // The record that failed was read back: from now on it is there for good, or `perform` finds it missing.
            (model, other) = (inFlight, nil)
            hasReadBack = true
        } else if let inFlight, try inFlight.difference(from: opened) == nil {
            (other, hasReadBack) = (inFlight, true)
        }
        inFlight = nil
        index = opened
        return opened
    }

    private func close(_ index: NativeBackend) throws {
        self.index = nil
        try index.close()
    }

    private static func isOfTheDisk(_ error: any Error) -> Bool {
        switch error {
        case EngineError.storage(.io), EngineError.readOnly, EngineError.storageFull: true
        default: false
        }
    }

    // MARK: Checking

    /// Opens what a crash left: it holds what was acknowledged and perhaps the batch that was under way, takes writes,
    /// and leaves no file behind.
    func check(_ found: FaultyDirectory, _ what: String) throws {
        let index = try NativeBackend(found, options: Self.options(), create: true)
        var possible = try [model, inFlight, other].compactMap { $0 }.filter { try $0.difference(from: index) == nil }
        let difference = possible.isEmpty ? try model.difference(from: index) : nil
        #expect(difference == nil, "\(what)")
        let more = [Self.document("more", 1), Self.document("a", 20)]
        let applied = try index.apply(more).applied
        possible = possible.indices.filter { possible[$0].apply(more) == applied }.map { possible[$0] }
        let expected = try #require(possible.first, "\(what)")
        _ = try index.flush()
        #expect(try expected.difference(from: index) == nil, "\(what), after flushing")
        try index.close()
        try Self.checkFiles(found, what)
    }

    /// The index is whole, and there is no file that it does not need.
    static func checkFiles(_ found: FaultyDirectory, _ what: String) throws {
        let report = try IndexChecker(found).check()
        #expect(report.findings.isEmpty, "\(what): \(report.findings)")
        let (_, manifest) = try IndexFiles.open(found)
        let files = Set(found.contents.keys)
        let logs = files.filter { $0.hasPrefix("log-") }
        let leaked = files.subtracting(manifest.files).subtracting(logs).subtracting([Manifest.fileName, "lock"])
        #expect(leaked.isEmpty && logs.count <= 1, "\(what): left over are \(leaked) and \(logs)")
        #expect(found.openFiles.allSatisfy { $0.hasPrefix("log-") }, "\(what): open are \(found.openFiles)")
    }
}
