// Properties:
// 1. Every key comes back in order with its entry, at numbers of keys around a block's end; keys are any bytes, empty
//    and long ones, with and without common beginnings.
// 2. A look-up finds every key and no other; a cursor from any bytes begins at the least key that is not below them.
// 3. References give their payloads back, and lists after them are still found.
// 4. Indexes and blocks that do not fit, terms without items, and numbers of more than 32 bits are refused.
// 5. Hostile bytes end in a StorageError or in a walk that ends.

import TestSupport
import Testing

@testable import Storage

@Suite struct TermDictionaryTests {
    private struct Term {
        var key: [UInt8]
        var entry: TermEntry
        var payload: [UInt8]?
    }

    /// What keys look like.
    enum Keys: CaseIterable { case words, prefixes, bytes, long }

    private func keys(_ count: Int, _ kind: Keys, _ random: inout SeededRandom) -> [[UInt8]] {
        var keys: Set<[UInt8]> = []
        if count > 3 { keys.insert([]) }
        while keys.count < count {
            let length: Int
            switch kind {
            case .words, .bytes: length = Int.random(in: 1...8, using: &random)
            case .prefixes: length = Int.random(in: 1...40, using: &random)
            case .long: length = Int.random(in: 200...700, using: &random)
            }
            keys.insert(
                (0..<length).map { place in
                    switch kind {
                    case .words: UInt8.random(in: 0x61...0x7A, using: &random)
                    case .prefixes: place < 30 ? 0x61 : UInt8.random(in: 0x61...0x63, using: &random)
                    case .bytes, .long:
                        [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)][Int(random.next() % 6)]
                    }
                })
        }
        return keys.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Terms whose lists follow each other, as an encoder of postings makes them.
    private func terms(_ count: Int, _ kind: Keys, _ random: inout SeededRandom) -> [Term] {
        var postings: UInt64 = 0
        var occurrences: UInt64 = 0
        func number() -> UInt32 { UInt32(truncatingIfNeeded: random.next() >> (32 + random.next() % 32)) }
        return keys(count, kind, &random).map { key in
            var entry = TermEntry(postingsOffset: postings, occurrencesOffset: occurrences)
            if random.next() % 6 == 0 {
                entry.isReference = true
                entry.count = max(1, number())
                return Term(key: key, entry: entry, payload: (0..<Int(random.next() % 30)).map { UInt8($0) })
            }
            entry.count = random.next() % 2 == 0 ? 1 : max(2, number())
            entry.hasOccurrences = random.next() % 2 == 0
            entry.hasOneForm = entry.hasOccurrences && random.next() % 2 == 0
            if entry.count == 1 {
                entry.single.item = random.next() % 9 == 0 ? .max : number()
                if entry.hasOccurrences { (entry.single.count, entry.single.extra) = (max(1, number()), number()) }
            } else {
                entry.postingsLength = UInt64(number())
            }
            if entry.hasOccurrences { entry.occurrencesLength = UInt64(number()) }
            postings += entry.postingsLength
            occurrences += entry.occurrencesLength
            return Term(key: key, entry: entry)
        }
    }

    private func encoded(_ terms: [Term]) -> [[UInt8]] {
        var encoder = TermDictionaryEncoder()
        for term in terms {
            term.key.withUnsafeBytes { key in
                if let payload = term.payload {
                    encoder.append(key, references: Int(term.entry.count), payload: payload)
                } else {
                    encoder.append(key, term.entry)
                }
            }
        }
        let (terms, index) = encoder.finish()
        return [terms, index]
    }

    private func dictionary(_ bytes: [[UInt8]]) throws -> TermDictionary {
        let sections = try Sections.sections(bytes)
        return try TermDictionary(terms: sections[0], index: sections[1])
    }

    private func check(_ found: TermEntry, _ term: Term, _ dictionary: TermDictionary, _ what: Comment) throws {
        guard let payload = term.payload else {
            #expect(found == term.entry, what)
            return
        }
        #expect(found.isReference && found.count == term.entry.count, what)
        let back = try withExtendedLifetime(dictionary) { Array(try dictionary.payload(of: found)) }
        #expect(back == payload, what)
        var reader = try dictionary.reader(of: found)
        #expect(try Array(reader.bytes(payload.count)) == payload && reader.isAtEnd, what)
    }

    @Test(arguments: [0, 1, 2, 4, 31, 32, 33, 64, 65, 127, 128, 129, 1_000], Keys.allCases) func termsComeBack(
        count: Int, kind: Keys
    ) throws {
        var random = SeededRandom(seed: UInt64(count))
        let terms = terms(count, kind, &random)
        let dictionary = try dictionary(encoded(terms))
        #expect(dictionary.blockCount == (count + 31) / 32)
        let what: Comment = "\(count) \(kind)"
        var cursor = try dictionary.cursor(from: UnsafeRawBufferPointer(start: nil, count: 0))
        for term in terms {
            #expect(try cursor.next() && cursor.key == term.key, what)
            try check(cursor.entry, term, dictionary, what)
            let found = try term.key.withUnsafeBytes { try dictionary.find($0) }
            try check(#require(found), term, dictionary, what)
        }
        #expect(try !cursor.next() && !cursor.next(), what)
        for _ in 0..<100 {
            var probe = terms.randomElement(using: &random)?.key ?? [0x61]
            switch random.next() % 4 {
            case 0: probe.append(UInt8.random(in: 0...255, using: &random))
            case 1: _ = probe.popLast()
            case 2: if !probe.isEmpty { probe[probe.count - 1] &+= 1 }
            default: probe = [UInt8.random(in: 0...255, using: &random)]
            }
            let expected = terms.first { !$0.key.lexicographicallyPrecedes(probe) }
            var from = try probe.withUnsafeBytes { try dictionary.cursor(from: $0) }
            #expect(try from.next() == (expected != nil), what)
            if let expected { #expect(from.key == expected.key, what) }
            let found = try probe.withUnsafeBytes { try dictionary.find($0) }
            #expect((found != nil) == (expected?.key == probe), what)
        }
    }

    @Test func whatDoesNotFitIsRefused() throws {
        var random = SeededRandom(seed: 2)
        let good = encoded(terms(100, .words, &random))
        for cut in [0, 3, 4, 20, 63] {
            #expect(throws: StorageError.self) { try self.dictionary([good[0], Array(good[1].prefix(cut))]) }
        }
        /// A dictionary of one block of one term under the key `a`.
        func one(_ place: [UInt8]) throws -> TermEntry? {
            let terms: [UInt8] = [1, 0, 0, 0, 1, 0x61] + place
            var index = ByteWriter()
            index.append(1 as UInt32)
            index.append(0 as UInt64)
            index.append(0 as UInt32)
            index.append(UInt64(terms.count))
            index.append(1 as UInt32)
            index.append(0x61 as UInt8)
            let dictionary = try dictionary([terms, index.bytes])
            return try [0x61 as UInt8].withUnsafeBytes { try dictionary.find($0) }
        }
        #expect(try one([0, 2, 5])?.postingsLength == 5)
        #expect(try one([0, 1, 5 << 2])?.single == TermEntry.Posting(item: 5))
        let tooLarge: [UInt8] = [0x80, 0x80, 0x80, 0x80, 0x10]
        for bad in [
            [0, 0, 5], [0] + tooLarge + [5], [0, 1, 0x80, 0x80, 0x80, 0x80, 0x40], [1, 1, 6] + tooLarge + [1],
            [1, 1, 5] + tooLarge + [1], [4, 1, 9, 1], [0, 2], [],
        ] {
            #expect(throws: StorageError.self, "\(bad)") { try one(bad) }
        }
    }

    @Test(arguments: Keys.allCases) func hostileBytesStayWithinBounds(kind: Keys) throws {
        var random = SeededRandom(seed: 9)
        let terms = terms(100, kind, &random)
        func read(_ sections: [Section]) throws {
            let dictionary = try TermDictionary(terms: sections[0], index: sections[1])
            for term in terms where random.next() % 4 == 0 {
                do { _ = try term.key.withUnsafeBytes { try dictionary.find($0) } } catch is StorageError {}
            }
            var cursor = try dictionary.cursor(from: UnsafeRawBufferPointer(start: nil, count: 0))
            var count = 0
            while try cursor.next() {
                count += 1
                if cursor.entry.isReference { _ = try dictionary.payload(of: cursor.entry) }
            }
            #expect(count <= sections[0].count * max(1, dictionary.blockCount))
        }
        try HostileBytes.feed(encoded(terms), rounds: 200, to: read)
        try HostileBytes.feedNoise(sections: 2, rounds: 100, to: read)
    }
}
