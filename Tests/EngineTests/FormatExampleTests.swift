// Properties:
// 1. The worked example of every format comment of the engine is what the writer writes, to the byte.
// 2. The reader reads the example back as the comment says it.

import Schema
import Storage
import TestSupport
import Testing

@testable import Engine

@Suite struct FormatExampleTests {
    /// Compares what was written with a comment's example, and returns the example.
    private func example(
        _ file: String, _ written: [UInt8], _ label: String = "Worked example",
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> [UInt8] {
        let example = (try? WorkedExample.bytes(of: "Sources/Engine/" + file, label)) ?? []
        let hex = written.map { (($0 < 16 ? "0" : "") + String($0, radix: 16)).uppercased() }.joined(separator: " ")
        #expect(example == written, "\(file): \(hex)", sourceLocation: sourceLocation)
        return example
    }

    private func section(_ bytes: [UInt8]) throws -> Section {
        let identity = FileIdentity(kind: 9, index: KeyHash(high: 1, low: 2), generation: 3)
        var writer = SectionFileWriter(identity, to: nil)
        try writer.write(section: 1, bytes)
        try writer.finish()
        return try SectionFile.open(MappedBytes(copying: writer.bytes), name: "example", expecting: 9).section(1)
    }

    @Test func termKey() {
        let key = TermKey.bytes(team: 1, .text(.subject, .exact), "hi".utf8)
        #expect(TermKey.spacePrefix(of: example("Segments/TermKey.swift", key)) == Array(key.dropLast(2)))
        let stem = TermKey.bytes(team: 1, .text(.subject, .stem), TermKey.stem("hi".utf8, .english))
        let found = example("Segments/TermKey.swift", stem, "and its stem")
        #expect(
            TermKey.language(ofStem: found) == .english
                && Array(TermKey.word(ofStem: found).suffix(2)) == Array("hi".utf8))
        #expect(Language.allCases.allSatisfy { $0.rawValue < 0x20 })
    }

    @Test func exactForms() {
        let (word, form) = (Array("meet".utf8), Array("meetings".utf8))
        let stem = TermKey.stem(word, .english)
        let file = "Segments/ExactForms.swift"
        _ = example(file, ExactForms.table(of: [word, form], stem: stem))
        let reference = FormReference(stem: stem, form: 1, items: 5)
        _ = example(file, FormReference.payload([reference], form: form), "The payload")
    }

    @Test func groupMembers() throws {
        let ordinals: [Int64] = [2, -1, 0, 2]
        let example = example("Segments/GroupMembers.swift", GroupMembers.encode(ordinals))
        let column = try IntegerColumn(section(IntegerColumnEncoder.encode(ordinals)))
        let members = try GroupMembers(section(example), column)
        #expect(try members.items(of: 2) == [0, 3] && members.items(of: 0) == [2] && members.items(of: 1).isEmpty)
    }

    @Test func segmentInformation() throws {
        let team = TeamRange(
            id: "t", items: 0..<3, lengths: 300, languages: LanguageSet([.english]),
            customFields: ["Due": .date])
        let info = SegmentInfo(teams: [team], numberColumns: [.field(.size), .custom("due")])
        let example = example("Segments/SegmentInfo.swift", info.encoded())
        #expect(try SegmentInfo(section(example)) == info)
    }

    @Test func batch() throws {
        var document = Document(
            key: DocumentKey(team: "t", kind: .message, id: "m"), version: 9, date: Timestamp(milliseconds: 1),
            thread: "x", language: .english)
        document.values = [Document.Value(.field(.label), .keyword("hot"))]
        document.record = Record().encoded()
        let example = example("Writing/DocumentCoding.swift", DocumentCoding.encode([document]))
        try example.withUnsafeBytes { bytes in
            var reader = ByteReader(bytes, file: "example", base: 0)
            let back = try DocumentCoding.decode(&reader)
            #expect(back == [document])
        }
    }

    @Test func identity() {
        let example = example("Segments/SegmentFormat.swift", [1, 0, 0, 0, 0x74, 0, 0x6D])
        let key = DocumentKey(team: "t", kind: .message, id: "m")
        #expect(example.withUnsafeBytes { KeyHash(of: $0) } == Identity.record(key))
    }

    @Test func manifest() throws {
        var manifest = Manifest()
        manifest.generation = 2
        manifest.sequence = 7
        manifest.nextSegment = 3
        manifest.nextThread = 1
        manifest.liveFile = "l"
        manifest.segments = [Manifest.Entry(name: "s", hasDeleted: true)]
        let example = example("Segments/Manifest.swift", manifest.encoded())
        #expect(try Manifest(section(example)) == manifest)
    }

    @Test func tombstones() throws {
        let key = KeyHash(high: 2, low: 1)
        let tombstone = Tombstone(key: key, version: 7, deletedAt: Timestamp(milliseconds: 1))
        let example = example("Segments/Tombstones.swift", Tombstones.encode([tombstone]))
        let back = try Tombstones(section(example))
        #expect(try back.count == 1 && back.find(key) == tombstone)
    }
}
