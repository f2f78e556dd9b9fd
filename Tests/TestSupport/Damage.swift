// Owns: what disks, copies and hands do to files, from a seed.

import Storage

/// A way to damage bytes.
public enum Damage: CaseIterable, Sendable {
    case flippedBit, changedByte, zeroedSector, zeroedPage, randomPage, swappedPages, cutEnd, cutMiddle, garbageEnd
    case repeatedPart

    /// Damages bytes at a random place. The result may equal what was there, where that was zero or repetitive. O(n).
    ///
    /// - Returns: the first offset that may differ.
    public func apply(to bytes: inout [UInt8], _ random: inout SeededRandom) -> Int {
        guard !bytes.isEmpty else {
            bytes = [UInt8.random(in: 0...255, using: &random)]
            return 0
        }
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch self {
        case .flippedBit: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case .changedByte: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case .zeroedSector: return Self.fill(&bytes, Self.unit(512, at, bytes.count)) { 0 }
        case .zeroedPage: return Self.fill(&bytes, Self.unit(4_096, at, bytes.count)) { 0 }
        case .randomPage:
            return Self.fill(&bytes, Self.unit(4_096, at, bytes.count)) { UInt8.random(in: 0...255, using: &random) }
        case .swappedPages:
            let other = Int.random(in: 0..<bytes.count, using: &random)
            return Self.swap(&bytes, Self.unit(512, at, bytes.count), Self.unit(512, other, bytes.count))
        case .cutEnd: bytes.removeLast(bytes.count - at)
        case .cutMiddle: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...600, using: &random)))
        case .garbageEnd:
            let end = bytes.count
            for _ in 0..<Int.random(in: 1...600, using: &random) {
                bytes.append(UInt8.random(in: 0...255, using: &random))
            }
            return end
        case .repeatedPart:
            let end = min(bytes.count, at + Int.random(in: 1...600, using: &random))
            bytes.insert(contentsOf: bytes[at..<end], at: end)
            return end
        }
        return at
    }

    /// The unit of a disk that an offset lies in, as far as there is one.
    private static func unit(_ size: Int, _ at: Int, _ count: Int) -> Range<Int> {
        at / size * size..<min(count, (at / size + 1) * size)
    }

    private static func fill(_ bytes: inout [UInt8], _ range: Range<Int>, _ byte: () -> UInt8) -> Int {
        for index in range { bytes[index] = byte() }
        return range.lowerBound
    }

    private static func swap(_ bytes: inout [UInt8], _ a: Range<Int>, _ b: Range<Int>) -> Int {
        for (x, y) in zip(a, b) { bytes.swapAt(x, y) }
        return min(a.lowerBound, b.lowerBound)
    }
}
