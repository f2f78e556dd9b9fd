// Properties:
// 1. A load answers as an index that the same documents were put into, merged or not, however its documents are spread
//    over threads and segments, and of whichever versions, deletions too; its files are whole.
// 2. What a load writes does not depend on how many threads write it, to the byte.
// 3. After its merges no merge is owed, nothing superseded is left, and the segments are few.
// 4. Given up while it writes or merges, it leaves the index that was there, and no files.
// 5. Of what the index that was there has in a higher version than the load nothing is lost, deletions and what is only in
//    its log included; what the load has not is gone, but for remembered deletions. So whatever the order in which
//    versions come, the highest stays.
// 6. Merges at a load's end take each segment at most once, leave few, none much larger than another, and no merge owed.

import Schema
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Engine

@Suite struct BulkLoadTests {
    private static func options(threads: Int) -> BulkLoad.Options {
        var options = BulkLoad.Options(AgreementTests.options())
        options.threads = threads
        return options
    }

    private static func documents(seed: UInt64, _ count: Int) -> [Document] {
        var builder = DocumentBuilder(seed: seed)
        return (0..<count).map { number in
            var document = builder.document()
            // No two writes of one version differ, so that their order does not count.
            document.version = UInt64(number / 7 + 1)
            return document
        }
    }

    /// Loads documents in so many segments.
    private static func load(
        _ documents: [Document], into folder: TemporaryFolder, segments: Int, threads: Int, merges: Bool
    ) throws -> BulkLoad.Summary {
        let load = try BulkLoad(FileDirectory(folder.path), options: options(threads: threads))
        for part in 0..<segments {
            let next = Atomic<Int>(part * documents.count / segments)
            let end = (part + 1) * documents.count / segments
            try load.fill { worker in
                while true {
                    let place = next.add(1, ordering: .relaxed).oldValue
                    guard place < end else { return }
                    worker.add(documents[place], arrival: UInt64(place))
                }
            }
            try load.flush()
        }
        if merges { try load.merge() }
        return try load.commit()
    }

    private static func answers(_ index: NativeBackend, seed: UInt64) throws -> [[String]] {
        var builder = DocumentBuilder(seed: seed)
        return try (0..<40).map { _ in
            var request = SearchRequest(
                team: "team-a", clause: builder.clause(), limit: 1_000, wantsMessages: true, wantsHighlights: false,
                count: .exact, now: AgreementTests.now)
            request.wantsSuggestion = false
            let results = try index.search(request)
            return results.messages.map { "\($0.kind) \($0.id) \($0.score)" } + ["\(results.totals)"]
        }
    }

    /// Makes a record that is kept a document again. It says what it is a document of by its key alone.
    private static func known(_ documents: [Document]) -> (Record, String) throws -> Document {
        let byRecord = Dictionary(documents.map { ($0.record, $0) }) { _, last in last }
        return { record, _ in try #require(byRecord[record.encoded()]) }
    }

    @Test(arguments: 0..<16 as Range<UInt64>) func whatIsNewerOutlivesALoad(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var builder = DocumentBuilder(seed: seed)
        // Every document of a key is another record: its version says when it was made.
        let documents = (0..<200).map { number in
            var document = builder.document(keys: 60)
            document.version = UInt64(number + 1)
            document.record =
                Record([
                    Record.Property("id", .string(document.key.id)), Record.Property("made", .integer(Int64(number))),
                ]).encoded()
            return document
        }.shuffled(using: &random)
        let (before, loaded) = (documents[..<120], documents[120...])
        let folder = try TemporaryFolder()
        let index = try NativeBackend(FileDirectory(folder.path), options: AgreementTests.options(), create: true)
        for (place, document) in before.enumerated() {
            _ = try index.apply([document])
            if place % 25 == 24, seed % 4 != 0 { _ = try index.flush() }
        }
        let live = try Self.versions(index)
        // What is in the log only stays there: the index is not closed.
        let copy = try TemporaryFolder()
        _ = try IndexBackup(of: FileDirectory(folder.path), to: FileDirectory(copy.path)).run()
        let load = try BulkLoad(FileDirectory(copy.path), options: Self.options(threads: 2))
        for part in 0..<2 {
            let half = part == 0 ? loaded.prefix(40) : loaded.dropFirst(40)
            let next = Atomic(half.startIndex)
            try load.fill { worker in
                while case let place = next.add(1, ordering: .relaxed).oldValue, place < half.endIndex {
                    worker.add(half[place], arrival: UInt64(place))
                }
            }
            try load.flush()
        }
        try load.takeOverNewer(Self.known(documents))
        try load.merge()
        let summary = try load.commit()
        let rebuilt = try NativeBackend(FileDirectory(copy.path), options: AgreementTests.options())
        let keys = Set(loaded.map(\.key))
        var expected: [DocumentKey: UInt64] = [:]
        for key in keys {
            guard let newest = documents.filter({ $0.key == key }).max(by: { $0.version < $1.version }) else {
                continue
            }
            if !newest.isDeleted { expected[key] = newest.version }
        }
        #expect(try Self.versions(rebuilt) == expected, "seed \(seed)")
        #expect(summary.dropped == live.keys.count { !keys.contains($0) }, "seed \(seed)")
        #expect(summary.unreadable == nil)
        // Deletions are remembered: what is older comes too late.
        for document in documents where !document.isDeleted {
            let newest = documents.filter { $0.key == document.key }.max { $0.version < $1.version }
            if newest?.isDeleted ?? false { _ = try rebuilt.apply([document]) }
        }
        #expect(try Self.versions(rebuilt) == expected, "seed \(seed)")
        try rebuilt.close()
        #expect(try IndexChecker(FileDirectory(copy.path)).check().findings.isEmpty)
        try index.close()
    }

    /// The version of each live record.
    private static func versions(_ index: NativeBackend) throws -> [DocumentKey: UInt64] {
        var versions: [DocumentKey: UInt64] = [:]
        for team in DocumentBuilder.teams {
            let request = SearchRequest(
                team: team, clause: .all, sort: .newest, limit: 1_000, wantsBoxes: false, wantsThreads: false,
                wantsMessages: true, wantsHighlights: false, now: AgreementTests.now)
            for hit in try index.search(request).messages {
                let key = DocumentKey(team: team, kind: hit.kind, id: hit.id)
                versions[key] = try index.get(key)?.version
            }
        }
        return versions
    }

    @Test(arguments: 0..<12) func itAnswersAsWhatWasPut(seed: UInt64) throws {
        let documents = Self.documents(seed: seed, 220)
        let put = try TemporaryFolder()
        let index = try NativeBackend(FileDirectory(put.path), options: AgreementTests.options(), create: true)
        for document in documents { _ = try index.apply([document]) }
        _ = try index.merge()
        let expected = try Self.answers(index, seed: seed)
        let items = index.statistics(team: nil).items
        try index.close()
        for (segments, threads, merges) in [(1, 1, true), (5, 2, false), (9, 1, true), (13, 3, true), (13, 2, false)] {
            let what = "\(segments) segments, \(threads) threads, merged: \(merges)"
            let folder = try TemporaryFolder()
            let summary = try Self.load(documents, into: folder, segments: segments, threads: threads, merges: merges)
            #expect(summary.items == items, "\(what)")
            #expect(try IndexChecker(FileDirectory(folder.path)).check().findings.isEmpty, "\(what)")
            let loaded = try NativeBackend(FileDirectory(folder.path), options: AgreementTests.options())
            #expect(loaded.statistics(team: nil).mergeDebt == 0 || !merges, "\(what)")
            #expect(try Self.answers(loaded, seed: seed) == expected, "\(what)")
            try loaded.close()
        }
    }

    /// Documents with enough text that a segment of them is worth several threads.
    private static func longDocuments() -> [Document] {
        var random = SeededRandom(seed: 7)
        return (0..<1_500).map { number in
            var document = Document(
                key: DocumentKey(team: "team-\(number % 3)", kind: .message, id: "\(number)"), version: 1,
                date: Timestamp(seconds: Int64(number % 97)), thread: "t-\(number % 50)")
            let words = (0..<500).map { _ in "word\(Int.random(in: 0..<3_000, using: &random) % 1_501)s" }
            let body = words.joined(separator: " ")
            document.values = [.init(.field(.body), .text(body)), .init(.custom("Größe"), .number(Double(number)))]
            document.record = Record([.init("id", .string("\(number)")), .init("body", .string(body))]).encoded()
            return document
        }
    }

    @Test func threadsChangeNoByte() throws {
        let documents = Self.longDocuments()
        var sections: [[[UInt8]]] = []
        for threads in [1, 2, 5] {
            let folder = try TemporaryFolder()
            let summary = try Self.load(documents, into: folder, segments: 1, threads: threads, merges: true)
            #expect(summary.segments == 1 && summary.items == documents.count)
            let directory = try FileDirectory(folder.path)
            let (files, manifest) = try IndexFiles.open(directory)
            let file = try files.openSegment(manifest.segments[0].name).file
            let numbers = SegmentSection.info...SegmentSection.boxMembers
            let columns = SegmentColumn.allCases.map { SegmentSection.firstColumn + $0.rawValue }
            let sectionsOfFile = Array(numbers) + columns + [SegmentSection.firstNumberColumn]
            sections.append(try sectionsOfFile.map { Array(try file.section($0).all()) })
        }
        #expect(sections[0].count > 20 && sections[0] == sections[1] && sections[0] == sections[2])
    }

    @Test func nothingSupersededIsLeftAfterMerges() throws {
        let documents = Self.documents(seed: 99, 400)
        let folder = try TemporaryFolder()
        let summary = try Self.load(documents, into: folder, segments: 20, threads: 2, merges: true)
        #expect(summary.segments == LoadMergePlan.segments)
        let (files, manifest) = try IndexFiles.open(FileDirectory(folder.path))
        #expect(manifest.liveFile == nil)
        #expect(try files.openViews(manifest).reduce(0) { $0 + $1.reader.itemCount } == summary.items)
    }

    /// How often it may be asked whether to give up before it says so.
    private final class Patience: Sendable {
        let left = Atomic<Int>(.max)

        var isAtEnd: Bool { left.subtract(1, ordering: .relaxed).oldValue <= 0 }
    }

    @Test(arguments: [0, 5, 30, 80, 200]) func givenUpItLeavesNothing(after asked: Int) throws {
        let folder = try TemporaryFolder()
        let directory = try FileDirectory(folder.path)
        _ = try Self.load(Self.documents(seed: 1, 30), into: folder, segments: 1, threads: 1, merges: true)
        let before = try directory.list().sorted()
        let manifest = try directory.read(Manifest.fileName)
        var options = Self.options(threads: 2)
        let patience = Patience()
        options.isCancelled = { patience.isAtEnd }
        let load = try BulkLoad(directory, options: options)
        for (place, document) in Self.documents(seed: 2, 200).enumerated() {
            try load.fill { if !$0.isFull { $0.add(document, arrival: UInt64(place)) } }
            if place % 20 == 19 { try load.flush() }
        }
        patience.left.store(asked, ordering: .relaxed)
        #expect(throws: EngineError.self) { try load.merge() }
        try load.abandon()
        #expect(try directory.list().sorted() == before)
        #expect(try directory.read(Manifest.fileName) == manifest)
        #expect(try IndexChecker(directory).check().findings.isEmpty)
    }

    @Test func aPlanTakesEachSegmentOnce() {
        var random = SeededRandom(seed: 3)
        for count in 0...200 {
            let sizes = (0..<count).map { _ in Int.random(in: 80...120, using: &random) }
            let threads = count % 5 + 1
            let groups = LoadMergePlan.groups(of: sizes, threads: threads, memory: 1 << 30)
            let taken = groups.joined()
            #expect(Set(taken).count == taken.count && taken.allSatisfy(sizes.indices.contains))
            let left = sizes.indices.filter { !taken.contains($0) }.map { sizes[$0] }
            let merged = groups.map { $0.reduce(0) { $0 + sizes[$1] } }
            let candidates = (left + merged).map { MergePlan.Candidate(liveBytes: Double($0), deletedShare: 0) }
            #expect(MergePlan.next(candidates).isEmpty, "\(count) segments")
            #expect(candidates.count <= MergePlan.segmentsPerTier, "\(count) segments")
            if let most = merged.max(), let least = merged.min() { #expect(most <= 2 * least, "\(count) segments") }
        }
    }

    @Test func mergesFitIntoTheMemory() {
        var random = SeededRandom(seed: 4)
        for count in stride(from: 7, to: 400, by: 9) {
            let sizes = (0..<count).map { _ in Int.random(in: 80...120, using: &random) }
            for (threads, memory) in [(1, 200), (2, 600), (4, 3_000), (2, 1 << 20)] {
                let groups = LoadMergePlan.groups(of: sizes, threads: threads, memory: memory)
                let held = groups.map { Double($0.reduce(0) { $0 + sizes[$1] }) * LoadMergePlan.memoryShare }
                // The largest merges at once; a merge has two segments at least, and sizes differ by one of them.
                let most = held.sorted().suffix(threads).reduce(0, +)
                let slack = Double(threads) * 240 * LoadMergePlan.memoryShare
                #expect(most <= Double(memory) + slack, "\(count) segments, \(threads) threads, \(memory) bytes")
            }
        }
    }
}
