// Properties:
// 1. A gzip or zstd file cut anywhere is reported as cut off; the whole lines before the cut come out, and no others.
// 2. With checksums, a flipped bit or a changed byte anywhere gives an error, or the very same text.
// 3. What grows beyond 200 times its size and 64 MiB is refused; what grows less is read, however large it gets.
// 4. A window of more than 8 MiB is refused by name, without the memory it asks for.
// 5. Links and pipes inside a snapshot, and a pipe as the snapshot, are refused without waiting; a link that the
//    operator names is followed; a missing, an empty and a too deep folder are named.
// 6. After a file that fails, the next one is read.
// 7. The line that could not be read is told: the one after the last whole line, of however many batches; 0 where the file
//    cannot be opened.

import Glibc
import TestSupport
import Testing

@testable import Snapshots

@Suite struct SnapshotDamageTests {
    private static let plain = Array((0..<150).map { "{\"n\":\($0),\"t\":\"\($0 &* 2_654_435_761)\"}\n" }.joined().utf8)

    private static func compressed(_ format: String) throws -> [UInt8] {
        switch format {
        case "gzip": try Compression.gzip(plain)
        case "zstd": try Compression.checkedZstd(plain)
        case "zstd without checksum": Compression.zstd(plain)
        default: try Compression.gzip(plain) + Compression.gzip(plain)
        }
    }

    private func read(_ bytes: [UInt8]) throws -> SnapshotReading {
        let folder = try TemporaryFolder()
        return try SnapshotReading(folder.write("a", bytes))
    }

    @Test(arguments: ["gzip", "zstd", "zstd without checksum", "two gzip members"])
    func aCutIsReported(format: String) throws {
        let whole = try Self.compressed(format)
        let lines = try read(whole).texts
        let memberEnd = format == "two gzip members" ? whole.count / 2 : whole.count
        for cut in Set(stride(from: 5, to: whole.count, by: 61)).union(whole.count - 12..<whole.count) {
            guard cut != memberEnd else { continue }
            let reading = try read(Array(whole[..<cut]))
            #expect(reading.failures.count == 1, "cut at \(cut)")
            guard case .truncated? = reading.failures.first else {
                Issue.record("cut at \(cut) of \(whole.count): \(reading.failureTexts)")
                continue
            }
            #expect(reading.texts == Array(lines.prefix(reading.texts.count)), "cut at \(cut)")
            #expect(reading.failureTexts[0].contains("is cut off"))
        }
    }

    @Test func linesBeforeACutComeOut() throws {
        let whole = try Self.compressed("two gzip members")
        let reading = try read(Array(whole.dropLast(whole.count / 4)))
        #expect(reading.texts.count > 150)
        #expect(reading.failures.count == 1)
    }

    @Test(arguments: ["gzip", "zstd", "two gzip members"]) func damageIsNeverTakenForText(format: String) throws {
        let whole = try Self.compressed(format)
        let lines = try read(whole).texts
        var random = SeededRandom(seed: 11)
        for round in 0..<FuzzRounds.scaled(150) {
            var bytes = whole
            let at = Int.random(in: 0..<bytes.count, using: &random)
            if round % 2 == 0 {
                bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            } else {
                bytes[at] = UInt8.random(in: 0...255, using: &random)
            }
            // Without its first bytes it is no compressed file at all, and its lines are no JSON.
            guard at >= 4 else {
                let reading = try read(bytes)
                #expect(!reading.failures.isEmpty || reading.documents.isEmpty)
                continue
            }
            let reading = try read(bytes)
            #expect(reading.failures.count == 1 || reading.texts == lines, "round \(round), byte \(at)")
        }
    }

    @Test(arguments: ["gzip", "zstd"]) func bombsAreRefused(format: String) throws {
        let zeros = [UInt8](repeating: 0, count: 100_000_000)
        let bomb = format == "gzip" ? try Compression.gzip(zeros) : Compression.zstd(zeros)
        let reading = try read(bomb)
        guard case .bomb(_, let compressed, let plain)? = reading.failures.first else {
            Issue.record("\(reading.failureTexts)")
            return
        }
        #expect(plain < 72_000_000 && compressed <= UInt64(bomb.count))
        #expect(reading.documents.isEmpty)
    }

    @Test func whatOnlyCompressesWellIsRead() throws {
        var random = SeededRandom(seed: 3)
        var plain: [UInt8] = []
        plain.reserveCapacity(90_000_000)
        let blanks = [UInt8](repeating: 0x20, count: 99_000)
        while plain.count < 90_000_000 {
            for _ in 0..<90 { withUnsafeBytes(of: random.next()) { plain += $0.map { $0 == 0x0A ? 0x20 : $0 } } }
            plain += blanks
        }
        let bytes = Compression.zstd(plain)
        #expect(plain.count / bytes.count > 100, "it compresses well")
        let reading = try read(bytes)
        #expect(reading.failures.isEmpty)
        #expect(reading.rejected.map(\.code) == ["too_long"])
    }

    @Test func aLargeWindowIsRefused() throws {
        /// A frame header (RFC 8878, 3.1.1) without content size that asks for a window, and an empty last block.
        func frame(windowLog: UInt8) -> [UInt8] {
            [0x28, 0xB5, 0x2F, 0xFD, 0x00, (windowLog - 10) << 3, 0x01, 0x00, 0x00]
        }
        #expect(try read(frame(windowLog: 23)).failures.isEmpty)
        let asked = try read(frame(windowLog: 24))
        guard case .windowTooLarge? = asked.failures.first else {
            Issue.record("\(asked.failureTexts)")
            return
        }
        #expect(asked.failureTexts[0].contains("8 MiB"))
    }

    @Test func whatIsNoFileIsRefused() throws {
        let folder = try TemporaryFolder()
        let record = try folder.write("real/a.ndjson", "{\"kind\":\"box\",\"id\":\"b\"}\n")
        mkdir(folder.path + "/linked", 0o700)
        #expect(symlink(record, folder.path + "/linked/a.ndjson") == 0)
        mkdir(folder.path + "/piped", 0o700)
        #expect(mkfifo(folder.path + "/piped/a.ndjson", 0o600) == 0)
        for path in ["/linked", "/piped", "/piped/a.ndjson"] {
            #expect(throws: SnapshotError.self, "\(path)") { try SnapshotReading(folder.path + path) }
        }
        #expect(throws: SnapshotError.notAFile(path: folder.path + "/linked/a.ndjson")) {
            try SnapshotFolder(folder.path + "/linked")
        }
        #expect(try SnapshotReading(folder.path + "/linked/a.ndjson").ids == ["b"])
        #expect(throws: SnapshotError.io(operation: "open", path: folder.path + "/none", errno: ENOENT)) {
            try SnapshotFolder(folder.path + "/none")
        }
        mkdir(folder.path + "/empty", 0o700)
        #expect(throws: SnapshotError.empty(path: folder.path + "/empty")) {
            try SnapshotFolder(folder.path + "/empty")
        }
        try folder.write("deep/" + (0..<17).map { "\($0)/" }.joined() + "a.ndjson", "{}")
        #expect(throws: SnapshotError.self) { try SnapshotFolder(folder.path + "/deep") }
    }

    /// A pipe that takes a file's place after the folder was listed is not waited for either.
    @Test func aPipeIsNotWaitedFor() throws {
        let folder = try TemporaryFolder()
        try folder.write("a", "{}")
        let stream = LineStream(try SnapshotFolder(folder.path))
        unlink(folder.path + "/a")
        #expect(mkfifo(folder.path + "/a", 0o600) == 0)
        #expect(throws: SnapshotError.notAFile(path: folder.path + "/a")) { try stream.nextBatch() }
        #expect(try stream.nextBatch()?.number == nil)
    }

    @Test(arguments: [1, 100, 40_000]) func theLineIsToldThatCannotBeRead(lines: Int) throws {
        let text = (0..<lines).map { "{\"n\":\($0),\"t\":\"\($0 &* 2_654_435_761)\",\"u\":\"\($0 &* 40_503)\"}\n" }
        let whole = Compression.zstd(Array(text.joined().utf8))
        for cut in stride(from: 5, to: whole.count, by: max(1, whole.count / 7)) {
            let folder = try TemporaryFolder()
            // What was before is of no account.
            try folder.write("1", "{\"n\":1}\n{\"n\":2}\n{\"n\":3}")
            try folder.write("2", Array(whole[..<cut]))
            let reading = try SnapshotReading(folder.path)
            let wholeLines = reading.lines.filter { $0.file == "2" }
            #expect(reading.failureLines == [wholeLines.count + 1], "cut at \(cut)")
            #expect(wholeLines.last?.line == (wholeLines.isEmpty ? nil : wholeLines.count))
        }
    }

    @Test func aFileThatCannotBeOpenedHasNoLine() throws {
        let folder = try TemporaryFolder()
        try folder.write("1", "{\"n\":1}\n{\"n\":2}\n")
        try folder.write("2", "{}")
        let stream = LineStream(try SnapshotFolder(folder.path))
        unlink(folder.path + "/2")
        #expect(try stream.nextBatch()?.lines.count == 2)
        #expect(throws: SnapshotError.self) { try stream.nextBatch() }
        #expect(stream.line == 0)
    }

    @Test func theNextFileIsRead() throws {
        let folder = try TemporaryFolder()
        try folder.write("1", try Compression.gzip(Self.plain).dropLast(9))
        try folder.write("2", Array(Compression.zstd(Self.plain).prefix(40)))
        try folder.write("3", "{\"kind\":\"box\",\"id\":\"last\"}")
        let reading = try SnapshotReading(folder.path)
        #expect(reading.failures.map(\.path) == [folder.path + "/1", folder.path + "/2"])
        #expect(reading.ids == ["last"])
        #expect(reading.lines.last?.line == 1)
    }
}
