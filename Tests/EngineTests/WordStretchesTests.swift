// Properties:
// 1. Every token that begins as a word does lies in a stretch, whatever stands around it and wherever the text ends.
// 2. Stretches ascend, are disjoint, and begin and end between blanks: their tokens are the text's.
// 3. Of a text that is not all ASCII nothing is said.
// 4. Words that have no two letters in common, or too many words, are not looked for so.

import Analysis
import TestSupport
import Testing

@testable import Engine

@Suite struct WordStretchesTests {
    private static let pieces = [
        "meet", "Meeting", "MEETS", "meat", "me", "zmeet", "9meet", "align", "ALIGNED", "al", "=align=", "it's",
        "U.S.A",
        "12,000", "-", "_", "<a>", "\"", "\t", "\n", " ", "  ", "   ", "@", "[", "`", "{", "x", "0123456789abcdefghij",
    ]

    @Test(arguments: 0..<20 as Range<UInt64>) func everyWordLiesInAStretch(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let words = try #require(WordStretches(prefixes: [Array("meet".utf8), Array("align2".utf8)]))
        let tokenizer = TextTokenizer()
        for _ in 0..<300 {
            let gap = [0, 1, 3, 40][Int.random(in: 0..<4, using: &random)]
            let text = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)]
                    + String(repeating: " quiet", count: Int.random(in: 0...gap, using: &random))
            }.joined(separator: Bool.random(using: &random) ? " " : "")
            let bytes = Array(text.utf8)
            var stretches: [Range<Int>] = []
            #expect(bytes.withUnsafeBufferPointer { words.append(in: $0, to: &stretches) })
            var end = -1
            for stretch in stretches {
                #expect(stretch.lowerBound > end && !stretch.isEmpty, "seed \(seed): \(text)")
                #expect(stretch.lowerBound == 0 || bytes[stretch.lowerBound - 1] == 0x20, "seed \(seed): \(text)")
                #expect(stretch.upperBound == bytes.count || bytes[stretch.upperBound] == 0x20, "seed \(seed): \(text)")
                end = stretch.upperBound
            }
            var batch = TokenBatch()
            tokenizer.tokenize(text, into: &batch)
            for token in batch.tokens {
                let term = batch.term(of: token)
                guard term.hasPrefix("meet") || term.hasPrefix("align") else { continue }
                let range = Int(token.sourceStart)..<Int(token.sourceEnd)
                #expect(stretches.contains { $0.contains(range) }, "seed \(seed): \(term) in \(text)")
            }
        }
    }

    @Test func ofOtherLettersNothingIsSaid() throws {
        let words = try #require(WordStretches(prefixes: [Array("meet".utf8)]))
        for text in ["é", "meet é", String(repeating: "a ", count: 50) + "é", "é" + String(repeating: " a", count: 50)]
        {
            var stretches: [Range<Int>] = []
            #expect(!Array(text.utf8).withUnsafeBufferPointer { words.append(in: $0, to: &stretches) })
        }
    }

    @Test func wordsMustBeToldApart() {
        #expect(WordStretches(prefixes: []) == nil)
        for prefix in ["", "a", "é", "2b", "b2"] {
            #expect(WordStretches(prefixes: [Array("meet".utf8), Array(prefix.utf8)]) == nil, "\(prefix)")
        }
        #expect(WordStretches(prefixes: Array(repeating: Array("meet".utf8), count: 8)) != nil)
        #expect(WordStretches(prefixes: Array(repeating: Array("meet".utf8), count: 9)) == nil)
    }
}
