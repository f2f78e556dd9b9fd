// Properties:
// 1. The reference, UAX #29 rule by rule, breaks all 1,823 cases of WordBreakTest.txt where the file says.
// 2. Our tokens are the file's words in every case, or differ by rows of the table of departures; each row's count is
//    known.
// 3. The same for random strings over every Word_Break class: our tokens are the reference's words after the
//    departures.

import TestSupport
import Testing

@testable import Analysis

@Suite(.enabled(if: UnicodeData.isPresent, "\(SharedData.hint)")) struct WordBreakTests {
    let data: UnicodeData
    let reference: WordBreakReference

    init() throws {
        data = try UnicodeData.shared.get()
        reference = WordBreakReference(data: data)
    }

    /// Our tokens' places, counted in scalars.
    private func tokens(_ scalars: [Unicode.Scalar], _ tokenizer: TextTokenizer) -> [Range<Int>] {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        var batch = TokenBatch()
        tokenizer.tokenize(String(text), into: &batch)
        var places: [UInt32: Int] = [:]
        var byte: UInt32 = 0
        for (index, scalar) in scalars.enumerated() {
            places[byte] = index
            byte += UInt32(UTF8.width(scalar))
        }
        places[byte] = scalars.count
        return batch.tokens.map { (places[$0.sourceStart] ?? -1)..<(places[$0.sourceEnd] ?? .max) }
    }

    @Test func theReferenceBreaksWhereTheFileSays() throws {
        let cases = try UnicodeData.breakCases()
        #expect(cases.count == 1_823)
        for item in cases { #expect(reference.boundaries(item.scalars) == item.boundaries, "\(item.line)") }
    }

    @Test func everyDifferenceFromTheFileIsADeparture() throws {
        let tokenizer = TextTokenizer()
        var counts: [WordBreakReference.Departure: Int] = [:]
        var differing = 0
        for item in try UnicodeData.breakCases() {
            let ours = tokens(item.scalars, tokenizer)
            let (expected, used) = reference.departed(item.scalars, item.boundaries)
            #expect(ours == expected, "\(item.line): departures \(used)")
            if ours != reference.words(item.scalars, item.boundaries) {
                differing += 1
                #expect(!used.isEmpty, "unexplained: \(item.line)")
                for departure in used { counts[departure, default: 0] += 1 }
            }
        }
        #expect(differing == 287)
        #expect(counts == [.innerPunctuation: 188, .unseenEnd: 108, .joinedSign: 2])
    }

    /// Scalars of every class but those of dictionary scripts, whose words only ICU's dictionaries know.
    private static let pool = Result { () throws -> [[Unicode.Scalar]] in
        let data = try UnicodeData.shared.get()
        var pool = UnicodeData.WordBreak.allCases.compactMap { kind in
            kind == .katakana ? nil : data.members[kind]?.filter { !isOfDictionaryScript($0) && !isUnseen($0) }
        }
        pool.append(data.pictographs)
        pool.append(Array("0123456789,,,,".unicodeScalars))
        pool.append(Array("²³₂½①™ -/@#".unicodeScalars))
        pool.append(Array("abcXYZéßÅ".unicodeScalars))
        return pool
    }

    private static func isOfDictionaryScript(_ scalar: Unicode.Scalar) -> Bool {
        [
            0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x19E0...0x19FF, 0x2E80...0x30FF, 0xA9E0...0xA9FF,
            0xAA60...0xAA7F, 0xFF65...0xFF9F, 0x16FE0...0x1B2FF,
        ].contains { $0.contains(scalar.value) }
    }

    /// Letters that fold to nothing: Hangul's fillers, the Arabic stroke that stretches a word, alone and under vowels.
    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        [0x115F, 0x1160, 0x3164, 0xFFA0, 0x0640].contains(scalar.value)
            || [0xFC5E...0xFC63, 0xFCF2...0xFCF4, 0xFE70...0xFE7F].contains { $0.contains(scalar.value) }
    }

    @Test(arguments: 0..<60) func randomTextBreaksAsTheReference(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let tokenizer = TextTokenizer()
        let pool = try Self.pool.get()
        for round in 0..<250 {
            let scalars = (0..<Int.random(in: 1...24, using: &random)).compactMap { _ in
                pool.randomElement(using: &random)?.randomElement(using: &random)
            }
            let expected = reference.departed(scalars, reference.boundaries(scalars)).words
            let text = scalars.map { String($0.value, radix: 16) }.joined(separator: " ")
            #expect(tokens(scalars, tokenizer) == expected, "seed \(seed), round \(round): \(text)")
        }
    }
}
