// Owns: the snapshot that is multiplied: its records, their texts as words, and which words are people's names.

import Schema
import Snapshots

/// A snapshot in memory.
final class BaseCorpus {
    struct Entry {
        var record: Record
        var isMessage: Bool
        /// The texts that vary, by property, with their words as a range of ``BaseCorpus/tokens``.
        var texts: [(property: Int, bytes: [UInt8], tokens: Range<Int>)]
    }

    /// Properties whose words vary, those where people are renamed only, and those that name a record.
    static let texts: Set = ["subject", "body", "text", "notes"]
    static let people: Set = [
        "from", "to", "cc", "bcc", "contacts", "assignees", "followers", "author", "name", "pipeline", "folder",
        "delivered_to",
    ]
    static let identities: Set = ["id", "thread", "box"]

    private(set) var entries: [Entry] = []
    private(set) var vocabulary = Vocabulary()
    /// All words of all texts, one after another: what words are drawn from.
    private(set) var tokens: [Token] = []
    private(set) var messages = 0
    /// The first record's.
    private(set) var team = ""
    /// By word: whether it is part of a person's name.
    private(set) var isName: [Bool] = []
    /// The names, in lower case, the commonest first.
    private(set) var names: [UInt32] = []

    init(snapshot: String) throws {
        let stream = LineStream(try SnapshotFolder(snapshot))
        let decoder = RecordDecoder()
        while let batch = try stream.nextBatch() {
            for line in batch.lines.indices where !batch.lines[line].isEmpty {
                add(try decoder.decode(batch, line: line).record)
            }
        }
        findNames()
    }

    private func add(_ record: Record) {
        var entry = Entry(record: record, isMessage: record["kind"]?.string == "message", texts: [])
        if entry.isMessage { messages += 1 }
        if team.isEmpty { team = record["team"]?.string ?? "" }
        for (index, property) in record.properties.enumerated() where Self.texts.contains(property.name) {
            guard case .string(let text) = property.value else { continue }
            let bytes = Array(text.utf8)
            let start = tokens.count
            tokens += vocabulary.tokens(of: bytes)
            entry.texts.append((index, bytes, start..<tokens.count))
        }
        entries.append(entry)
    }

    /// A name is a word of letters in a display name or before an address's `@`, and in no domain.
    private func findNames() {
        var counts: [UInt32: Int] = [:]
        var domains: Set<UInt32> = []
        for entry in entries {
            for property in entry.record.properties where ["from", "to", "cc"].contains(property.name) {
                for text in property.value.strings {
                    AddressWords.forEach(in: Array(text.utf8)) { bytes, isDomain in
                        let word = vocabulary.number(of: bytes.map(Vocabulary.lowered))
                        if isDomain { domains.insert(word) } else { counts[word, default: 0] += 1 }
                    }
                }
            }
        }
        vocabulary.linkSpellings()
        let isPlain = { (word: UInt32) in
            let bytes = self.vocabulary.words[Int(word)].bytes
            return bytes.count >= 3 && bytes.allSatisfy(Vocabulary.isLetter)
        }
        names = counts.keys.filter { !domains.contains($0) && isPlain($0) }
            .sorted { (counts[$1, default: 0], $0) < (counts[$0, default: 0], $1) }
        isName = [Bool](repeating: false, count: vocabulary.words.count)
        for name in names { isName[Int(name)] = true }
    }
}

/// The words of an address as mail headers write it.
enum AddressWords {
    /// Calls `body` with each word and whether it is part of a domain.
    static func forEach(in text: [UInt8], _ body: (ArraySlice<UInt8>, _ isDomain: Bool) -> Void) {
        text.withUnsafeBufferPointer { bytes in
            Vocabulary.forEachRun(in: bytes) { run in body(text[run], isDomain(bytes, at: run.lowerBound)) }
        }
    }

    /// Whether the nearest mark before a place, besides dots and hyphens, is an `@`.
    private static func isDomain(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        var at = place - 1
        while at >= 0, Vocabulary.isWordByte(bytes[at]) || bytes[at] == 0x2E || bytes[at] == 0x2D { at -= 1 }
        return at >= 0 && bytes[at] == UInt8(ascii: "@")
    }
}
