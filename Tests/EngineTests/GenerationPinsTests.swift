// Properties:
// 1. A generation is found while it is kept: for the whole age after it was last pinned, and not from then on.
// 2. No more are kept than the limit: the one that would end first goes.
// 3. Whatever ends is handed out and no longer held, so that the last search to use it frees its files.

import Testing

@testable import Engine

@Suite struct GenerationPinsTests {
    private static let start = ContinuousClock.now

    private func at(_ seconds: Int) -> ContinuousClock.Instant { Self.start + .seconds(seconds) }

    private func snapshot(_ generation: UInt64) -> IndexSnapshot {
        IndexSnapshot(generation: generation, segments: [])
    }

    @Test func aPinLastsForItsAge() {
        var pins = GenerationPins(age: .seconds(10), limit: 8)
        pins.pin(snapshot(1), at: at(0))
        pins.pin(snapshot(2), at: at(4))
        #expect(pins.firstEnd == at(10))
        #expect(pins.find(1, at: at(9)) != nil && pins.find(2, at: at(9)) != nil)
        pins.pin(snapshot(1), at: at(9))
        #expect(pins.find(2, at: at(14)) == nil)
        #expect(pins.find(1, at: at(18)) != nil && pins.count == 1)
        #expect(pins.find(1, at: at(19)) == nil && pins.count == 0)
    }

    @Test func theLimitHolds() {
        var pins = GenerationPins(age: .seconds(10), limit: 3)
        for generation in 1...7 {
            pins.pin(snapshot(UInt64(generation)), at: at(0))
            #expect(pins.count == min(generation, 3))
        }
        for generation: UInt64 in 1...7 { #expect((pins.find(generation, at: at(1)) != nil) == (generation > 4)) }
    }

    @Test func whatEndsIsLetGo() {
        var pins = GenerationPins(age: .seconds(10), limit: 8)
        weak var kept: IndexSnapshot?
        do {
            let first = snapshot(1)
            kept = first
            pins.pin(first, at: at(0))
        }
        #expect(kept != nil)
        #expect(pins.expire(at: at(9)).isEmpty)
        #expect(pins.expire(at: at(10)).map(\.generation) == [1])
        #expect(kept == nil)
    }
}
