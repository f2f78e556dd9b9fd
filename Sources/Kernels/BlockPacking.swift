// Owns: blocks of 128 numbers in as few bits as their largest needs. The generated functions do the work.

import CPlatform

/// Packs and unpacks blocks of 128 numbers in the 4-lane vertical layout of Lemire and Boytsov, "Decoding billions of
/// integers per second through vectorization" (SPE 45, 2015), as generate.py describes it.
///
/// All pointers may be unaligned. Every call is O(1): a block.
public enum BlockPacking {
    /// Numbers in a block.
    public static let count = 128

    /// The bits of the largest of 128 numbers, 0 to 32.
    public static func width(_ values: UnsafePointer<UInt32>) -> Int {
        let source = VectorSource(base: UnsafeRawPointer(values))
        var all = Vector(repeating: 0)
        for index in 0..<32 { all = or(all, source.get(index)) }
        return 32 - (all[0] | all[1] | all[2] | all[3]).leadingZeroBitCount
    }

    /// The bytes of a packed block: 16 a bit.
    public static func byteCount(width: Int) -> Int { 16 * width }

    /// Packs 128 numbers, none with more than `width` bits, into `byteCount(width:)` bytes.
    public static func pack(_ values: UnsafePointer<UInt32>, width: Int, into target: UnsafeMutableRawPointer) {
        precondition(width >= 0 && width <= 32)
        Kernels.pack(width: width, VectorSource(base: UnsafeRawPointer(values)), VectorTarget(base: target))
    }

    /// Unpacks `byteCount(width:)` bytes into 128 numbers.
    public static func unpack(_ source: UnsafeRawPointer, width: Int, into values: UnsafeMutablePointer<UInt32>) {
        precondition(width >= 0 && width <= 32)
        guard width > 0 else {
            values.update(repeating: 0, count: count)
            return
        }
        Kernels.unpack(
            width: width, VectorSource(base: source), VectorTarget(base: UnsafeMutableRawPointer(values)))
    }

    /// The width of 128 strictly ascending numbers as deltas: the first from `base`, each other from the one before it
    /// plus one.
    public static func deltaWidth(_ ascending: UnsafePointer<UInt32>, base: UInt32) -> Int {
        var all: UInt32 = 0
        var next = base
        for index in 0..<count {
            all |= ascending[index] &- next
            next = ascending[index] &+ 1
        }
        return 32 - all.leadingZeroBitCount
    }

    /// Packs 128 strictly ascending numbers as the deltas of ``deltaWidth(_:base:)``.
    public static func packDeltas(
        _ ascending: UnsafePointer<UInt32>, base: UInt32, width: Int, into target: UnsafeMutableRawPointer
    ) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { deltas in
            var next = base
            for index in 0..<count {
                deltas[index] = ascending[index] &- next
                next = ascending[index] &+ 1
            }
            guard let source = deltas.baseAddress else { return }
            pack(source, width: width, into: target)
        }
    }

    /// Unpacks what ``packDeltas(_:base:width:into:)`` packed.
    public static func unpackDeltas(
        _ source: UnsafeRawPointer, base: UInt32, width: Int, into values: UnsafeMutablePointer<UInt32>
    ) {
        unpack(source, width: width, into: values)
        let target = VectorTarget(base: UnsafeMutableRawPointer(values))
        let deltas = VectorSource(base: UnsafeRawPointer(values))
        // Sums of delta + 1, begun one below the base.
        var carry = Vector(repeating: base &- 1)
        for index in 0..<32 {
            carry = boxfish_prefix_sum(deltas.get(index) &+ Vector(repeating: 1), carry)
            target.put(index, carry)
        }
    }
}
