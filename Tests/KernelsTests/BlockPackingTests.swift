// Properties:
// 1. Unpacking what was packed gives the same numbers, at every width.
// 2. The same for strictly ascending numbers as deltas, from neighbours to gaps of 32 bits, from any base.
// 3. The width is the bits of the largest number, wherever it stands; a wider width than needed works as well.
// 4. The bytes lie as generate.py describes the layout: packed and unpacked by a reference that knows nothing else.
// 5. Packing and unpacking touch no byte beyond the block and work at any alignment.

import Glibc
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

    @Test func edgesOfDeltasComeBack() throws {
        let cases: [(base: UInt32, values: [UInt32], width: Int)] = [
            (0, (0..<128).map { $0 }, 0), (1_000, (0..<128).map { $0 + 1_000 }, 0),
            (0, (0..<127).map { $0 } + [.max], 32), (0, (0..<128).map { UInt32.max - 127 + $0 }, 32),
            (UInt32.max - 127, (0..<128).map { UInt32.max - 127 + $0 }, 0), (0, (0..<128).map { $0 * 2 }, 1),
            (5, (0..<128).map { 5 + $0 * 33_554_432 }, 25),
        ]
        for (base, values, width) in cases {
            #expect(BlockPacking.deltaWidth(values, base: base) == width)
            for wide in Set([width, min(32, width + 1), 32]) {
                let bytes = try packed(wide) { BlockPacking.packDeltas(values, base: base, width: wide, into: $0) }
                var back = [UInt32](repeating: 7, count: 128)
                try bytes.withUnsafeBytes {
                    BlockPacking.unpackDeltas(try #require($0.baseAddress), base: base, width: wide, into: &back)
                }
                #expect(back == values, "base \(base), width \(wide)")
            }
        }
    }

    @Test func theWidthIsTheLargestNumbers() {
        #expect(BlockPacking.width([UInt32](repeating: 0, count: 128)) == 0)
        for place in 0..<128 {
            for bits in 1...32 {
                var values = [UInt32](repeating: 0, count: 128)
                values[place] = 1 << UInt32(bits - 1)
                #expect(BlockPacking.width(values) == bits, "place \(place)")
            }
        }
    }

    /// A packed block and one byte that must stay as it is.
    private func packed(_ width: Int, _ pack: (UnsafeMutableRawPointer) -> Void) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0xEE, count: BlockPacking.byteCount(width: width) + 1)
        try bytes.withUnsafeMutableBytes { pack(try #require($0.baseAddress)) }
        #expect(bytes.last == 0xEE, "wrote past the block")
        return bytes
    }

    /// Packs by the words of the layout alone: lane l holds numbers l, 4 + l, 8 + l, …; each lane is a stream of bits,
    /// the least significant first; word w of all lanes is one vector of 16 bytes.
    private func reference(_ values: [UInt32], width: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 16 * width)
        for (place, value) in values.enumerated() {
            for bit in 0..<width where value >> UInt32(bit) & 1 == 1 {
                let inLane = place / 4 * width + bit
                bytes[inLane / 32 * 16 + place % 4 * 4 + inLane % 32 / 8] |= 1 << UInt8(inLane % 8)
            }
        }
        return bytes
    }

    @Test(arguments: 0...32) func bytesLieAsTheLayoutSays(width: Int) throws {
        let limit: UInt32 = width == 32 ? .max : (1 << UInt32(width)) - 1
        var random = SeededRandom(seed: UInt64(width) + 100)
        let mixed = (0..<128).map { _ in UInt32.random(in: 0...limit, using: &random) }
        for values in [mixed, [UInt32](repeating: limit, count: 128), [UInt32](repeating: 0, count: 128)] {
            let bytes = try packed(width) { BlockPacking.pack(values, width: width, into: $0) }
            #expect(Array(bytes.dropLast()) == reference(values, width: width))
            var back = [UInt32](repeating: 7, count: 128)
            try (reference(values, width: width) + [0]).withUnsafeBytes {
                BlockPacking.unpack(try #require($0.baseAddress), width: width, into: &back)
            }
            #expect(back == values)
        }
    }

    @Test(arguments: 1...32) func nothingBeyondTheBlockIsTouched(width: Int) throws {
        // Two pages, the second without access: whoever reads or writes there does not come back.
        let page = 4_096
        let flags = MAP_PRIVATE | MAP_ANONYMOUS
        let memory = try #require(mmap(nil, 4 * page, PROT_READ | PROT_WRITE, flags, -1, 0))
        defer { munmap(memory, 4 * page) }
        #expect(mprotect(memory + page, page, PROT_NONE) == 0 && mprotect(memory + 3 * page, page, PROT_NONE) == 0)
        let limit: UInt32 = width == 32 ? .max : (1 << UInt32(width)) - 1
        for shift in [0, 1, 3] {
            let block = memory + page - BlockPacking.byteCount(width: width) - shift
            let numbers = (memory + 3 * page - 512).bindMemory(to: UInt32.self, capacity: 128)
            for place in 0..<128 { numbers[place] = limit - UInt32(place) & limit }
            BlockPacking.pack(numbers, width: width, into: block)
            let expected = Array(UnsafeBufferPointer(start: numbers, count: 128))
            numbers.update(repeating: 0, count: 128)
            BlockPacking.unpack(block, width: width, into: numbers)
            #expect(Array(UnsafeBufferPointer(start: numbers, count: 128)) == expected, "\(shift) bytes off")
        }
    }
}
