// Properties:
// 1. A plan of memory segments takes none while there are no more than the limit, otherwise the smallest, at least two; after
//    it there are no more than before it, and repeated it ends within the limit.
// 2. With it, and the limit an index has where none is said, a byte is copied at most about once for each doubling of what
//    has been written.
// 3. After every acknowledged write there are at most as many small memory segments as the limit says, and of large ones
//    where nothing else is under way half as many, in the background too.
// 4. So it is while a flush cannot go on; and what is written meanwhile is found then, after the flush, and after a restart.
// 5. The log is replayed to the same segments with any number of threads.

import Dispatch
import Schema
import Storage
import TestSupport
import Testing

@testable import Engine

@Suite struct CompactionTests {
    // MARK: The plan

    @Test(arguments: UInt64(0)..<40)
    func planTakesTheSmallest(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let limit = Int.random(in: 1...9, using: &random)
        var sizes = (0..<Int.random(in: 0...40, using: &random)).map { _ in Int.random(in: 1...100_000, using: &random)
        }
        while true {
            let chosen = MemoryMergePlan.next(sizes, limit: limit)
            guard sizes.count > limit else {
                #expect(chosen.isEmpty, "seed \(seed)")
                return
            }
            let rest = sizes.indices.filter { !chosen.contains($0) }.map { sizes[$0] }
            #expect(chosen.count >= 2 && Set(chosen).count == chosen.count, "seed \(seed)")
            #expect(rest.allSatisfy { $0 >= chosen.map { sizes[$0] }.max() ?? 0 }, "seed \(seed)")
            sizes = rest + [chosen.reduce(0) { $0 + sizes[$1] }]
        }
    }

    @Test func planCopiesAByteOnceADoubling() {
        let limit = IndexOptions(now: { AgreementTests.now }).memorySegments
        var sizes: [Int] = []
        var copied = 0
        let count = 4_096
        for _ in 0..<count {
            sizes.append(1)
            let chosen = MemoryMergePlan.next(sizes, limit: limit)
            guard !chosen.isEmpty else { continue }
            let bytes = chosen.reduce(0) { $0 + sizes[$1] }
            copied += bytes
            sizes = sizes.indices.filter { !chosen.contains($0) }.map { sizes[$0] } + [bytes]
        }
        #expect(copied <= count * 13)
    }

    // MARK: The index

    private static func options(_ maintenance: IndexOptions.Maintenance) -> IndexOptions {
        var options = IndexOptions(now: { AgreementTests.now })
        options.maintenance = maintenance
        options.memorySegments = 4
        options.smallSegmentBytes = 20_000
        options.mergeBytesPerSecond = 0
        return options
    }

    private static func memorySegments(_ index: NativeBackend) throws -> (small: Int, large: Int) {
        let sizes = try index.snapshot(nil).segments.filter(\.reader.isInMemory).map(\.reader.byteCount)
        let small = sizes.count { $0 <= options(.inline).smallSegmentBytes }
        return (small, sizes.count - small)
    }

    private static func document(_ number: Int) -> Document {
        var document = Document(key: DocumentKey(team: "t", kind: .message, id: "m\(number)"))
        document.version = 1
        document.values = [Document.Value(.field(.body), .text("letter number\(number) of many, with some more words"))]
        document.record = Record([Record.Property("id", .string("m\(number)"))]).encoded()
        return document
    }

    private static func found(_ index: NativeBackend) throws -> Int {
        try index.search(
            SearchRequest(
                team: "t", clause: .all, sort: .newest, limit: 1, wantsBoxes: false, wantsThreads: false,
                wantsMessages: true,
                wantsHighlights: false, now: AgreementTests.now)
        ).totals.items
    }

    @Test(arguments: [IndexOptions.Maintenance.inline, .background])
    func memorySegmentsStayFew(maintenance: IndexOptions.Maintenance) throws {
        let index = try NativeBackend(FaultyDirectory(), options: Self.options(maintenance), create: true)
        for number in 0..<400 {
            _ = try index.apply([Self.document(number)])
            let segments = try Self.memorySegments(index)
            #expect(segments.small <= 4, "after \(number)")
            if maintenance == .inline { #expect(segments.large <= 2, "after \(number)") }
        }
        #expect(try Self.found(index) == 400)
        try index.close()
    }

    @Test func memorySegmentsStayFewWhileAFlushWaits() throws {
        let disk = FaultyDirectory()
        let gate = GatedDirectory(disk)
        let index = try NativeBackend(gate, options: Self.options(.background), create: true)
        for number in 0..<20 { _ = try index.apply([Self.document(number)]) }
        let flushed = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            _ = try? index.flush()
            flushed.signal()
        }
        gate.waitUntilHeld()
        let held = try Self.memorySegments(index).small
        for number in 20..<300 {
            _ = try index.apply([Self.document(number)])
            #expect(try Self.memorySegments(index).small <= held + 4, "after \(number)")
        }
        #expect(try Self.found(index) == 300)
        gate.open()
        flushed.wait()
        #expect(try index.snapshot(nil).segments.contains { !$0.reader.isInMemory })
        #expect(try Self.found(index) == 300)
        try index.close()
        let reopened = try NativeBackend(disk, options: Self.options(.inline))
        #expect(try Self.found(reopened) == 300)
        try reopened.close()
    }

    @Test func replayIsTheSameWithAnyThreads() throws {
        let disk = FaultyDirectory()
        var options = Self.options(.inline)
        let index = try NativeBackend(disk, options: options, create: true)
        var builder = DocumentBuilder(seed: 5)
        for version in 1...3 {
            var batch: [Document] = []
            for _ in 0..<400 {
                var document = builder.document(keys: 2_000)
                document.version = UInt64(version)
                // Long enough that each thread gets a part.
                document.record += [UInt8](repeating: 32, count: 4_000)
                batch.append(document)
            }
            _ = try index.apply(batch)
        }
        let opened = try [1, 2, 3].map { threads in
            options.openingThreads = threads
            return try OpenedIndex(disk.image(.nothing), options, readOnly: true, create: false).writer.snapshot
        }
        for snapshot in opened {
            #expect(snapshot.segments.map(\.reader.byteCount) == opened[0].segments.map(\.reader.byteCount))
            for (view, first) in zip(snapshot.segments, opened[0].segments) {
                #expect(view.liveCount == first.liveCount)
                #expect((0..<view.reader.itemCount).allSatisfy { view.reader.key($0) == first.reader.key($0) })
            }
        }
        #expect(opened[0].segments.contains { $0.reader.itemCount > 500 })
        try index.close()
    }
}

/// A directory that holds whoever makes a segment file until it is opened.
private final class GatedDirectory: Directory {
    private let directory: any Directory
    private let reached = DispatchSemaphore(value: 0)
    private let gate = DispatchSemaphore(value: 0)

    init(_ directory: any Directory) { self.directory = directory }

    func waitUntilHeld() { reached.wait() }
    func open() { gate.signal() }

    func create(_ name: String) throws(StorageError) -> any WritableFile {
        if name.hasPrefix("segment-") {
            reached.signal()
            gate.wait()
            // Whoever comes later goes through.
            gate.signal()
        }
        return try directory.create(name)
    }

    var path: String { directory.path }
    func list() throws(StorageError) -> [String] { try directory.list() }
    func exists(_ name: String) throws(StorageError) -> Bool { try directory.exists(name) }
    func append(to name: String) throws(StorageError) -> any WritableFile { try directory.append(to: name) }
    func read(_ name: String) throws(StorageError) -> [UInt8] { try directory.read(name) }
    func map(_ name: String) throws(StorageError) -> MappedBytes { try directory.map(name) }
    func rename(_ name: String, to newName: String) throws(StorageError) { try directory.rename(name, to: newName) }
    func remove(_ name: String) throws(StorageError) { try directory.remove(name) }
    func link(_ name: String, into target: any Directory) throws(StorageError) {
        try directory.link(name, into: target)
    }
    func sync() throws(StorageError) { try directory.sync() }
    func lock() throws(StorageError) -> any DirectoryLock { try directory.lock() }
}
