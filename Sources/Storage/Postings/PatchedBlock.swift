// Owns: 128 numbers of which most are small, in few bytes.
//
// Goals: a few large numbers among small ones do not widen the others; decoding stays straight-line code and a short
// loop.
//
//   block     = width:u8 exceptionCount:u8 packed exception×exceptionCount
//   packed    = 128 numbers of width bits, BlockPacking's layout: each number's low bits
//   exception = place:u8 high:varint                    (the number is high · 2^width + its low bits)
//
// The width is the one that makes the block smallest (PForDelta: Zukowski et al., ICDE 2006).
//
// Worked example: 127 zeros and a 300 at place 2 are
//
//   00 01  02 AC 02                 no bits, one exception: place 2, 300
//
// Drawbacks: a block of many middling numbers pays two to six bytes for each it cannot fit.
//
// Version 1: this.

import Kernels

/// Encodes and decodes blocks.
enum PatchedBlock {
    static let count = PostingsFormat.blockSize

    /// Appends a block. - Parameter values: 128 numbers; they are changed.
    static func append(_ values: UnsafeMutablePointer<UInt32>, to bytes: inout [UInt8]) {
        let width = bestWidth(values)
        bytes.append(UInt8(width))
        let countAt = bytes.count
        bytes.append(0)
        var exceptions: [(place: UInt8, high: UInt32)] = []
        let mask: UInt32 = width == 32 ? .max : (1 << UInt32(width)) - 1
        for place in 0..<count where values[place] > mask {
            exceptions.append((UInt8(place), values[place] >> UInt32(width)))
            values[place] &= mask
        }
        bytes.appendPacked(values, width: width)
        bytes[countAt] = UInt8(exceptions.count)
        for exception in exceptions {
            bytes.append(exception.place)
            bytes.appendVarint(UInt64(exception.high))
        }
    }

    /// The width at which packed bits and exceptions take the fewest bytes.
    private static func bestWidth(_ values: UnsafePointer<UInt32>) -> Int {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 33) { ofLength in
            ofLength.update(repeating: 0)
            for place in 0..<count { ofLength[32 - values[place].leadingZeroBitCount] += 1 }
            var best = (width: 32, size: Int.max)
            var longest = 32
            while longest > 0, ofLength[longest] == 0 { longest -= 1 }
            for width in 0...longest {
                var size = 16 * width
                if width < longest {
                    for length in (width + 1)...longest where ofLength[length] > 0 {
                        size += Int(ofLength[length]) * (1 + (length - width + 6) / 7)
                    }
                }
                if size < best.size { best = (width, size) }
            }
            return best.width
        }
    }

    /// Reads the block at `at` and moves past it.
    static func decode(
        _ bytes: UnsafeRawBufferPointer, at: inout Int, into values: UnsafeMutablePointer<UInt32>,
        _ location: SectionLocation
    ) throws(StorageError) {
        guard let origin = bytes.baseAddress, at >= 0, at + 2 <= bytes.count else {
            throw location.corrupt(at, "a block", "the list's end")
        }
        let width = Int(bytes[at])
        let exceptions = Int(bytes[at + 1])
        let packed = BlockPacking.byteCount(width: width)
        guard width <= 32, at + 2 + packed <= bytes.count else {
            throw location.corrupt(at, "a width that fits", "\(width) bits")
        }
        BlockPacking.unpack(origin + at + 2, width: width, into: values)
        at += 2 + packed
        for _ in 0..<exceptions {
            guard at < bytes.count, bytes[at] < count else {
                throw location.corrupt(at, "a place below \(count)", "none")
            }
            let place = Int(bytes[at])
            at += 1
            let high = try location.varint(bytes, &at)
            guard width < 32, high <= UInt64(UInt32.max >> UInt32(width)) else {
                throw location.corrupt(at, "a number of 32 bits", "more")
            }
            values[place] |= UInt32(high) << UInt32(width)
        }
    }
}

extension [UInt8] {
    /// Appends 128 numbers of `width` bits in BlockPacking's layout.
    mutating func appendPacked(_ values: UnsafePointer<UInt32>, width: Int) {
        let size = BlockPacking.byteCount(width: width)
        guard size > 0 else { return }
        withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) { buffer in
            guard let base = buffer.baseAddress else { return }
            BlockPacking.pack(values, width: width, into: base)
            append(contentsOf: UnsafeRawBufferPointer(buffer))
        }
    }
}
