// Properties:
// 1. After any deletions an item is live exactly if it was not deleted; counts agree; deleting twice counts once.
// 2. A value that was copied before a deletion does not change; what a later value has lost is told.
// 3. Words give the bits of 64 items each, and zeros beyond the last, one at a time or many, over pages too.
// 4. Written and read back, nothing changes, at every count around a word's and a page's end.
// 5. Counts that do not fit the bits, and bits beyond the last item, are refused.
// 6. Hostile bytes end in a StorageError or in a value whose counts agree.

import Storage
import TestSupport
import Testing

@Suite struct LiveItemsTests {
    /// A page has 32,768 items.
    static let counts = [0, 1, 2, 63, 64, 65, 127, 128, 129, 4_095, 4_096, 4_097, 32_767, 32_768, 32_769, 70_000]

    private func live(count: Int, _ random: inout SeededRandom) -> (items: LiveItems, dead: Set<Int>) {
        var items = LiveItems(count: count)
        var dead: Set<Int> = []
        for _ in 0..<Int.random(in: 0...min(count, 3_000), using: &random) {
            let item = Int.random(in: 0..<count, using: &random)
            if items.delete(item) != dead.insert(item).inserted { Issue.record("item \(item) of \(count)") }
        }
        return (items, dead)
    }

    private func expectSame(_ items: LiveItems, _ count: Int, _ dead: Set<Int>) {
        #expect(items.count == count && items.deletedCount == dead.count && items.liveCount == count - dead.count)
        #expect((0..<count).allSatisfy { items.isLive($0) != dead.contains($0) })
    }

    @Test(arguments: counts) func deletionsCountOnceAndComeBack(count: Int) throws {
        var random = SeededRandom(seed: UInt64(count))
        for _ in 0..<(count < 5_000 ? 8 : 2) {
            let (items, dead) = live(count: count, &random)
            expectSame(items, count, dead)
            let back = try LiveItems(Sections.section(items.encoded()))
            expectSame(back, count, dead)
            #expect(back.encoded() == items.encoded())
            #expect(LiveItems(count: count).items(notIn: items) == dead.sorted())
            #expect(items.items(notIn: items).isEmpty)
            guard count > 0 else { continue }
            var copy = items
            for item in stride(from: 0, to: count, by: 5) { copy.delete(item) }
            let gone = Set(stride(from: 0, to: count, by: 5)).subtracting(dead)
            expectSame(items, count, dead)
            expectSame(copy, count, dead.union(gone))
            #expect(items.items(notIn: copy) == gone.sorted())
        }
    }

    @Test(arguments: counts) func wordsHoldTheBits(count: Int) {
        var random = SeededRandom(seed: UInt64(count) + 7)
        let (items, dead) = live(count: count, &random)
        var expected = [UInt64](repeating: 0, count: count / 64 + 10)
        for item in 0..<count where !dead.contains(item) { expected[item / 64] |= 1 << UInt64(item % 64) }
        #expect(expected.indices.allSatisfy { items.word($0) == expected[$0] })
        for _ in 0..<20 {
            let first = Int.random(in: 0..<expected.count, using: &random)
            let length = Int.random(in: 0...expected.count - first, using: &random)
            var words = [UInt64](repeating: 0xDEAD, count: length + 1)
            items.copyWords(from: first, count: length, to: &words)
            #expect(words.dropLast() == expected[first..<first + length] && words.last == 0xDEAD)
        }
    }

    @Test func countsAndBitsMustAgree() throws {
        let good = LiveItems(count: 65).encoded()
        for (place, byte) in [(0, 64 as UInt8), (0, 66), (8, 1), (16, 0xFE), (24, 0x00), (24, 0x03), (31, 0x80)] {
            var bytes = good
            bytes[place] = byte
            #expect(throws: StorageError.self, "byte \(place)") { try LiveItems(Sections.section(bytes)) }
        }
        // One live bit taken away and one put beyond the end: the number of bits is right, their places are not.
        var bytes = good
        bytes[16] = 0xFE
        bytes[24] = 0x03
        #expect(throws: StorageError.self) { try LiveItems(Sections.section(bytes)) }
        for count in [0, 15, good.count - 1] {
            #expect(throws: StorageError.self) { try LiveItems(Sections.section(Array(good.prefix(count)))) }
        }
    }

    @Test func hostileBytesStayWithinBounds() throws {
        var random = SeededRandom(seed: 1)
        let good = live(count: 700, &random).items.encoded()
        func read(_ sections: [Section]) throws {
            let items = try LiveItems(sections[0])
            #expect((0..<items.count).count { items.isLive($0) } == items.liveCount)
        }
        try HostileBytes.feed([good], rounds: 400, to: read)
        try HostileBytes.feedNoise(sections: 1, rounds: 200, to: read)
    }
}
