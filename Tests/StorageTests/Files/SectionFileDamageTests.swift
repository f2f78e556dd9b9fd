// Properties:
// 1. Every single flipped bit of a file is found by `verifyAll`, and so is every cut and every byte too many; the error
//    names the file and a place in it.
// 2. So is any seeded damage to a large file, of several pages.
// 3. A section is never read wrong: after any damage it gives what was written, or the error.
// 4. Damage is found where it is: the other pages can be read, the damaged one never, and the error's offset lies in
//    it.
// 5. Tables that no writer writes, under right checksums, are refused: overlapping, repeated, out of the file, out of
//    order.

import Storage
import TestSupport
import Testing

@Suite struct SectionFileDamageTests {
    /// Small, with an empty section, padding, and more than one section.
    private let small: [[UInt8]] = [[1, 2, 3], [], Array(repeating: 9, count: 70)]

    /// Of several pages, with an empty section.
    private static let large: [[UInt8]] = [3_000, 0, 150_000, 65_536, 700].map { size in
        var random = SeededRandom(seed: UInt64(size))
        return (0..<size).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
    private static let largeFile = Result { try Sections.file(large) }

    /// Opens and verifies; the error names the file and a place in it.
    private func expectFound(_ file: [UInt8], _ what: String) {
        do {
            try Sections.open(file).verifyAll()
            Issue.record("\(what): not found")
        } catch StorageError.corrupt(let name, let offset, _, _) {
            #expect(name == Sections.fileName && offset <= UInt64(max(file.count, 104)), "\(what)")
        } catch {
            Issue.record("\(what): threw \(error)")
        }
    }

    @Test func everyFlippedBitAndCutIsFound() throws {
        let file = try Sections.file(small)
        for place in file.indices {
            for bit in 0..<8 {
                var damaged = file
                damaged[place] ^= 1 << UInt8(bit)
                expectFound(damaged, "bit \(bit) of byte \(place)")
            }
            expectFound(Array(file[..<place]), "cut at \(place)")
        }
        for extra in [1, 40, 104, 5_000] { expectFound(file + [UInt8](repeating: 0, count: extra), "\(extra) more") }
        expectFound(file + file, "twice")
    }

    @Test(arguments: 0..<UInt64(FuzzRounds.scaled(300))) func seededDamageIsFoundAndNeverRead(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let sections = Self.large
        let file = try Self.largeFile.get()
        var damaged = file
        let damage = Damage.allCases[Int(seed) % Damage.allCases.count]
        _ = damage.apply(to: &damaged, &random)
        guard damaged != file else { return }
        expectFound(damaged, "seed \(seed), \(damage)")
        guard let opened = try? Sections.open(damaged) else { return }
        for (place, bytes) in sections.enumerated() {
            guard let section = try? opened.section(UInt16(place + 1)) else { continue }
            for _ in 0..<20 where !bytes.isEmpty {
                let from = Int.random(in: 0..<bytes.count, using: &random)
                let count = min(bytes.count - from, Int.random(in: 0...2_000, using: &random))
                guard let part = try? section.copy(at: UInt64(from), count: UInt64(count)) else { continue }
                #expect(part[...] == bytes[from..<from + count], "seed \(seed), \(damage)")
            }
        }
    }

    @Test func damageIsFoundWhereItIs() throws {
        let page = SectionFileFormat.pageSize
        let content = [UInt8](repeating: 3, count: page * 3 + 100)
        for damagedPage in 0...3 {
            var file = try Sections.file([[8], content])
            let start = 128
            file[start + damagedPage * page + 50] ^= 1
            let section = try Sections.open(file).section(2)
            #expect(section.fileOffset == UInt64(start))
            for _ in 0..<2 {
                for other in 0...3 {
                    let read = { try section.copy(at: UInt64(other * page), count: 100) }
                    guard other == damagedPage else {
                        #expect(try read().allSatisfy { $0 == 3 })
                        continue
                    }
                    let error = #expect(throws: StorageError.self) { try read() }
                    guard case .corrupt(_, let offset, _, _) = error else { continue }
                    #expect(offset == UInt64(start + damagedPage * page))
                }
                #expect(throws: StorageError.self) { try section.all() }
                #expect(throws: StorageError.self) { try section.verify(pages: 0..<section.pageCount) }
            }
        }
    }

    @Test(arguments: 0..<UInt64(FuzzRounds.scaled(400))) func hostileTablesAreRefused(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let file = try Sections.file(small)
        let table = ResealedFile.table(file)
        var hostile = table
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let damage = Damage.allCases[Int.random(in: 0..<Damage.allCases.count, using: &random)]
            _ = damage.apply(to: &hostile, &random)
        }
        // Section numbers and the two bytes of zeros say nothing of where bytes lie.
        guard Self.places(hostile) != Self.places(table) else { return }
        expectFound(ResealedFile.replaceTable(file, with: hostile), "seed \(seed)")
    }

    private static func places(_ table: [UInt8]) -> [UInt8] {
        table.enumerated().filter { place, _ in place < 4 || place >= 76 || (place - 4) % 24 >= 4 }.map(\.1)
    }

    @Test func sectionsMustFollowEachOther() throws {
        let file = try Sections.file(small)
        let table = ResealedFile.table(file)
        let rows = (0..<3).map { Array(table[4 + $0 * 24..<28 + $0 * 24]) }
        let pages = Array(table[76...])
        for order in [[0, 0, 2], [1, 0, 2], [2, 1, 0], [0, 2, 1]] {
            let hostile = Array(table[..<4]) + order.flatMap { rows[$0] } + pages
            expectFound(ResealedFile.replaceTable(file, with: hostile), "\(order)")
        }
        // Bytes that no section covers, zero like padding: the last one is said to begin 64 bytes later, under a checksum
        // of what is left of it.
        let zeros = try Sections.file([[1, 2, 3], [], [UInt8](repeating: 0, count: 70)])
        var gap = ByteWriter()
        gap.append(bytes: table[..<(4 + 48 + 8)])
        gap.append(192 as UInt64)
        gap.append(6 as UInt64)
        gap.append(bytes: pages.dropLast(4))
        gap.append(Checksum.crc32c(Array(zeros[192..<198])))
        expectFound(ResealedFile.replaceTable(zeros, with: gap.bytes), "a gap")
        // The same number twice: which section is it?
        var repeated = table
        repeated[4 + 24] = 1
        expectFound(ResealedFile.replaceTable(file, with: repeated), "a number twice")
    }
}
