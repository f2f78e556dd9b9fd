// Properties:
// 1. Any 128 numbers come back, at every width, with no exceptions, some, and nothing but exceptions.
// 2. A block is never larger than it would be without exceptions.
// 3. Every cut, and every width, place and exception that does not fit, is refused.

import Kernels
import TestSupport
import Testing

@testable import Storage

@Suite struct PatchedBlockTests {
    private func encoded(_ values: [UInt32]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var values = values
        try values.withUnsafeMutableBufferPointer { PatchedBlock.append(try #require($0.baseAddress), to: &bytes) }
        return bytes
    }

    private func decoded(_ bytes: [UInt8]) throws -> (values: [UInt32], end: Int) {
        let section = try Sections.section(bytes)
        var values = [UInt32](repeating: 7, count: 128)
        var at = 0
        let location = SectionLocation(section: section, offset: 0)
        try PatchedBlock.decode(section.all(), at: &at, into: &values, location)
        return (values, at)
    }

    @Test(arguments: 0...32, [0, 1, 5, 30, 127, 128]) func anyNumbersComeBack(bits: Int, exceptions: Int) throws {
        var random = SeededRandom(seed: UInt64(bits * 1_000 + exceptions))
        let limit: UInt32 = bits == 32 ? .max : (1 << UInt32(bits)) - 1
        var values = (0..<128).map { _ in UInt32.random(in: 0...limit, using: &random) }
        for _ in 0..<exceptions {
            values[Int.random(in: 0..<128, using: &random)] = UInt32.random(in: 0...UInt32.max, using: &random)
        }
        let bytes = try encoded(values)
        let (back, end) = try decoded(bytes)
        #expect(back == values && end == bytes.count)
        let plain = values.withUnsafeBufferPointer { buffer in buffer.baseAddress.map { BlockPacking.width($0) } ?? 0 }
        #expect(bytes.count <= 2 + BlockPacking.byteCount(width: plain))
    }

    @Test func everyCutIsRefused() throws {
        let bytes = try encoded((0..<128).map { $0 % 30 == 0 ? .max : 5 })
        for cut in bytes.indices {
            #expect(throws: StorageError.self, "cut at \(cut)") { try decoded(Array(bytes[..<cut])) }
        }
    }

    @Test func whatDoesNotFitIsRefused() throws {
        let zeros = [UInt8](repeating: 0, count: 600)
        for bad in [
            [33, 0] + zeros, [255, 0] + zeros, [0, 1, 128, 1], [0, 1, 255, 1], [32, 1] + zeros[..<512] + [0, 1],
            [4, 1] + zeros[..<64] + [0, 0x80, 0x80, 0x80, 0x80, 0x01], [0, 2, 0, 1],
            [0, 1, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
        ] as [[UInt8]] {
            #expect(throws: StorageError.self, "\(bad.prefix(4))") { try decoded(bad) }
        }
    }
}
