// Properties:
// 1. Plain, gzip and zstd files are told by their content, whatever their names, and give the same lines.
// 2. Several members or frames, empty ones and frames to be skipped among them, are read as one text.
// 3. A byte order mark, CRLF, blank lines and a missing last newline change no line and no line's number.
// 4. Lines of every length around the batch size come out whole, whatever they are compressed with.
// 5. Plain bytes come out whole however large the pieces are that are asked for.
// 6. A folder's files are read in the order of their paths, with their own line numbers; documents and hidden files are
//    passed over.

import TestSupport
import Testing

@testable import Snapshots

@Suite struct SnapshotFormatTests {
    private static let text = "{\"a\":1}\n{\"b\":\"é\"}\n"
    private static let expected = ["{\"a\":1}", "{\"b\":\"é\"}"]

    /// The text in every format, by name.
    private static func forms(_ text: String) throws -> [(name: String, bytes: [UInt8])] {
        let plain = Array(text.utf8)
        let half = plain.count / 2
        return [
            ("plain", plain), ("gzip", try Compression.gzip(plain)), ("zstd", Compression.zstd(plain)),
            ("zstd with checksum", try Compression.checkedZstd(plain)),
            ("gzip members", try Compression.gzip(Array(plain[..<half])) + Compression.gzip(Array(plain[half...]))),
            ("zstd frames", Compression.zstd(Array(plain[..<half])) + Compression.zstd(Array(plain[half...]))),
            (
                "zstd with other frames",
                Compression.skippableFrame(3, bytes: 5) + Compression.zstd(Array(plain[..<half]))
                    + Compression.skippableFrame(15, bytes: 100_000) + Compression.zstd([])
                    + Compression.zstd(Array(plain[half...])) + Compression.skippableFrame(0, bytes: 0)
            ),
            ("gzip with an empty member", try Compression.gzip([]) + Compression.gzip(plain) + Compression.gzip([])),
        ]
    }

    @Test func contentDecides() throws {
        for (name, bytes) in try Self.forms(Self.text) {
            for file in ["a.ndjson", "a.ndjson.gz", "a.ndjson.zst", "a"] {
                let folder = try TemporaryFolder()
                let reading = try SnapshotReading(folder.write(file, bytes))
                #expect(reading.failures.isEmpty, "\(name) as \(file)")
                #expect(reading.texts == Self.expected, "\(name) as \(file)")
                #expect(reading.lines.map(\.line) == [1, 2], "\(name) as \(file)")
            }
        }
    }

    @Test(arguments: [
        ("\u{FEFF}{\"a\":1}\n{\"b\":\"é\"}\n", [1, 2]), ("{\"a\":1}\r\n{\"b\":\"é\"}\r\n", [1, 2]),
        ("{\"a\":1}\n{\"b\":\"é\"}", [1, 2]), ("\n\n{\"a\":1}\n \t \n\r\n{\"b\":\"é\"}\n\n", [3, 6]),
        ("\u{FEFF}\r\n{\"a\":1}\r\n\r\n{\"b\":\"é\"}", [2, 4]),
    ]) func lineEndsAndMarksAreNoText(text: String, numbers: [Int]) throws {
        for (name, bytes) in try Self.forms(text) {
            let folder = try TemporaryFolder()
            let reading = try SnapshotReading(folder.write("a", bytes))
            #expect(reading.texts == Self.expected, "\(name)")
            #expect(reading.lines.map(\.line) == numbers, "\(name)")
        }
    }

    @Test(arguments: ["", "\n", "\r\n\n", "\u{FEFF}", "  "]) func filesWithoutRecordsHaveNone(text: String) throws {
        for (name, bytes) in try Self.forms(text) {
            let folder = try TemporaryFolder()
            let reading = try SnapshotReading(folder.write("a", bytes))
            #expect(reading.texts.isEmpty && reading.failures.isEmpty && reading.rejected.isEmpty, "\(name)")
        }
    }

    @Test(arguments: Array(0..<5) as [UInt64]) func linesOfAnyLengthComeOutWhole(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        // A batch is 1 MiB: lines around a few of its parts, and one that spans batches.
        let lengths = (0..<8).map { _ in
            [100, 4_000, 131_072, 400_000, 1 << 20, 2_500_000].randomElement(using: &random).map {
                max(1, $0 + Int.random(in: -3...3, using: &random))
            } ?? 1
        }
        let lines = lengths.enumerated().map { index, length in
            // Some compress to next to nothing, so that the last of the input holds much of the output.
            String(repeating: index % 3 == 0 ? "ab" : "\(seed)\(index)x", count: length / 2 + 1)
        }
        let text = lines.joined(separator: "\n") + (seed % 2 == 0 ? "\n" : "")
        for (name, bytes) in try Self.forms(text) {
            let folder = try TemporaryFolder()
            let reading = try SnapshotReading(folder.write("a", bytes))
            #expect(reading.failures.isEmpty, "seed \(seed), \(name): \(reading.failureTexts)")
            #expect(reading.texts == lines, "seed \(seed), \(name)")
        }
    }

    @Test(arguments: Array(0..<6) as [UInt64]) func piecesOfAnySizeMakeTheWhole(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let text = (0..<40_000).map { "line \($0 / 7)" }.joined(separator: "\n")
        let most = [1_000, 40_000, 150_000, 1 << 20][Int(seed % 4)]
        for (name, bytes) in try Self.forms(text) {
            let folder = try TemporaryFolder()
            let file = try Decompressor(folder.write("a", bytes))
            var plain: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: most)
            while true {
                let size = Int.random(in: 1...most, using: &random)
                let count = try buffer.withUnsafeMutableBytes {
                    try file.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[..<size]))
                }
                guard count > 0 else { break }
                plain += buffer[..<count]
            }
            #expect(plain.elementsEqual(text.utf8), "seed \(seed), \(name): \(plain.count) of \(text.utf8.count) bytes")
            #expect(file.consumed == UInt64(bytes.count), "seed \(seed), \(name)")
        }
    }

    @Test func aFoldersFilesAreReadInOrder() throws {
        let folder = try TemporaryFolder()
        try folder.write("b.ndjson", "{\"n\":3}\n\n{\"n\":4}")
        try folder.write("a/2.zst", Compression.zstd(Array("{\"n\":2}".utf8)))
        try folder.write("a/1.gz", try Compression.gzip(Array("\u{FEFF}{\"n\":0}\n{\"n\":1}\n".utf8)))
        for name in ["README.md", ".hidden", "._b.ndjson", "notes.txt", "c/.keep", "d.json"] {
            try folder.write(name, "not a record")
        }
        let reading = try SnapshotReading(folder.path)
        #expect(
            reading.lines == [
                .init(file: "1.gz", line: 1, text: "{\"n\":0}"), .init(file: "1.gz", line: 2, text: "{\"n\":1}"),
                .init(file: "2.zst", line: 1, text: "{\"n\":2}"), .init(file: "b.ndjson", line: 1, text: "{\"n\":3}"),
                .init(file: "b.ndjson", line: 3, text: "{\"n\":4}"),
            ])
        #expect(try SnapshotFolder(folder.path).files.map(\.bytes).allSatisfy { $0 > 0 })
    }
}
