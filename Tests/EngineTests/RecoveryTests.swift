// Properties:
// 1. A backup of an index that is being written opens, is whole, and holds every record acknowledged before it began.
// 2. A repair of an index with a damaged manifest, live file, or log keeps every record that is still readable, sets the
//    damaged file aside and deletes nothing; of a damaged segment it says what was lost, and the rest stays.
// 3. A manifest whose next segment would take the place of one that is there, or that names one twice, is refused as
//    damaged; repaired, the index loses nothing, then or later. A segment under another's name is set aside.
// 4. An index opened for reading follows another writer's generations.

import Glibc
import Schema
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Engine

@Suite struct RecoveryTests {
    private static func options() -> IndexOptions {
        var options = IndexOptions(now: { AgreementTests.now })
        options.maintenance = .inline
        options.flushBytes = 60_000
        options.mergeBytesPerSecond = 0
        return options
    }

    private func documents(_ builder: inout DocumentBuilder, _ count: Int, version: UInt64) -> [Document] {
        (0..<count).map { _ in
            var document = builder.document(keys: 400)
            document.version = version
            return document
        }
    }

    private func contents(_ index: NativeBackend) throws -> [String: [String]] {
        var result: [String: [String]] = [:]
        for team in DocumentBuilder.teams {
            let request = SearchRequest(
                team: team, clause: .all, sort: .newest, limit: 1_000, wantsBoxes: false, wantsThreads: false,
                wantsMessages: true, wantsHighlights: false, now: AgreementTests.now)
            result[team] = try index.search(request).messages.map { "\($0.kind) \($0.id)" }.sorted()
        }
        return result
    }

    /// An index with several segments, deleted items and a log, closed without a flush.
    private func makeIndex(_ folder: TemporaryFolder) throws -> [String: [String]] {
        var builder = DocumentBuilder(seed: 11)
        let index = try NativeBackend(FileDirectory(folder.path), options: Self.options(), create: true)
        for round in 1...6 {
            _ = try index.apply(documents(&builder, 60, version: UInt64(round)))
            _ = try index.flush()
        }
        for round in 7...9 { _ = try index.apply(documents(&builder, 20, version: UInt64(round))) }
        return try contents(index)
    }

    private func files(_ folder: TemporaryFolder, _ prefix: String) throws -> [String] {
        try FileDirectory(folder.path).list().filter { $0.hasPrefix(prefix) }
    }

    private func damage(_ folder: TemporaryFolder, _ name: String, at offset: Int) throws {
        let path = folder.path + "/" + name
        let descriptor = open(path, O_RDWR)
        #expect(descriptor >= 0, "\(name)")
        var byte: UInt8 = 0
        pread(descriptor, &byte, 1, off_t(offset))
        byte ^= 0x10
        pwrite(descriptor, &byte, 1, off_t(offset))
        close(descriptor)
    }

    @Test func aBackupTakenUnderWritesIsWhole() throws {
        let folder = try TemporaryFolder()
        var options = Self.options()
        options.maintenance = .background
        let index = try NativeBackend(FileDirectory(folder.path), options: options, create: true)
        var builder = DocumentBuilder(seed: 3)
        for round in 0..<5 {
            let batch = documents(&builder, 30, version: UInt64(round + 1))
            _ = try index.apply(batch)
            let before = try contents(index)
            // More is written while the backup runs: it may be in it or not, what is above must be.
            let later = (0..<10).map { _ in documents(&builder, 5, version: UInt64(round + 1)) }
            let isDone = Atomic(0)
            for batch in later { index.submit(batch) { _ in isDone.add(1, ordering: .relaxed) } }
            let target = try TemporaryFolder()
            let report = try IndexBackup(of: FileDirectory(folder.path), to: FileDirectory(target.path)).run()
            #expect(report.files > 1)
            #expect(try IndexChecker(FileDirectory(target.path)).check().findings.isEmpty)
            let copy = try NativeBackend(FileDirectory(target.path), options: Self.options(), readOnly: true)
            let deletedLater = Set(later.joined().filter(\.isDeleted).map { "\($0.key.kind) \($0.key.id)" })
            for (team, items) in before {
                let held = Set(try contents(copy)[team] ?? [])
                #expect(Set(items).subtracting(deletedLater).isSubset(of: held), "round \(round), \(team)")
            }
            _ = try index.apply([])
            _ = try index.flush()
        }
        try index.close()
    }

    @Test func aBackupNeedsAnEmptyFolder() throws {
        let folder = try TemporaryFolder()
        _ = try makeIndex(folder)
        #expect(throws: EngineError.self) {
            try IndexBackup(of: FileDirectory(folder.path), to: FileDirectory(folder.path)).run()
        }
    }

    @Test(arguments: ["manifest", "live-", "log-"]) func repairKeepsWhatCanBeRead(kind: String) throws {
        let folder = try TemporaryFolder()
        let before = try makeIndex(folder)
        let name = try #require(try files(folder, kind).last)
        try damage(folder, name, at: kind == "log-" ? 90 : 70)
        #expect(throws: EngineError.self) { try NativeBackend(FileDirectory(folder.path), options: Self.options()) }
        let report = try IndexRepair(FileDirectory(folder.path), options: Self.options()).run()
        #expect(report.losses.map(\.file) == [name])
        #expect(try files(folder, "damaged-" + name).count == 1)
        let index = try NativeBackend(FileDirectory(folder.path), options: Self.options())
        let after = try contents(index)
        if kind == "log-" {
            // The damaged record is gone, the whole ones behind it are not.
            #expect(report.salvagedRecords == 2)
        } else {
            #expect(after == before)
        }
        try index.close()
        #expect(try IndexChecker(FileDirectory(folder.path)).check().findings.isEmpty)
    }

    @Test func repairSaysWhatADamagedSegmentHeld() throws {
        let folder = try TemporaryFolder()
        let before = try makeIndex(folder)
        let name = try #require(try files(folder, "segment-").first)
        try damage(folder, name, at: 5_000)
        let report = try IndexRepair(FileDirectory(folder.path), options: Self.options()).run()
        #expect(report.losses.map(\.file) == [name])
        #expect(report.losses.first?.content.contains("items of teams team-a, team-b") == true)
        let index = try NativeBackend(FileDirectory(folder.path), options: Self.options())
        let after = try contents(index)
        #expect(after.values.joined().count > 0)
        #expect(after.values.joined().count < before.values.joined().count)
        try index.close()
        #expect(try IndexChecker(FileDirectory(folder.path)).check().findings.isEmpty)
    }

    private static let contradictions: [@Sendable (inout Manifest) -> Void] = [
        { $0.nextSegment = 1 },
        { $0.nextSegment -= 1 },
        { $0.segments.append($0.segments[0]) },
        { manifest in
            let number = IndexFiles.number(of: manifest.segments[0].name) ?? 0
            manifest.segments.append(Manifest.Entry(name: "segment-\(number)"))
        },
    ]

    @Test(arguments: contradictions.indices) func aManifestThatContradictsItselfIsRepaired(place: Int) throws {
        let folder = try TemporaryFolder()
        let before = try makeIndex(folder)
        let directory = try FileDirectory(folder.path)
        var (files, manifest) = try IndexFiles.open(directory)
        let segments = Set(manifest.segments.map(\.name))
        Self.contradictions[place](&manifest)
        manifest.generation += 1
        try files.commit(manifest)
        #expect(throws: EngineError.self) { try NativeBackend(directory, options: Self.options()) }
        #expect(throws: EngineError.self) { try IndexChecker(directory).check() }
        let report = try IndexRepair(directory, options: Self.options()).run()
        #expect(report.losses.map(\.file) == [Manifest.fileName])
        #expect(report.keptSegments == segments.count)
        let index = try NativeBackend(directory, options: Self.options())
        #expect(try contents(index) == before)
        // What is written now takes no segment's place.
        var builder = DocumentBuilder(seed: 12)
        _ = try index.apply(documents(&builder, 20, version: 20))
        let after = try contents(index)
        try index.close()
        #expect(try IndexChecker(directory).check().findings.isEmpty)
        #expect(try contents(NativeBackend(directory, options: Self.options(), readOnly: true)) == after)
        (files, manifest) = try IndexFiles.open(directory)
        #expect(Set(manifest.segments.map(\.name)).subtracting(segments).count > 0)
    }

    @Test(arguments: [false, true]) func aSegmentUnderAnothersNameIsSetAside(isSameNumber: Bool) throws {
        let folder = try TemporaryFolder()
        let before = try makeIndex(folder)
        let name = try #require(try files(folder, "segment-").first)
        let number = isSameNumber ? IndexFiles.number(of: name) ?? 0 : 99
        let other = isSameNumber ? "segment-\(number)" : IndexFiles.segmentName(number)
        try folder.write(other, folder.read(name))
        try damage(folder, Manifest.fileName, at: 70)
        let report = try IndexRepair(FileDirectory(folder.path), options: Self.options()).run()
        #expect(report.losses.map(\.file) == [Manifest.fileName, other])
        let index = try NativeBackend(FileDirectory(folder.path), options: Self.options())
        #expect(try contents(index) == before)
        try index.close()
        #expect(try IndexChecker(FileDirectory(folder.path)).check().findings.isEmpty)
        let next = try IndexFiles.open(FileDirectory(folder.path)).manifest.nextSegment
        #expect(next > number, "a name that was set aside is not used again")
    }

    @Test func aWholeIndexNeedsNoRepair() throws {
        let folder = try TemporaryFolder()
        let before = try makeIndex(folder)
        let report = try IndexRepair(FileDirectory(folder.path), options: Self.options()).run()
        #expect(report.isWhole)
        let index = try NativeBackend(FileDirectory(folder.path), options: Self.options())
        #expect(try contents(index) == before)
        try index.close()
    }

    @Test func aReaderFollowsTheWriter() throws {
        let folder = try TemporaryFolder()
        var builder = DocumentBuilder(seed: 8)
        let writer = try NativeBackend(FileDirectory(folder.path), options: Self.options(), create: true)
        let reader = try NativeBackend(FileDirectory(folder.path), options: Self.options(), readOnly: true)
        for round in 0..<12 {
            _ = try writer.apply(documents(&builder, 25, version: UInt64(round + 1)))
            if round % 3 == 1 { _ = try writer.flush() }
            if round % 5 == 4 { _ = try writer.merge() }
            try reader.refresh()
            #expect(try contents(reader) == contents(writer), "round \(round)")
        }
        #expect(throws: EngineError.self) { try reader.apply(documents(&builder, 1, version: 99)) }
        try writer.close()
    }
}
