// Properties:
// 1. A group has one ordinal: that of the segments, else the next, however often it is asked for.
// 2. Where the segments cannot be asked no ordinal is given, and none is lost.

import Storage
import Testing

@testable import Engine

@Suite struct GroupOrdinalsTests {
    private static func group(_ number: UInt64) -> KeyHash { KeyHash(high: number, low: 7) }

    @Test func aGroupHasOneOrdinal() {
        let ordinals = GroupOrdinals(next: 5)
        #expect(ordinals.ordinal(Self.group(1)) { _ in 3 } == 3)
        #expect(ordinals.ordinal(Self.group(2)) { _ in nil } == 5)
        #expect(ordinals.ordinal(Self.group(1)) { _ in nil } == 3)
        #expect(ordinals.ordinal(Self.group(2)) { _ in 9 } == 5)
        #expect(ordinals.next == 6)
    }

    @Test func whereTheDiskDoesNotReadNoneIsGiven() throws {
        let ordinals = GroupOrdinals(next: 5)
        let failure = StorageError.io(operation: "read", file: "segment-00000001", errno: 5)
        #expect(throws: failure) { try ordinals.ordinal(Self.group(1)) { _ in throw failure } }
        #expect(ordinals.next == 5)
        #expect(ordinals.ordinal(Self.group(1)) { _ in 3 } == 3)
    }
}
