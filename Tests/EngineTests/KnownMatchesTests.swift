// Properties, for windows of a segment that begin anywhere and overlap none:
// 1. Any window before the end of what was told is filled with exactly the matches that were told.
// 2. A window of which anything was not told is not filled; after the end was said, nothing more is known.
// 3. However much is told, no more windows are kept than there is room for, and what is known stays right.
// And of a search:
// 4. What no match of a window could change the order of the groups found so far is still told of them, however it is counted.

import Schema
import TestSupport
import Testing

@testable import Engine

@Suite struct KnownMatchesTests {
    /// Tells of windows up to an item, and gives what was told.
    private func told(
        _ known: inout KnownMatches, _ windows: Int, _ random: inout SeededRandom
    ) -> (items: Set<UInt32>, end: UInt32) {
        var items: Set<UInt32> = []
        var next: UInt32 = 0
        for _ in 0..<windows {
            let window = Window(containing: next + UInt32.random(in: 0...9_000, using: &random))
            let bits = WindowBits()
            for _ in 0..<[0, 1, 40][Int.random(in: 0...2, using: &random)] {
                let bit = Int.random(in: 0...Int(Window.lastBit), using: &random)
                // Items of the word before `next` were looked at with the window before.
                guard window.base + UInt32(bit) >= next else { continue }
                bits.insert(bit)
                items.insert(window.base + UInt32(bit))
            }
            known.add(bits, of: window, in: 3)
            next = window.end
        }
        return (items, next)
    }

    private func filled(_ known: KnownMatches, _ window: Window) -> Set<UInt32>? {
        let bits = WindowBits()
        bits.insert(7)
        guard known.fill(bits, window, in: 3) else { return nil }
        var items: Set<UInt32> = []
        bits.forEach { items.insert(window.base + UInt32($0)) }
        return items
    }

    @Test(arguments: 0..<40) func windowsAreFilledWithWhatWasTold(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var known = KnownMatches()
        let (items, end) = told(&known, Int.random(in: 1...30, using: &random), &random)
        let isComplete = seed % 2 == 0
        if isComplete { known.complete(3) } else { known.end(3) }
        for _ in 0..<200 {
            let window = Window(containing: .random(in: 0...end + 9_000, using: &random))
            let expected = items.filter { $0 >= window.base && $0 < window.end }
            let isTold = isComplete || window.end <= end
            #expect(filled(known, window) == (isTold ? expected : nil), "seed \(seed), \(window.base)")
        }
        #expect(known.fill(WindowBits(), Window(containing: 0), in: 4) == false)
    }

    @Test func nothingIsKnownAfterTheEnd() {
        var known = KnownMatches()
        let bits = WindowBits()
        bits.insert(5)
        known.add(bits, of: Window(containing: 0), in: 3)
        known.end(3)
        known.add(bits, of: Window(containing: 4_096), in: 3)
        known.complete(3)
        #expect(filled(known, Window(containing: 0)) == [5])
        #expect(filled(known, Window(containing: 4_096)) == nil)
    }

    @Test func roomIsBounded() {
        var known = KnownMatches()
        let bits = WindowBits()
        bits.insert(9)
        let windows = (0..<3_000 as Range<UInt32>).map { Window(containing: $0 * Window.size) }
        for window in windows { known.add(bits, of: window, in: 3) }
        known.complete(3)
        let filled = windows.prefix { self.filled(known, $0) == [$0.base + 9] }
        #expect(filled.count == 1_024)
        #expect(self.filled(known, windows[filled.count]) == nil)
    }

    @Test func passedOverMatchesAreTold() throws {
        let strong = "alpha alpha alpha beta beta beta"
        let index = try SmallIndex(
            (0..<40).flatMap { place -> [Record] in
                [
                    .box("b\(place)", name: "box"),
                    .message("m\(place)", thread: "t\(place)", box: "b\(place)", body: strong),
                ]
            })
        _ = try index.index.flush()
        // Newer and weak: in a segment of their own, none of which can come among the best groups.
        let weak = "alpha beta " + (0..<600).map { "word\($0)" }.joined(separator: " ")
        try index.put(
            (0..<40).map {
                .message("w\($0)", thread: "t\($0)", box: "b\($0)", body: weak, date: "2012-10-02T10:00:00Z")
            })
        func found(_ count: CountMode) throws -> SearchResults {
            try index.search("alpha beta") {
                $0.wantsMessages = false
                $0.limit = 10
                $0.count = count
            }
        }
        let counted = try found(.exact)
        #expect(counted.threads.allSatisfy { $0.matched.count == 2 } && counted.boxes.allSatisfy { $0.matched == 2 })
        let uncounted = try found(.none)
        #expect(uncounted.threads == counted.threads)
        #expect(uncounted.boxes == counted.boxes)
    }
}
