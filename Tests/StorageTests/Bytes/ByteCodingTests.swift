// Properties:
// 1. What ByteWriter appends, ByteReader reads: numbers of every width, varints of every length, texts, byte strings;
//    to the last byte and not beyond.
// 2. Numbers lie little-endian, varints in LEB128, byte for byte.
// 3. Bytes cut anywhere are refused with the file's name and the place in the file.
// 4. A varint of more than 64 bits, or more than 32 where 32 are wanted, is refused, not cut.
// 5. Any order of reads over any bytes ends with values or a StorageError.

import TestSupport
import Testing

@testable import Storage

/// One value that can be written and read.
private enum Value: Equatable {
    case u8(UInt8), u16(UInt16), u32(UInt32), u64(UInt64), varint(UInt64), varint32(UInt32), text(String), bytes(
        [UInt8])

    init(_ random: inout SeededRandom) {
        let bits = UInt64.random(in: 0...64, using: &random)
        let number = bits == 0 ? 0 : random.next() >> (64 - bits)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: self = .u8(UInt8(truncatingIfNeeded: number))
        case 1: self = .u16(UInt16(truncatingIfNeeded: number))
        case 2: self = .u32(UInt32(truncatingIfNeeded: number))
        case 3: self = .u64(number)
        case 4: self = .varint(number)
        case 5: self = .varint32(UInt32(truncatingIfNeeded: number))
        case 6: self = .text(String(["", "a", "zürich", "日本", "👩‍👧"][Int(number % 5)]))
        default: self = .bytes((0..<Int(number % 200)).map { UInt8(truncatingIfNeeded: $0) })
        }
    }

    func write(to writer: inout ByteWriter) {
        switch self {
        case .u8(let value): writer.append(value)
        case .u16(let value): writer.append(value)
        case .u32(let value): writer.append(value)
        case .u64(let value): writer.append(value)
        case .varint(let value): writer.append(varint: value)
        case .varint32(let value): writer.append(varint: UInt64(value))
        case .text(let value): writer.append(text: value)
        case .bytes(let value): writer.append(bytes: value)
        }
    }

    /// The next value of the same kind.
    func read(_ reader: inout ByteReader) throws(StorageError) -> Value {
        switch self {
        case .u8: .u8(try reader.u8())
        case .u16: .u16(try reader.u16())
        case .u32: .u32(try reader.u32())
        case .u64: .u64(try reader.u64())
        case .varint: .varint(try reader.varint())
        case .varint32: .varint32(try reader.varint32())
        case .text: .text(try reader.text())
        // Byte by byte: of an array that nobody asks for, optimised code drops the making, and may drop it half (Swift 6.3: the
        // address sanitizer sees `Array(...)` of raw bytes written to after its release).
        case .bytes(let value): .bytes(try reader.bytes(value.count).map { $0 })
        }
    }
}

@Suite struct ByteCodingTests {
    private func reading<R>(_ bytes: [UInt8], base: UInt64 = 0, _ body: (inout ByteReader) throws -> R) throws -> R {
        try bytes.withUnsafeBytes { buffer in
            var reader = ByteReader(buffer, file: "a-file", base: base)
            return try body(&reader)
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>) func valuesComeBack(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let values = (0..<Int.random(in: 0...40, using: &random)).map { _ in Value(&random) }
        var writer = ByteWriter()
        for value in values { value.write(to: &writer) }
        try reading(writer.bytes) { reader in
            for value in values {
                let back = try value.read(&reader)
                #expect(back == value, "seed \(seed)")
            }
            #expect(reader.isAtEnd && reader.offset == writer.bytes.count, "seed \(seed)")
        }
        // Cut anywhere, some read fails, and says where.
        guard !writer.bytes.isEmpty else { return }
        let cut = Int.random(in: 0..<writer.bytes.count, using: &random)
        try reading(Array(writer.bytes.prefix(cut)), base: 1_000) { reader in
            do {
                for value in values { _ = try value.read(&reader) }
                #expect(values.last == .bytes([]), "seed \(seed): nothing missed")
            } catch StorageError.corrupt(let file, let offset, _, _) {
                #expect(file == "a-file" && (1_000...1_000 + UInt64(cut)).contains(offset), "seed \(seed)")
            } catch {
                Issue.record("seed \(seed): \(error)")
            }
        }
    }

    @Test func everyVarintLengthComesBack() throws {
        for bits in 0...63 {
            for value in [UInt64(1) << UInt64(bits), (UInt64(1) << UInt64(bits)) - 1, UInt64.max >> UInt64(bits)] {
                var bytes: [UInt8] = []
                bytes.appendVarint(value)
                #expect(bytes.count == max(1, (70 - value.leadingZeroBitCount) / 7))
                #expect(try reading(bytes) { try $0.varint() } == value)
            }
        }
    }

    @Test func bytesLieAsTheFormatSays() {
        var writer = ByteWriter()
        writer.append(0x0102 as UInt16)
        writer.append(0x0304_0506 as UInt32)
        writer.append(varint: 300)
        writer.append(text: "é")
        #expect(writer.bytes == [0x02, 0x01, 0x06, 0x05, 0x04, 0x03, 0xAC, 0x02, 0x02, 0xC3, 0xA9])
    }

    @Test func numbersThatDoNotFitAreRefused() throws {
        let largest = [UInt8](repeating: 0xFF, count: 9) + [0x01]
        #expect(try reading(largest) { try $0.varint() } == .max)
        for tooLarge in [
            [UInt8](repeating: 0xFF, count: 9) + [0x02], [UInt8](repeating: 0xFF, count: 10) + [0x00],
            [UInt8](repeating: 0x80, count: 11), [0x80],
        ] {
            #expect(throws: StorageError.self) { try reading(tooLarge) { try $0.varint() } }
        }
        #expect(try reading([0xFF, 0xFF, 0xFF, 0xFF, 0x0F]) { try $0.varint32() } == .max)
        #expect(throws: StorageError.self) { try reading([0x80, 0x80, 0x80, 0x80, 0x10]) { try $0.varint32() } }
        // A length that no memory could hold is only a length.
        #expect(throws: StorageError.self) { try reading(largest + [0x41]) { try $0.text() } }
    }

    @Test(arguments: 0..<100 as Range<UInt64>) func anyBytesCanBeRead(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<100 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            try reading(bytes) { reader in
                var writer = ByteWriter()
                do throws(StorageError) {
                    while !reader.isAtEnd { try Value(&random).read(&reader).write(to: &writer) }
                } catch {
                    #expect(error.description.hasPrefix("a-file is damaged"), "seed \(seed)")
                }
                // A number is not written longer than it was read; a byte that is no UTF-8 becomes three.
                #expect(writer.bytes.count <= 3 * reader.offset && reader.offset <= bytes.count, "seed \(seed)")
            }
        }
    }
}
