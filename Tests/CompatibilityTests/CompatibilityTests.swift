// Properties, of an index of every format version that was released, as `Indexes` keeps them:
// 1. It opens, to read and to write, and the checker finds nothing.
// 2. Every record has the version that was put last, those that were deleted are gone, and an older version stays stale.
// 3. Searches find what they found when it was made.
// 4. After writes, a flush, a merge and reopening all this still holds, and the checker finds nothing.
// 5. A file of a format too old or too new, of every kind of file, is refused by name with both versions, by opening and
//    by the checker, with no file changed or removed.
// 6. An index is kept of every version that is read.
//
// `make fixture` keeps an index of today's format: see Indexes/README.md.

import Engine
import Glibc
import Schema
import Snapshots
import Storage
import TestSupport
import Testing
import Wire

@Suite struct CompatibilityTests {
    private static let kinds = ["manifest", "segment", "live", "log"]

    /// What a check finds, records compared.
    private static func findings(_ directory: FaultyDirectory) throws -> [IndexChecker.Finding] {
        try IndexChecker(directory) { record, bytes, team in
            try RecordMapper(defaultTeam: team).document(from: record, bytes: bytes)
        }.check().findings
    }

    private func check(_ index: NativeBackend, _ fixture: FormatFixture) throws {
        for record in try fixture.records() {
            #expect(try index.get(record.key)?.version == record.version, "\(record.key)")
        }
        for expected in try fixture.answers() {
            #expect(try FixtureIndex.answer(expected, index) == expected, "\(expected.team): \(expected.query)")
        }
    }

    @Test(arguments: FormatFixture.readable) func isWhole(fixture: FormatFixture) throws {
        let directory = FaultyDirectory(files: try fixture.files())
        #expect(try Self.findings(directory) == [])
        #expect(try fixture.records().contains { $0.version == nil } && !fixture.answers().isEmpty)
        try check(NativeBackend(directory, options: FixtureIndex.options(), readOnly: true), fixture)
        #expect(directory.contents == (try fixture.files()), "reading wrote to it")
    }

    @Test(arguments: FormatFixture.readable) func goesOnBeingWrittenTo(fixture: FormatFixture) throws {
        let directory = FaultyDirectory(files: try fixture.files())
        let index = try NativeBackend(directory, options: FixtureIndex.options())
        try check(index, fixture)
        let records = try fixture.records()
        let stale = records.map { record in
            var document = Document(key: record.key, version: 1, date: FixtureIndex.now)
            document.isDeleted = true
            return document
        }
        #expect(try index.apply(stale).applied == 0)
        let more = try FixtureIndex.document(
            .object([
                .init("team", .string("more")), .init("kind", .string("message")), .init("id", .string("more")),
                .init("version", .unsigned(1)), .init("date", .string("2024-05-01T10:00:00Z")),
            ]))
        #expect(try index.apply([more]).applied == 1)
        _ = try index.flush()
        try check(index, fixture)
        _ = try index.merge()
        try check(index, fixture)
        try index.close()
        #expect(try Self.findings(directory) == [])
        let reopened = try NativeBackend(directory, options: FixtureIndex.options())
        try check(reopened, fixture)
        #expect(try reopened.get(more.key)?.version == 1)
        try reopened.close()
    }

    @Test(arguments: kinds) func otherVersionsAreRefusedByName(kind: String) throws {
        let fixture = try #require(FormatFixture.kept.last)
        let whole = try fixture.files()
        let name = try #require(whole.keys.sorted().last { $0 == kind || $0.hasPrefix(kind + "-") })
        for (version, age) in [
            (SectionFileFormat.oldestVersion - 1, "older"), (SectionFileFormat.currentVersion + 1, "newer"),
        ] {
            var files = whole
            files[name] = Self.file(whole[name] ?? [], version: version)
            let expected: StorageError =
                age == "older"
                ? .tooOld(file: name, version: version, oldest: SectionFileFormat.oldestVersion)
                : .tooNew(file: name, version: version, newest: SectionFileFormat.currentVersion)
            let directory = FaultyDirectory(files: files)
            for readOnly in [true, false] {
                let error = #expect(throws: EngineError.self) {
                    _ = try NativeBackend(directory, options: FixtureIndex.options(), readOnly: readOnly)
                }
                let text = error.map { "\($0)" } ?? ""
                for part in ["\(expected)", name, "format \(version)", age] {
                    #expect(text.contains(part), "\(text) lacks \(part)")
                }
            }
            let report = Result { () throws(EngineError) in try IndexChecker(directory).check() }
            switch report {
            case .success(let report): #expect(report.findings.contains { $0.file == name && $0.message.contains(age) })
            case .failure(let error): #expect("\(error)".contains("\(expected)"))
            }
            let left = directory.contents.filter { $0.key != "lock" }
            #expect(left == files, "\(name), \(age): a file was changed")
        }
    }

    /// A file that says it is of another version, its header sealed again.
    private static func file(_ bytes: [UInt8], version: UInt16) -> [UInt8] {
        var bytes = bytes
        bytes[10] = UInt8(version & 0xFF)
        bytes[11] = UInt8(version >> 8)
        let sum = Checksum.crc32c(Array(bytes[..<60]))
        for byte in 0..<4 { bytes[60 + byte] = UInt8(truncatingIfNeeded: sum >> UInt32(byte * 8)) }
        return bytes
    }

    @Test func everyVersionThatIsReadIsKept() {
        let versions = FormatFixture.kept.map(\.version)
        for version in SectionFileFormat.oldestVersion...SectionFileFormat.currentVersion {
            #expect(versions.contains(version), "no index of format \(version): see Tests/CompatibilityTests/Indexes")
        }
    }

    @Test(.enabled(if: getenv("BOXFISH_KEEP_FORMAT") != nil)) func keepTodaysFormat() throws {
        let fixture = FormatFixture(version: SectionFileFormat.currentVersion)
        // What was released is never written again.
        guard try fixture.files().isEmpty else {
            Issue.record("there is an index of format \(fixture.version) already")
            return
        }
        try FixtureIndex.keep(as: fixture)
    }
}
