// Properties:
// 1. Unpacking what was packed gives the same numbers, at every width.
// 2. The same for strictly ascending numbers as deltas, from neighbours to gaps of 32 bits.

import TestSupport
import Testing

@testable import Kernels

@Suite struct BlockPackingTests {
    @Test(arguments: 0...32) func packedNumbersComeBack(width: Int) throws {
        var random = SeededRandom(seed: UInt64(width))
        for round in 0..<20 {
            let limit: UInt32 = width == 32 ? .max : (1 << UInt32(width)) - 1
            var values = (0..<128).map { _ in UInt32.random(in: 0...limit, using: &random) }
            values[Int.random(in: 0..<128, using: &random)] = limit
            #expect(BlockPacking.width(values) == width)
            var bytes = [UInt8](repeating: 0xEE, count: BlockPacking.byteCount(width: width) + 1)
            try bytes.withUnsafeMutableBytes {
                BlockPacking.pack(values, width: width, into: try #require($0.baseAddress))
            }
            #expect(bytes.last == 0xEE, "seed \(width), round \(round): wrote past the block")
            var back = [UInt32](repeating: 7, count: 128)
            try bytes.withUnsafeBytes {
                BlockPacking.unpack(try #require($0.baseAddress), width: width, into: &back)
            }
            #expect(back == values, "seed \(width), round \(round)")
        }
    }

    @Test(arguments: 0..<100) func ascendingNumbersComeBack(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let bits = UInt32(seed % 25)
        let base = UInt32.random(in: 0...1_000, using: &random)
        var next = base
        let values = (0..<128).map { _ -> UInt32 in
            let value = next + UInt32.random(in: 0...(1 << bits) - 1, using: &random)
            next = value + 1
            return value
        }
        let width = BlockPacking.deltaWidth(values, base: base)
        var bytes = [UInt8](repeating: 0, count: BlockPacking.byteCount(width: width))
        bytes.withUnsafeMutableBytes {
            guard let target = $0.baseAddress else { return }
            BlockPacking.packDeltas(values, base: base, width: width, into: target)
        }
        var back = [UInt32](repeating: 7, count: 128)
        try (bytes + [0]).withUnsafeBytes {
            BlockPacking.unpackDeltas(try #require($0.baseAddress), base: base, width: width, into: &back)
        }
        #expect(back == values, "seed \(seed)")
    }
}
