// Properties:
// 1. A snippet is a stretch of the text with its white space as single blanks, of whole words where blanks allow it, and
//    about as long as it should be.
// 2. Its highlights are words that are forms of the query's words: inflected ones too, in any case; and no others.
// 3. A word far down in a long text is found; a stretch near the top with two of the words is preferred.
// 4. Texts without blanks, of letters of several bytes, are cut between characters.
// 5. Of a long text whose words are marked where they stand the first 64 KB are looked at, up to the end of a word.

import Schema
import TestSupport
import Testing

@testable import Engine

@Suite struct HighlighterTests {
    private static let filler = ["river", "contract", "zürich", "Amy", "2012", "don't", "a", "日本"]

    /// What is shown of the one message that a query finds.
    private func shown(_ query: String, _ body: String) throws -> (snippet: String, marked: [String]) {
        let index = try SmallIndex([
            Record([.init("kind", .string("message")), .init("id", .string("m")), .init("body", .string(body))])
        ])
        let hit = try #require(try index.search(query).messages.first)
        return (hit.snippet, hit.highlights.map { String(decoding: Array(hit.snippet.utf8)[$0], as: UTF8.self) })
    }

    private func text(_ count: Int, _ random: inout SeededRandom) -> [String] {
        (0..<count).map { _ in Self.filler[Int.random(in: 0..<Self.filler.count, using: &random)] }
    }

    @Test(arguments: 0..<40 as Range<UInt64>) func snippetsAreStretchesWithTheWord(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var words = text(Int.random(in: 1...6_000, using: &random), &random)
        let form = ["meeting", "Meetings", "MEET", "meets"][Int(seed % 4)]
        words.insert(form, at: Int.random(in: 0...words.count, using: &random))
        let blanks = [" ", "\n", "\r\n\r\n", " \t "]
        let body = words.map { $0 + blanks[Int.random(in: 0..<4, using: &random)] }.joined()
        let (snippet, marked) = try shown("meet", body)
        #expect(marked == [form], "seed \(seed): \(snippet)")
        #expect((" " + words.joined(separator: " ") + " ").contains(" " + snippet), "seed \(seed): \(snippet)")
        #expect(snippet.utf8.count <= 210, "seed \(seed): \(snippet)")
        #expect(snippet.utf8.count >= min(150, words.joined(separator: " ").utf8.count), "seed \(seed): \(snippet)")
    }

    @Test func bothWordsArePreferred() throws {
        let filler = Array(repeating: "nothing of the kind", count: 12).joined(separator: " ")
        let (snippet, marked) = try shown("alpha beta", "alpha \(filler) beta \(filler) alpha and beta \(filler)")
        #expect(marked == ["alpha", "beta"])
        #expect(snippet.contains("alpha and beta"))
    }

    @Test func textsWithoutBlanksAreCutBetweenCharacters() throws {
        let long = String(repeating: "日本語", count: 2_000)
        let (snippet, marked) = try shown("東京", long + "東京" + long)
        #expect(marked == ["東京"])
        #expect(!snippet.contains("\u{FFFD}") && (long + "東京" + long).contains(snippet))
    }

    @Test func longNotesAreMarkedAsFarAsTheyAreLookedAt() throws {
        // The 65,536th byte is the last of "meet" in "meeting".
        let notes = "xxxxxx " + String(repeating: "meet meeting ", count: 20_000)
        let index = try SmallIndex([.box("b", name: "long", notes: notes)])
        let marked = try #require(try index.search("meet").boxes.first?.highlights["notes"])
        let bytes = Array(notes.utf8)
        #expect(String(decoding: bytes[..<65_536].suffix(9), as: UTF8.self) == "meet meet")
        #expect(marked.first == 7..<11)
        #expect(marked.last == 65_527..<65_531)
        let unbroken = "会议 " + String(repeating: "会议", count: 20_000)
        let one = try SmallIndex([.box("b", name: "long", notes: unbroken)])
        let places = try #require(try one.search("会议").boxes.first?.highlights["notes"])
        #expect(places.last.map { $0.upperBound > 65_500 } ?? false, "\(places.suffix(2))")
    }

    @Test func exactWordsMarkOnlyThemselves() throws {
        #expect(try shown("+meeting", "meetings, a meeting, to meet").marked == ["meeting"])
        #expect(try shown("meet -other", "meetings, another meeting").marked == ["meetings", "meeting"])
    }
}
