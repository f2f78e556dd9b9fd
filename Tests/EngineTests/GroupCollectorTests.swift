// Properties, of items that stream by in any order, with ties:
// 1. What is kept are the first k of all groups, each ranked by its best item, in the order of their ranks.
// 2. No item that is said not to matter changes anything.

import Storage
import TestSupport
import Testing

@testable import Engine

@Suite struct GroupCollectorTests {
    @Test(arguments: 0..<60, [1, 2, 7, 40]) func theBestGroupsAreKept(seed: UInt64, capacity: Int) throws {
        var random = SeededRandom(seed: seed)
        let isDistinct = seed % 3 == 0
        var collector = GroupCollector(capacity: capacity, isDistinct: isDistinct)
        var best: [Int64: Rank] = [:]
        for item in 0..<UInt32.random(in: 0...200, using: &random) {
            let group = isDistinct ? Int64(item) : Int64.random(in: 0..<30, using: &random)
            let rank = Rank(
                value: Double(Int.random(in: 0..<5, using: &random)), date: Int64.random(in: 0..<3, using: &random),
                key: KeyHash(high: UInt64.random(in: 0..<2, using: &random), low: UInt64(item)))
            let before = collector.entries.map(\.rank)
            let mayMatter = collector.canTake(rank.value, date: rank.date)
            collector.offer(group, rank, 0, ItemAddress(segment: 0, item: item))
            if !mayMatter { #expect(collector.entries.map(\.rank) == before, "seed \(seed), item \(item)") }
            best[group] = best[group].map { max($0, rank) } ?? rank
            let expected = best.sorted { $1.value < $0.value }.prefix(capacity)
            #expect(collector.entries.map(\.group) == expected.map(\.key), "seed \(seed), item \(item)")
            #expect(collector.entries.map(\.rank) == expected.map(\.value), "seed \(seed), item \(item)")
            #expect(
                collector.lowest == (expected.count < capacity ? -.infinity : expected.last?.value.value),
                "seed \(seed)")
        }
    }
}
