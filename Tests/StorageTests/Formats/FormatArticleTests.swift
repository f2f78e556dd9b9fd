// Properties:
// 1. Every article of Storage.docc holds the format comments as they stand in the sources.
// 2. Every format comment says goals, a worked example, drawbacks and its version.

import TestSupport
import Testing

@Suite struct FormatArticleTests {
    private static let generator = "Sources/Storage/Storage.docc/generate.py"
    static let sources = [
        "Sources/Storage/Files/SectionFileFormat.swift", "Sources/Storage/Log/LogFormat.swift",
        "Sources/Storage/Live/LiveItems.swift", "Sources/Storage/Terms/TermDictionaryFormat.swift",
        "Sources/Storage/Postings/PostingsFormat.swift", "Sources/Storage/Postings/PatchedBlock.swift",
        "Sources/Storage/Postings/Impact.swift", "Sources/Storage/Columns/IntegerColumn.swift",
        "Sources/Storage/Columns/NumberColumn.swift", "Sources/Storage/Stored/StoredFormat.swift",
        "Sources/Storage/Keys/KeyTable.swift", "Sources/Schema/RecordCoding.swift",
        "Sources/Engine/Segments/Manifest.swift", "Sources/Engine/Segments/SegmentFormat.swift",
        "Sources/Engine/Segments/SegmentInfo.swift", "Sources/Engine/Segments/GroupMembers.swift",
        "Sources/Engine/Segments/Tombstones.swift", "Sources/Engine/Segments/TermKey.swift",
        "Sources/Engine/Segments/ExactForms.swift", "Sources/Engine/Writing/DocumentCoding.swift",
    ]

    @Test(.enabled(if: Script.hasPython, "python3 is not installed")) func articlesAreFresh() throws {
        let result = try Script.python([Self.generator, "--check"])
        #expect(result.status == 0, "stale: \(result.output)run `python3 \(Self.generator)`")
    }

    @Test(arguments: sources) func formatsSayWhatTheyMust(source: String) throws {
        let lines = try RepositoryFile.text(source).split(separator: "\n", omittingEmptySubsequences: false)
        let comment = lines.prefix { $0.hasPrefix("//") }
        for part in ["Owns: ", "Goals: ", "Worked example: ", "Drawbacks: ", "Version 1: "] {
            #expect(comment.contains { $0.hasPrefix("// " + part) }, "\(source) says no \(part)")
        }
        #expect(comment.contains { $0.hasPrefix("//   ") }, "\(source) has no productions")
        #expect(try !WorkedExample.bytes(of: source).isEmpty)
    }
}
