// Properties, each for seeded random text (plausible words, every kind of code point, bytes that are no UTF-8):
// 1. The tokenizer ends, and its tokens' places ascend, do not overlap, are within the text and on code points'
//    boundaries.
// 2. Positions count up from 0; terms are not empty, at most 255 bytes, and UTF-8.
// 3. The same bytes give the same tokens, whatever was in the batch and the tokenizer before; equal terms have equal
//    hashes.
// 4. The tokens of two texts with a separator between are the tokens of the one and then of the other.
// 5. A term is its own token: what is folded folds to itself; words of a dictionary script, to their own pieces.
// 6. A word of eight-byte steps is what byte by byte makes of it: at every place and length, before every kind of byte.
// 7. A text whose folds are many times longer than itself is not cut.

import TestSupport
import Testing

@testable import Analysis

@Suite struct TokenizerPropertyTests {
    struct Result: Equatable {
        var term: [UInt8]
        var token: [UInt64]
    }

    private func tokens(
        _ bytes: [UInt8], _ tokenizer: TextTokenizer, _ batch: inout TokenBatch
    ) -> [(token: Token, term: [UInt8])] {
        bytes.withUnsafeBufferPointer { tokenizer.tokenize($0, into: &batch) }
        return batch.tokens.map { token in (token, batch.withTerm(of: token) { Array($0) }) }
    }

    private static let scalars: [ClosedRange<UInt32>] = [
        0x20...0x7E, 0x20...0x7E, 0x61...0x7A, 0x30...0x39, 0x2C...0x2E, 0xA0...0x24F, 0x300...0x36F, 0x370...0x52F,
        0x590...0x6FF,
        0x900...0xDFF, 0xE00...0xEFF, 0x1000...0x11FF, 0x1780...0x17FF, 0x1E00...0x1FFF, 0x2000...0x27BF,
        0x3000...0x30FF,
        0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xF900...0xFFFD, 0x1D400...0x1D7FF, 0x1F1E6...0x1F1FF, 0x1F300...0x1FAFF,
        0x20000...0x2FA1F, 0xE0000...0xE01EF, 0x0...0x10FFFF,
    ]

    /// Random text of one of three kinds.
    private func text(_ random: inout SeededRandom) -> [UInt8] {
        let length = Int.random(in: 0...60, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
        case 1: return (0..<length).map { _ in Array("abcXYZ019,.@ -_".utf8).randomElement(using: &random) ?? 0 }
        default:
            var view = String.UnicodeScalarView()
            var range = Self.scalars[0]
            for _ in 0..<length {
                if Int.random(in: 0..<3, using: &random) == 0 {
                    range = Self.scalars.randomElement(using: &random) ?? range
                }
                if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) { view.append(scalar) }
            }
            return Array(String(view).utf8)
        }
    }

    @Test(arguments: 0..<40) func tokensAreInOrder(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let tokenizer = TextTokenizer()
        var batch = TokenBatch()
        for round in 0..<200 {
            let bytes = text(&random)
            var end = 0
            for (index, (token, term)) in tokens(bytes, tokenizer, &batch).enumerated() {
                let place = Int(token.sourceStart)..<Int(token.sourceEnd)
                let isGood =
                    place.lowerBound >= end && !place.isEmpty && place.upperBound <= bytes.count
                    && Int(token.position) == index && (1...255).contains(term.count)
                    && String(validating: term, as: UTF8.self) != nil
                    && bytes[place.lowerBound] & 0xC0 != 0x80
                    && (place.upperBound == bytes.count || !continues(bytes, place.upperBound))
                if !isGood { Issue.record("seed \(seed), round \(round): \(bytes), \(token)") }
                end = place.upperBound
            }
        }
    }

    /// Whether a place is inside a code point: a byte that continues, after a word's last code point, which is valid.
    private func continues(_ bytes: [UInt8], _ place: Int) -> Bool {
        var start = place
        while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return start < place && String(validating: bytes[start...place], as: UTF8.self) != nil
    }

    @Test(arguments: 0..<20) func tokensAreTheSameAgain(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let used = TextTokenizer()
        var usedBatch = TokenBatch()
        var hashes: [[UInt8]: UInt64] = [:]
        for round in 0..<200 {
            let bytes = text(&random)
            var batch = TokenBatch()
            let fresh = tokens(bytes, TextTokenizer(), &batch)
            let again = tokens(bytes, used, &usedBatch)
            #expect(fresh.map(\.term) == again.map(\.term), "seed \(seed), round \(round): \(bytes)")
            #expect(fresh.map(\.token.hash) == again.map(\.token.hash))
            for (token, term) in fresh {
                if hashes[term, default: token.hash] != token.hash {
                    Issue.record("seed \(seed), round \(round): \(term)")
                }
                hashes[term] = token.hash
            }
        }
        #expect(Set(hashes.values).count == hashes.count)
    }

    @Test(arguments: 0..<30) func textsDoNotTouch(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let tokenizer = TextTokenizer()
        var batch = TokenBatch()
        for round in 0..<150 {
            let (one, two) = (text(&random), text(&random))
            let separator = Array(
                ["\n", " ", "\t\t", "\u{A0}", "。", "\u{200B}", ";"].randomElement(using: &random)?.utf8 ?? "\n".utf8)
            let first = tokens(one, tokenizer, &batch)
            let second = tokens(two, tokenizer, &batch)
            let both = tokens(one + separator + two, tokenizer, &batch)
            #expect(both.map(\.term) == (first + second).map(\.term), "seed \(seed), round \(round): \(one) \(two)")
            let shift = UInt32(one.count + separator.count)
            let places = first.map(\.token.sourceStart) + second.map { $0.token.sourceStart + shift }
            #expect(both.map(\.token.sourceStart) == places, "seed \(seed), round \(round)")
        }
    }

    @Test(arguments: 0..<40) func termsAreTheirOwnTokens(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let tokenizer = TextTokenizer()
        var batch = TokenBatch()
        var again = TokenBatch()
        for round in 0..<200 {
            let bytes = text(&random)
            for (_, term) in tokens(bytes, tokenizer, &batch) where term.count < 250 {
                let pieces = tokens(term, tokenizer, &again).map(\.term)
                let isDictionary = String(decoding: term, as: UTF8.self).unicodeScalars.contains {
                    CharacterTables.shared.classOf($0.value) == CharacterClass.dictionary
                }
                if Array(pieces.joined()) != term || !isDictionary && pieces.count != 1 {
                    Issue.record("seed \(seed), round \(round): \(bytes), \(term)")
                }
            }
        }
    }

    @Test func stepsOfEightBytesAreBytes() {
        let tokenizer = TextTokenizer()
        var batch = TokenBatch()
        let letters = Array("AbCdEfGhIjKlMnOpQrStUvWxYz0123456789aBcDeFgHiJ".utf8)
        for place in 0..<10 {
            for length in 1...40 {
                for after in ["", " ", "-x", "é", "\u{301}", "東", "😀", "\u{AD}y", "\u{FF}"] {
                    let word = Array(letters.prefix(length))
                    let bytes = Array(repeating: UInt8(ascii: "."), count: place) + word + Array(after.utf8)
                    let found = tokens(bytes, tokenizer, &batch).first
                    let folded = String(decoding: word, as: UTF8.self).lowercased()
                    let joined = ["é": "e", "\u{AD}y": "y", "\u{FF}": "y"][after] ?? ""
                    let hasDigit = word.contains { $0 < UInt8(ascii: "A") }
                    let isGood =
                        found.map { String(decoding: $0.term, as: UTF8.self) } == folded + joined
                        && found.map { Int($0.token.sourceStart) } == place && found?.token.isStemmable == !hasDigit
                    if !isGood { Issue.record("\(bytes): \(String(describing: found))") }
                }
            }
        }
    }

    @Test func longWordsAreCutAtACodePoint() {
        var batch = TokenBatch()
        for (letter, expected) in [("a", 255), ("é", 255), ("б", 254), ("한", 255), ("𝒳", 255), ("𐐨", 252), ("7", 255)] {
            let bytes = Array(String(repeating: letter, count: 3_000).utf8)
            let found = tokens(bytes, TextTokenizer(), &batch)
            #expect(found.count == 1)
            #expect(found.first?.term.count == expected, "\(letter)")
            #expect(found.first.map { Int($0.token.sourceEnd) } == bytes.count)
        }
    }

    @Test func foldsThatGrowAreNotCut() {
        let tokenizer = TextTokenizer()
        var batch = TokenBatch()
        let alone = tokens(Array("ﷺ".utf8), tokenizer, &batch).map(\.term)
        let many = tokens(Array(String(repeating: "ﷺ ", count: 5_000).utf8), tokenizer, &batch)
        #expect(many.count == 5_000)
        #expect(Set(many.map(\.term)) == Set(alone))
    }
}
