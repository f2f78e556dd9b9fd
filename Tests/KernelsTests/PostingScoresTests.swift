// Properties:
// 1. Found are exactly the places of the numbers that are at least the limit: ties, negatives, zeros and infinities too. What
//    was set before does not matter, nor does how many numbers the processor compares at once.
// 2. Kept are exactly the set places of such numbers.
// 3. Each posting's score is added to its item's, or written, to the last bit as the same expression of `Float`; no other
//    sum changes.

import CPlatform
import TestSupport
import Testing

@testable import Kernels

@Suite struct PostingScoresTests {
    private static let some: [Float] = [
        0, -0, 1, 1.5, -2, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
    ]

    @Test(arguments: 0..<60) func bitsByNumbers(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let count = Int.random(in: 1...64, using: &random)
        let numbers = (0..<count * 64).map { _ -> Float in
            Bool.random(using: &random)
                ? Self.some[Int.random(in: 0..<Self.some.count, using: &random)] : .random(in: -4...4, using: &random)
        }
        let before = (0..<count).map { _ -> UInt64 in
            [0, .max, 1 << UInt64.random(in: 0..<64, using: &random), .random(in: 0 ... .max, using: &random)][
                Int.random(in: 0..<4, using: &random)]
        }
        for least in Self.some + [numbers[0]] {
            let expected = (0..<count).map { word in
                (0..<64).reduce(UInt64(0)) { $0 | (numbers[word * 64 + $1] >= least ? 1 << UInt64($1) : 0) }
            }
            var found = before
            BitFilter.find(&found, count: count, numbers, atLeast: least)
            #expect(found == expected, "seed \(seed), at least \(least)")
            var kept = before
            BitFilter.keep(&kept, count: count, numbers, atLeast: least)
            #expect(kept == zip(before, expected).map { $0 & $1 }, "seed \(seed), at least \(least)")
            boxfish_find_by_four(&found, count, numbers, least)
            var keptByFour = before
            boxfish_keep_by_four(&keptByFour, count, numbers, least)
            #expect(found == expected && keptByFour == kept, "seed \(seed), at least \(least)")
        }
    }

    @Test(arguments: 0..<60) func scoresAreAdded(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let base = UInt32.random(in: 0...10_000, using: &random)
        let items = (0..<UInt32(PostingScores.windowSize)).shuffled(using: &random).prefix(Int(seed) * 3).map {
            base + $0
        }
        let frequencies = items.map { _ in UInt32.random(in: 1...[2, 40, 1 << 30][Int(seed % 3)], using: &random) }
        let norms = (0..<Int(base) + PostingScores.windowSize).map { _ in UInt8.random(in: 0...255, using: &random) }
        let saturations = (0..<256).map { _ in Float.random(in: 0...9, using: &random) }
        let weight = Float.random(in: 0.1...20, using: &random)
        let before = (0..<PostingScores.windowSize).map { _ in Float.random(in: 0...3, using: &random) }
        var sums = before
        PostingScores.add(
            items, frequencies, count: items.count, base: base, norms: norms, saturations: saturations, weight: weight,
            to: &sums)
        var expected = before
        var scores: [Float] = []
        for (item, frequency) in zip(items, frequencies) {
            let tf = Float(frequency)
            scores.append(weight * (tf / (tf + saturations[Int(norms[Int(item)])])))
            expected[Int(item - base)] += scores.last ?? 0
        }
        #expect(sums.map(\.bitPattern) == expected.map(\.bitPattern), "seed \(seed)")
        var written = [Float](repeating: .nan, count: items.count)
        PostingScores.write(
            items, frequencies, count: items.count, norms: norms, saturations: saturations, weight: weight, to: &written
        )
        #expect(written.map(\.bitPattern) == scores.map(\.bitPattern), "seed \(seed)")
    }
}
