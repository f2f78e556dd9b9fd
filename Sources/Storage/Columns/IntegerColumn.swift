// Owns: a whole number for every item: dates, ordinals, versions, kinds, norms.
//
// Goals: any item's value by one load, whatever its neighbours are; dates that are whole seconds take 4 bytes.
//
//   column = count:u64 minimum:i64 step:u64 width:u8 0:u8×7 number×count      number = u8, u16, u32 or u64 by width
//
// A value is minimum + step·number, modulo 2^64: the widest differences fit. The step is the greatest common divisor of
// the values' distances from the minimum, and the width the least that fits.
//
// Worked example: the values 1000, 4000 and 2500 are
//
//   03 00×7  E8 03 00×6             three values, the least 1000
//   DC 05 00×6  01 00×7             in steps of 1500, a byte each
//   00 02 01                        1000 + 0, + 2 · 1500, + 1 · 1500
//
// Drawbacks: one wide value widens all.
//
// Version 1: this.

/// Writes a column.
public enum IntegerColumnEncoder {
    /// The bytes of a column of these values. O(n).
    public static func encode(_ values: [Int64]) -> [UInt8] {
        let minimum = values.min() ?? 0
        var step: UInt64 = 0
        for value in values {
            step = greatestCommonDivisor(step, UInt64(bitPattern: value &- minimum))
            if step == 1 { break }
        }
        step = max(step, 1)
        let largest = UInt64(bitPattern: (values.max() ?? 0) &- minimum) / step
        let width: UInt8 = largest < 1 << 8 ? 1 : largest < 1 << 16 ? 2 : largest < 1 << 32 ? 4 : 8
        var bytes = ByteWriter()
        bytes.append(UInt64(values.count))
        bytes.append(UInt64(bitPattern: minimum))
        bytes.append(step)
        bytes.append(UInt64(width))
        for value in values {
            let number = UInt64(bitPattern: value &- minimum) / step
            switch width {
            case 1: bytes.append(UInt8(number))
            case 2: bytes.append(UInt16(number))
            case 4: bytes.append(UInt32(number))
            default: bytes.append(number)
            }
        }
        return bytes.bytes
    }

    private static func greatestCommonDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }
}

/// A column, opened.
///
/// Lifetime: points into the section's mapped bytes; the segment that owns the section must outlive it. The section's
/// checksums are verified when it is opened.
public struct IntegerColumn: @unchecked Sendable {
    public let count: Int
    @usableFromInline let minimum: Int64
    @usableFromInline let step: Int64
    /// Bytes a number is stored in: 1, 2, 4 or 8.
    public let width: UInt8
    @usableFromInline let numbers: UnsafeRawPointer
    private let section: Section

    public init(_ section: Section) throws(StorageError) {
        self.section = section
        let bytes = try section.all()
        guard bytes.count >= 32, let base = bytes.baseAddress else {
            throw section.corrupt(at: 0, expected: "a column", got: "\(bytes.count) bytes")
        }
        let stored = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        minimum = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: Int64.self))
        step = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 16, as: Int64.self))
        width = bytes[24]
        guard [1, 2, 4, 8].contains(width), stored < 1 << 32, bytes.count == 32 + Int(stored) * Int(width) else {
            throw section.corrupt(at: 0, expected: "\(stored) numbers of \(width) bytes", got: "\(bytes.count) bytes")
        }
        count = Int(stored)
        numbers = base + 32
    }

    /// The value of an item. O(1); traps on an item out of range.
    @inlinable
    public subscript(item: Int) -> Int64 {
        @inline(__always) get { value(of: item) }
    }

    @inlinable
    @inline(__always)
    func value(of item: Int) -> Int64 {
        precondition(item < count && item >= 0)
        let number: UInt64
        switch width {
        case 1: number = UInt64(numbers.load(fromByteOffset: item, as: UInt8.self))
        case 2: number = UInt64(UInt16(littleEndian: numbers.loadUnaligned(fromByteOffset: item * 2, as: UInt16.self)))
        case 4: number = UInt64(UInt32(littleEndian: numbers.loadUnaligned(fromByteOffset: item * 4, as: UInt32.self)))
        default: number = UInt64(littleEndian: numbers.loadUnaligned(fromByteOffset: item * 8, as: UInt64.self))
        }
        return minimum &+ step &* Int64(bitPattern: number)
    }

    /// The stored numbers of a column of width 1.
    public var bytes: UnsafePointer<UInt8> {
        precondition(width == 1)
        return numbers.assumingMemoryBound(to: UInt8.self)
    }

    /// The value that a stored number stands for.
    public func value(ofStored number: UInt64) -> Int64 { minimum &+ step &* Int64(bitPattern: number) }
}
