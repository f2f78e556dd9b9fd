// Checks scores against BM25 as it is written down, in numbers of their own.

import Schema
import Testing

@testable import Engine

@Suite struct ScoringTests {
    /// Fifty items of a hundred have the word; on average an item is 40 words long.
    private let weight = TermWeight(
        documentFrequency: 50, items: 100, lengths: 4_000, profile: RankingProfile(), boost: 1, normalizesLength: true)

    @Test("A length's byte stands for a length of at most an eighth less, and grows with it")
    func lengthsInBytes() {
        for length in 0..<100_000 as Range<UInt32> {
            let stored = LengthNorm.decode(LengthNorm.encode(length))
            #expect(stored <= length && Double(stored) >= Double(length) * 7 / 8)
        }
        #expect(zip(LengthNorm.lengths, LengthNorm.lengths.dropFirst()).allSatisfy { $0 <= $1 })
    }

    @Test("K is k1 · (1 − b + b · length ÷ average), for every length")
    func saturations() {
        let profile = RankingProfile()
        let (k1, b) = (Double(profile.k1), Double(profile.b))
        let table = UnsafeMutablePointer<Float>.allocate(capacity: 256)
        defer { table.deallocate() }
        weight.writeSaturations(to: table)
        for norm in 0...UInt8.max {
            let expected = k1 * (1 - b + b * Double(LengthNorm.decode(norm)) / 40)
            #expect(abs(Double(weight.saturation(norm)) - expected) <= expected * 1e-6, "norm \(norm)")
            #expect(table[Int(norm)] == weight.saturation(norm), "norm \(norm)")
        }
    }

    @Test("A score is idf · tf · (k1 + 1) ÷ (tf + K), in an item of average length as if lengths did not matter")
    func scores() {
        let k1 = Double(RankingProfile().k1)
        let idf = TermWeight.logarithm(2)
        #expect(abs(Double(idf) - 0.693_147_180_56) < 1e-6)
        for frequency in 1...20 as ClosedRange<UInt32> {
            let tf = Double(frequency)
            let expected = Double(idf) * tf * (k1 + 1) / (tf + k1)
            let score = Double(weight.score(frequency: frequency, norm: LengthNorm.encode(40)))
            #expect(abs(score - expected) <= expected * 1e-6)
        }
    }

    @Test(
        "A name scores the same in every message that has it, as a word and as a phrase, and `to:` counts copies half")
    func namesScoreAlike() throws {
        let index = try SmallIndex([
            .message(
                "old", from: "Amy Amy <amy@amy.example.org>", to: ["amy@amy.example.org"], date: "2012-08-01T10:00:00Z"),
            .message(
                "new", from: "amy@amy.example.org", to: ["Amy Amy <amy@amy.example.org>"], date: "2012-08-02T10:00:00Z"),
        ])
        for query in ["from:amy", "from:amy@amy.example.org", "from:\"amy amy\"", "to:amy"] {
            let hits = try index.search(query).messages
            #expect(hits.map(\.id) == ["new", "old"], "\(query)")
            // A day of age is all that tells them apart.
            let scores = hits.map { Double($0.score) }
            #expect(scores[0] > scores[1] && scores[0] < scores[1] * 1.002, "\(query) \(scores)")
        }
    }
}
