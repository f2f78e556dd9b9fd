// Properties:
// 1. Of 252 short sentences in 28 languages at least 94% are told, and none is taken for another language.
// 2. Two sentences of one language together are told, all of them but a few Danish and Norwegian ones, which may differ
//    in no common word.
// 3. Text of languages that are none of ours, and text without words, is told to be none.
// 4. Of real English mail at least 85% is told to be English, and at most 0.3% another language.
// 5. A guess looks only at a text's beginning, and is the same every time.

import FoundationEssentials
import Schema
import TestSupport
import Testing

@testable import Analysis

@Suite struct LanguageGuessTests {
    private let guess = LanguageGuess()

    /// The golden sentences and the others.
    private static let sentences: [(language: Language, texts: [String])] = GoldenText.all.map { table in
        let others = SampleSentences.byLanguage.first { $0.0 == table.language }?.1 ?? []
        return (table.language, table.sentences.map(\.text) + others)
    }

    @Test func shortSentencesAreTold() {
        var missed: [String] = []
        var count = 0
        for (language, texts) in Self.sentences {
            #expect(texts.count == 9)
            for text in texts {
                count += 1
                let found = guess.guess(text)
                #expect(found == nil || found == language, "\(text): \(String(describing: found))")
                if found != language { missed.append(text) }
            }
        }
        #expect(count == 252)
        #expect(missed.count * 100 <= count * 6, "\(missed)")
    }

    @Test func twoSentencesAreTold() {
        var missed: [Language] = []
        for (language, texts) in Self.sentences {
            for (one, two) in zip(texts, texts.dropFirst()) where guess.guess(one + " " + two) != language {
                missed.append(language)
            }
        }
        #expect(Set(missed).isSubset(of: [.danish, .norwegian]), "\(missed)")
        #expect(missed.count <= 3)
    }

    @Test(arguments: SampleSentences.ofNone) func otherTextIsNone(text: String) { #expect(guess.guess(text) == nil) }

    private struct Mail: Decodable { let body: String? }

    @Test(.enabled(if: SharedData.has("enron-mail.ndjson.zst"), "\(SharedData.hint)")) func englishMailIsEnglish()
        throws
    {
        let lines = try SharedData.bytes("enron-mail.ndjson.zst", limit: 16 << 20).split(separator: UInt8(ascii: "\n"))
        var counts: [Language?: Int] = [:]
        for line in lines.dropLast() {
            guard let body = try JSONDecoder().decode(Mail.self, from: Data(line)).body, body.utf8.count >= 80 else {
                continue
            }
            counts[guess.guess(body), default: 0] += 1
        }
        let all = counts.values.reduce(0, +)
        #expect(all > 3_000)
        let others = all - counts[.english, default: 0] - counts[nil, default: 0]
        #expect(counts[.english, default: 0] * 100 >= all * 85, "\(counts)")
        #expect(others * 1_000 <= all * 3, "\(counts)")
    }

    @Test func onlyTheBeginningCounts() {
        let english = String(repeating: "We have not received your payment for the order. ", count: 20)
        let german = String(repeating: "Wir haben die Rechnung noch nicht bezahlt. ", count: 20)
        #expect(english.utf8.count > LanguageGuess.sampleBytes)
        #expect(guess.guess(english + german) == .english)
        #expect(guess.guess(german + english) == .german)
        #expect(guess.guess(english) == guess.guess(english))
    }
}
