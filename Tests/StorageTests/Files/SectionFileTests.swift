// Properties:
// 1. Sections come back whole, at sizes around a page's and an alignment's end, empty ones among them; so do the
//    identity, and any part of a section.
// 2. However a section is handed over, in pieces or at once, to a file or to memory, the bytes are the same.
// 3. A file without a section, or of another kind, says so.
// 4. Too old, too new, and no file of ours are told apart, each with the file's name and what was expected and found.
// 5. Reading from several threads at once gives what one thread reads.
// 6. A file that is cut short under its mapping is an error that names it, at the first touch of what is gone.

import Foundation
import Storage
import TestSupport
import Testing

@Suite struct SectionFileTests {
    static let sizes = [0, 1, 63, 64, 65, 4_096, 65_535, 65_536, 65_537, 131_072, 200_000]

    private func bytes(_ size: Int, _ salt: Int = 0) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ salt) }
    }

    @Test func sectionsComeBack() throws {
        let sections = Self.sizes.enumerated().map { bytes($1, $0) }
        let file = try Sections.open(Sections.file(sections))
        #expect(file.identity == Sections.identity && file.name == Sections.fileName)
        try file.verifyAll()
        for (place, bytes) in sections.enumerated() {
            let section = try file.section(UInt16(place + 1))
            #expect(
                section.count == bytes.count && section.fileOffset % 64 == 0 && section.fileName == Sections.fileName)
            #expect(try section.copy() == bytes)
            try section.verify(pages: 0..<section.pageCount)
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>) func anyMixOfSectionsIsWhole(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let sections = (0..<Int.random(in: 0...12, using: &random)).map { place in
            bytes(Bool.random(using: &random) ? 0 : Int.random(in: 0...70_000, using: &random), place)
        }
        let file = try Sections.open(Sections.file(sections))
        try file.verifyAll()
        for (place, bytes) in sections.enumerated() {
            let section = try file.section(UInt16(place + 1))
            for _ in 0..<20 {
                let from = Int.random(in: 0...bytes.count, using: &random)
                let count = Int.random(in: 0...bytes.count - from, using: &random)
                let part = try section.copy(at: UInt64(from), count: UInt64(count))
                #expect(part[...] == bytes[from..<from + count], "seed \(seed)")
            }
            let outside: [(UInt64, UInt64)] = [
                (UInt64(bytes.count), 1), (.max, 1), (0, .max), (UInt64(bytes.count) + 1, 0),
            ]
            for (offset, count) in outside {
                #expect(throws: StorageError.self) { try section.bytes(at: offset, count: count) }
            }
        }
    }

    @Test(arguments: 0..<4 as Range<UInt64>) func piecesMakeTheSameFile(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let sections = [bytes(150_000), bytes(0), bytes(1_100_000), bytes(10)]
        let directory = FaultyDirectory()
        let target = try directory.create("a")
        var writer = SectionFileWriter(Sections.identity, to: target)
        for (place, bytes) in sections.enumerated() {
            try writer.beginSection(UInt16(place + 1))
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 0...120_000, using: &random))
                try writer.append(Array(piece))
                rest = rest.dropFirst(piece.count)
            }
            try writer.endSection()
        }
        try writer.finish()
        let whole = try Sections.file(sections)
        #expect(try directory.read("a") == whole, "seed \(seed)")
        #expect(directory.steps.filter { $0.operation == .write }.allSatisfy { $0.byteCount < 1_500_000 })
    }

    @Test func whatIsNotThereIsSaid() throws {
        let file = try Sections.file([[1, 2, 3]])
        #expect(throws: StorageError.corrupt(file: Sections.fileName, offset: 0, expected: "section 2", got: "none")) {
            try Sections.open(file).section(2)
        }
        let other = StorageError.corrupt(file: "x", offset: 8, expected: "a file of kind 8", got: "kind 7")
        #expect(throws: other) { try SectionFile.open(MappedBytes(copying: file), name: "x", expecting: 8) }
    }

    /// A file whose header says a version, its checksum right.
    private func file(version: UInt16) throws -> [UInt8] {
        var file = try Sections.file([[1, 2, 3]])
        file[10] = UInt8(truncatingIfNeeded: version)
        file[11] = UInt8(version >> 8)
        ResealedFile.sealHeader(&file)
        return file
    }

    @Test func tooOldTooNewAndForeignAreToldApart() throws {
        #expect(try Sections.open(file(version: SectionFileFormat.currentVersion)).byteCount > 0)
        let oldest = SectionFileFormat.oldestVersion
        #expect(throws: StorageError.tooOld(file: Sections.fileName, version: oldest - 1, oldest: oldest)) {
            try Sections.open(file(version: oldest - 1))
        }
        for version in [SectionFileFormat.currentVersion + 1, .max] {
            let tooNew = StorageError.tooNew(
                file: Sections.fileName, version: version, newest: SectionFileFormat.currentVersion)
            #expect(throws: tooNew) { try Sections.open(file(version: version)) }
        }
        let foreign = StorageError.corrupt(
            file: Sections.fileName, offset: 0, expected: "a file of boxfish", got: "another")
        #expect(throws: foreign) { try Sections.open([UInt8](repeating: 0x20, count: 500)) }
        let short = StorageError.corrupt(
            file: Sections.fileName, offset: 0, expected: "at least 104 bytes", got: "0")
        #expect(throws: short) { try Sections.open([]) }
    }

    /// Whether the kernel can bring pages in without a touch: Linux 5.14 and later.
    private static let canLoadPages: Bool = {
        let size = sysconf(Int32(_SC_PAGESIZE))
        guard let page = mmap(nil, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), page != MAP_FAILED else {
            return false
        }
        defer { munmap(page, size) }
        return madvise(page, size, 22) == 0
    }()

    @Test(.enabled(if: canLoadPages, "the kernel has no MADV_POPULATE_READ"))
    func aFileCutUnderItsMappingIsAnError() throws {
        let folder = try TemporaryFolder()
        let directory = try FileDirectory(folder.path)
        let content = bytes(400_000)
        try directory.replace("a", with: Sections.file([content]))
        let file = try SectionFile.open(directory.map("a"), name: "a", expecting: Sections.identity.kind)
        let section = try file.section(1)
        #expect(try section.copy(at: 0, count: 10)[...] == content[..<10])
        try FileHandle(forUpdating: URL(fileURLWithPath: folder.path + "/a")).truncate(atOffset: 131_072)
        let gone = StorageError.io(operation: "read", file: "a", errno: EIO)
        #expect(throws: gone) { try section.copy(at: 250_000, count: 10) }
        #expect(throws: gone) { try file.verifyAll() }
        #expect(try section.copy(at: 100, count: 10)[...] == content[100..<110])
        let error = #expect(throws: StorageError.self) {
            try SectionFile.open(directory.map("a"), name: "a", expecting: Sections.identity.kind)
        }
        #expect(error?.file == "a")
    }

    @Test func threadsReadTheSame() async throws {
        let content = bytes(1_000_000)
        let section = try Sections.section(content)
        await withTaskGroup(of: Bool.self) { group in
            for worker in 0..<4 {
                group.addTask {
                    var random = SeededRandom(seed: UInt64(worker))
                    return (0..<300).allSatisfy { _ in
                        let from = Int.random(in: 0..<990_000, using: &random)
                        let part = try? section.copy(at: UInt64(from), count: 10_000)
                        return part?[...] == content[from..<from + 10_000]
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
