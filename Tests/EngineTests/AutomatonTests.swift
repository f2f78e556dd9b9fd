// Properties:
// 1. The Levenshtein automaton accepts exactly the words that the whole table of distances, in which a swap of neighbours
//    is one edit, finds near, and tells their distance, for words of one to four bytes a letter.
// 2. It makes a number of states that grows with the word and not with what is read.
// 3. Walking a sorted list of terms by what an automaton says passes over none that it would accept, and looks at few.
// 4. Grams leave every term that has some bytes in it, and few others.
// 5. A term dictionary's cursor seeks forward to the least key at least the target, from every place.

import Schema
import Storage
import TestSupport
import Testing

@testable import Engine

@Suite struct AutomatonTests {
    private static let alphabet = ["a", "b", "c", "é", "人", "𐍈", "\u{FFFD}", "\u{D7FF}", "\u{E000}", "\u{10FFFF}"]

    private func word(_ random: inout SeededRandom, _ length: ClosedRange<Int>) -> String {
        (0..<Int.random(in: length, using: &random)).map { _ in
            Self.alphabet[Int.random(in: 0..<Self.alphabet.count, using: &random)]
        }.joined()
    }

    /// Another word some edits away, swaps among them.
    private func edited(_ word: String, _ random: inout SeededRandom) -> String {
        var letters = Array(word.unicodeScalars)
        for _ in 0..<Int.random(in: 0...4, using: &random) where letters.count > 1 {
            let place = Int.random(in: 1..<letters.count, using: &random)
            switch Int.random(in: 0...3, using: &random) {
            case 0: letters.remove(at: place)
            case 1: letters.insert(letters[place - 1], at: place)
            default: letters.swapAt(place - 1, place)
            }
        }
        return String(String.UnicodeScalarView(letters))
    }

    @Test(arguments: 0..<20) func acceptsWhatIsNear(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let word = word(&random, 0...8)
        let limit = Int.random(in: 0...3, using: &random)
        var automaton = LevenshteinAutomaton(word, limit: limit)
        for round in 0..<400 {
            let other = round % 2 == 0 ? self.word(&random, 0...10) : edited(word, &random)
            var state = LevenshteinAutomaton.start
            for scalar in other.unicodeScalars { state = automaton.step(state, scalar.value) }
            let expected = editDistance(word, other)
            #expect(
                automaton.distance(state) == (expected <= limit ? expected : nil), "seed \(seed), \(word), \(other)")
        }
        #expect(automaton.stateCount <= (word.unicodeScalars.count + 1) * 200, "seed \(seed)")
    }

    @Test(arguments: 0..<20) func walkingMissesNothing(seed: UInt64) {
        var random = SeededRandom(seed: seed &+ 100)
        let terms = Set((0..<3_000).map { _ in word(&random, 1...8) }).map { Array($0.utf8) }
            .sorted { $0.lexicographicallyPrecedes($1) }
        let wanted = word(&random, 3...7)
        let limit = Int.random(in: 1...2, using: &random)
        var automaton = FuzzyAutomaton(wanted, limit: limit)
        var accepted: [[UInt8]] = []
        var looked = 0
        var at = 0
        walk: while at < terms.count {
            looked += 1
            switch terms[at].withUnsafeBufferPointer({ automaton.judge($0) }) {
            case .accept:
                accepted.append(terms[at])
                at += 1
            case .pass: at += 1
            case .skip:
                #expect(terms[at].lexicographicallyPrecedes(automaton.target), "seed \(seed): it goes forward")
                while at < terms.count, terms[at].lexicographicallyPrecedes(automaton.target) { at += 1 }
            case .end: break walk
            }
        }
        let expected = terms.filter { editDistance(wanted, String(decoding: $0, as: UTF8.self)) <= limit }
        #expect(accepted == expected, "seed \(seed), \(wanted)~\(limit)")
        if limit == 1 { #expect(looked < terms.count / 2, "seed \(seed) looks at \(looked) of \(terms.count)") }
    }

    @Test(arguments: 0..<10) func gramsLeaveAllThatHave(seed: UInt64) throws {
        var random = SeededRandom(seed: seed &+ 300)
        let terms = Set((0..<2_000).map { _ in word(&random, 1...9) }).sorted()
        var collected = CollectedTerms()
        for (number, term) in terms.enumerated() { collected.append(term.utf8, items: UInt64(number)) }
        let grams = try TermGrams(collected, SearchBudget(deadline: nil, isCancelled: { false }))
        func found(_ narrowing: TermNarrowing) -> [String] {
            grams.candidates(narrowing).map { number in
                grams.withTerm(number) { bytes, items in
                    #expect(items == UInt64(number))
                    return String(decoding: bytes, as: UTF8.self)
                }
            }
        }
        func has(_ term: String, _ part: [UInt8]) -> Bool {
            let bytes = Array(term.utf8)
            return bytes.indices.contains { bytes[$0...].starts(with: part) }
        }
        for _ in 0..<20 {
            let part = Array(word(&random, 3...4).utf8)
            let left = found(.having(part))
            #expect(left == left.sorted() && Set(left).count == left.count, "seed \(seed)")
            #expect(Set(left).isSuperset(of: terms.filter { has($0, part) }), "seed \(seed), \(part)")
            #expect(left.count < terms.count / 2, "seed \(seed), \(part) leaves \(left.count)")
            let parts = [part, Array("人".utf8)]
            let any = found(.havingAny(parts))
            let expected = terms.filter { term in parts.contains { has(term, Array($0[..<3])) } }
            #expect(Set(any).isSuperset(of: expected), "seed \(seed), \(parts)")
        }
    }

    /// A dictionary of these keys.
    private func dictionary(_ keys: [[UInt8]]) throws -> TermDictionary {
        var encoder = TermDictionaryEncoder()
        for (number, key) in keys.enumerated() {
            key.withUnsafeBytes { encoder.append($0, references: number + 1, payload: Array(key.prefix(3))) }
        }
        let (terms, rows) = encoder.finish()
        let identity = FileIdentity(kind: 9, index: KeyHash(high: 1, low: 2), generation: 3)
        var writer = SectionFileWriter(identity, to: nil)
        for (id, bytes) in [terms, rows].enumerated() {
            try writer.beginSection(UInt16(id))
            try writer.append(bytes)
            try writer.endSection()
        }
        try writer.finish()
        let file = try SectionFile.open(MappedBytes(copying: writer.bytes), name: "test", expecting: 9)
        return try TermDictionary(terms: file.section(0), index: file.section(1))
    }

    @Test(arguments: 0..<5) func cursorsSeekForward(seed: UInt64) throws {
        var random = SeededRandom(seed: seed &+ 200)
        let keys = Set((0..<400).map { _ in word(&random, 1...6) }).map { Array($0.utf8) }
            .sorted { $0.lexicographicallyPrecedes($1) }
        let dictionary = try dictionary(keys)
        for _ in 0..<300 {
            let from = Int.random(in: 0..<keys.count - 1, using: &random)
            var target = keys[Int.random(in: from + 1..<keys.count, using: &random)]
            if Bool.random(using: &random) { target.append(0) }
            var cursor = try dictionary.cursor(from: keys[from])
            if Bool.random(using: &random) { _ = try cursor.next() }
            try cursor.seek(target)
            for expected in keys.drop(while: { $0.lexicographicallyPrecedes(target) }).prefix(40) {
                #expect(try cursor.next(), "seed \(seed)")
                #expect(cursor.key == expected, "seed \(seed)")
            }
        }
    }
}
