// Owns: text to tokens.
//
// Words are those of UAX #29 (Unicode 15) with these departures, each tested by name:
//
// | text | UAX #29 | here | why |
// |---|---|---|---|
// | `ann@x.com`, `enron.com` | `ann` `x.com`; one word | `ann` `x` `com`; `enron` `com` | addresses and hosts are found whole, as the phrase of their parts, and by part |
// | `o'reilly`, `can't`, `U.S.A`, `a:b` | one word | two or more | a bare query word with inner punctuation is the phrase of its parts |
// | `report_final` | one word | `report` `final` | file names by part |
// | `3.14`, `1,2` | one word | `3` `14`; `1` `2` | the same rule for numbers |
// | `12,000` | one word | `12000` | a comma before exactly three digits groups them |
// | `INV-2047` | `INV` `2047` | the same | ticket numbers: UAX #29 does it already |
// | Han, Kana, Thai, Lao, Khmer, Burmese | a character each, Katakana in runs | dictionary words | they are written without blanks |
// | emoji, flags | a word each | a token each, variation selectors dropped | they are searched for |
// | soft hyphen, zero width | part of the word | part of the word, dropped from the term | they are not seen |
//
// A term is folded: NFKC_Casefold, then without accents (CText's `boxfish_fold`). It is at most 255 bytes; what is longer is
// cut there. Bytes that are not UTF-8 separate words.

import CText

/// Splits text into tokens. Not thread-safe: one for each thread.
public final class TextTokenizer {
    static let maximumTermBytes = 255

    private let tables = CharacterTables.shared
    private let dictionary = DictionaryBreaker()

    public init() {}

    /// The tokens of a value. O(text).
    public func tokenize(_ text: String, into batch: inout TokenBatch) {
        var text = text
        text.withUTF8 { tokenize($0, into: &batch) }
    }

    /// The tokens of a value in UTF-8. O(text).
    public func tokenize(_ text: UnsafeBufferPointer<UInt8>, into batch: inout TokenBatch) {
        batch.tokens.removeAll(keepingCapacity: true)
        guard let base = text.baseAddress else { return }
        // A term is at most as long as its source but for the few code points that fold to several: those check.
        let needed = text.count * 2 + 1_024
        if batch.arena.count < needed {
            batch.arena.append(contentsOf: repeatElement(0, count: needed - batch.arena.count))
        }
        var tokens = batch.tokens
        batch.tokens = []
        batch.arena.withUnsafeMutableBufferPointer { arena in
            guard let target = arena.baseAddress else { return }
            var run = TokenRun(
                text: base, count: text.count, arena: target, capacity: arena.count, tables: tables,
                dictionary: dictionary)
            run.scan(&tokens)
        }
        batch.tokens = tokens
    }
}

/// One pass over one value. Lifetime: that of the call it is made in.
private struct TokenRun {
    let text: UnsafePointer<UInt8>
    let count: Int
    let arena: UnsafeMutablePointer<UInt8>
    let capacity: Int
    let tables: CharacterTables
    let dictionary: DictionaryBreaker
    /// Where the next term's bytes go.
    var used = 0
    var position: UInt32 = 0
    var at = 0

    mutating func scan(_ tokens: inout [Token]) {
        while at < count {
            let byte = text[at]
            if byte < 0x80 {
                if tables.classes[Int(byte)] == CharacterClass.word {
                    word(&tokens)
                } else {
                    at &+= 1
                }
                continue
            }
            let (codePoint, length) = decode(at)
            switch tables.classOf(codePoint) {
            case CharacterClass.word: word(&tokens)
            case CharacterClass.dictionary: dictionaryRun(&tokens)
            case CharacterClass.picture, CharacterClass.flag: picture(&tokens)
            default: at &+= length
            }
        }
    }

    /// The code point at a place and its bytes; U+FFFD and one byte where there is none.
    @inline(__always)
    private func decode(_ at: Int) -> (UInt32, Int) {
        let first = UInt32(text[at])
        if first < 0x80 { return (first, 1) }
        func next(_ offset: Int) -> UInt32? {
            guard at &+ offset < count else { return nil }
            let byte = UInt32(text[at &+ offset])
            return byte & 0xC0 == 0x80 ? byte & 0x3F : nil
        }
        guard let second = next(1) else { return (0xFFFD, 1) }
        if first & 0xE0 == 0xC0, first >= 0xC2 { return ((first & 0x1F) << 6 | second, 2) }
        guard let third = next(2) else { return (0xFFFD, 1) }
        if first & 0xF0 == 0xE0 {
            let codePoint = (first & 0x0F) << 12 | second << 6 | third
            return codePoint >= 0x800 && !(0xD800..<0xE000).contains(codePoint) ? (codePoint, 3) : (0xFFFD, 1)
        }
        guard first & 0xF8 == 0xF0, let fourth = next(3) else { return (0xFFFD, 1) }
        let codePoint = (first & 0x07) << 18 | second << 12 | third << 6 | fourth
        return codePoint >= 0x10000 && codePoint < 0x110000 ? (codePoint, 4) : (0xFFFD, 1)
    }

    // MARK: Words

    private mutating func word(_ tokens: inout [Token]) {
        let start = at
        let termStart = used
        var hasDigit = false
        var hasLetter = false
        var end = at
        while at < count {
            let byte = text[at]
            if byte < 0x80 {
                if byte >= 0x61 && byte <= 0x7A {
                    put(byte)
                    hasLetter = true
                } else if byte >= 0x41 && byte <= 0x5A {
                    put(byte | 0x20)
                    hasLetter = true
                } else if byte >= 0x30 && byte <= 0x39 {
                    put(byte)
                    hasDigit = true
                } else if byte == 0x2C, !hasLetter, isGroupingComma(start) {
                    // Dropped: 12,000 is 12000.
                } else {
                    break
                }
                at &+= 1
                end = at
                continue
            }
            let (codePoint, length) = decode(at)
            let kind = tables.classOf(codePoint)
            if kind == CharacterClass.word {
                hasLetter = true
                end = at &+ length
            } else if kind == CharacterClass.extend {
                end = at &+ length
            } else if kind != CharacterClass.ignored {
                break
            }
            fold(codePoint)
            at &+= length
        }
        finish(termStart, start..<end, isStemmable: hasLetter && !hasDigit, &tokens)
    }

    /// Whether the comma at `at` groups digits: one to three digits before it, exactly three after.
    private func isGroupingComma(_ start: Int) -> Bool {
        var before = 0
        while at - before - 1 >= start, isDigit(at - before - 1) { before += 1 }
        guard (1...3).contains(before) else { return false }
        return at + 3 < count && isDigit(at + 1) && isDigit(at + 2) && isDigit(at + 3) && !isWordByte(at + 4)
    }

    private func isDigit(_ place: Int) -> Bool { place < count && text[place] >= 0x30 && text[place] <= 0x39 }

    private func isWordByte(_ place: Int) -> Bool {
        guard place < count else { return false }
        let byte = text[place]
        return byte >= 0x80 || tables.classes[Int(byte)] == CharacterClass.word
    }

    @inline(__always)
    private mutating func put(_ byte: UInt8) {
        guard used &+ 16 < capacity else { return }
        arena[used] = byte
        used &+= 1
    }

    private mutating func put(codePoint: UInt32) {
        if codePoint < 0x80 {
            put(UInt8(codePoint))
        } else if codePoint < 0x800 {
            put(UInt8(0xC0 | codePoint >> 6))
            put(UInt8(0x80 | codePoint & 0x3F))
        } else if codePoint < 0x10000 {
            put(UInt8(0xE0 | codePoint >> 12))
            put(UInt8(0x80 | codePoint >> 6 & 0x3F))
            put(UInt8(0x80 | codePoint & 0x3F))
        } else {
            put(UInt8(0xF0 | codePoint >> 18))
            put(UInt8(0x80 | codePoint >> 12 & 0x3F))
            put(UInt8(0x80 | codePoint >> 6 & 0x3F))
            put(UInt8(0x80 | codePoint & 0x3F))
        }
    }

    /// Adds the folded form of a code point to the term.
    private mutating func fold(_ codePoint: UInt32) {
        guard codePoint < CharacterTables.limit else {
            put(codePoint: codePoint)
            return
        }
        let fold = tables.folds[Int(codePoint)]
        if fold < CharacterTables.dropped {
            put(codePoint: fold)
        } else if fold & CharacterTables.several != 0 {
            let place = Int(fold & ~CharacterTables.several)
            for index in 0..<Int(tables.sequences[place]) {
                let part = tables.sequences[place + 1 + index]
                // A fold may bring punctuation and blanks (U+FDFA, ½): only words stay.
                if tables.classOf(part) != CharacterClass.separator { put(codePoint: part) }
            }
        }
    }

    private mutating func finish(
        _ termStart: Int, _ source: Range<Int>, isStemmable: Bool, _ tokens: inout [Token]
    ) {
        var length = used &- termStart
        if length > TextTokenizer.maximumTermBytes {
            length = TextTokenizer.maximumTermBytes
            while length > 0, arena[termStart + length] & 0xC0 == 0x80 { length -= 1 }
            used = termStart &+ length
        }
        guard length > 0 else { return }
        tokens.append(
            Token(
                start: UInt32(truncatingIfNeeded: termStart), length: UInt16(truncatingIfNeeded: length),
                isStemmable: isStemmable, position: position,
                sourceStart: UInt32(truncatingIfNeeded: source.lowerBound),
                sourceEnd: UInt32(truncatingIfNeeded: source.upperBound),
                hash: TermHash.hash(arena + termStart, length)))
        position &+= 1
    }

    // MARK: Dictionary scripts

    private mutating func dictionaryRun(_ tokens: inout [Token]) {
        let start = at
        while at < count {
            let (codePoint, length) = decode(at)
            let kind = tables.classOf(codePoint)
            let goesOn =
                kind == CharacterClass.dictionary || kind == CharacterClass.extend
                || kind == CharacterClass.ignored
            // A run is broken as a whole, so it is bounded.
            guard goesOn, at - start < DictionaryBreaker.maximumBytes else { break }
            at &+= length
        }
        let end = at
        dictionary.split(UnsafeBufferPointer(start: text + start, count: end - start))
        for piece in dictionary.pieces {
            let termStart = used
            at = start + piece.lowerBound
            while at < start + piece.upperBound {
                let (codePoint, length) = decode(at)
                fold(codePoint)
                at &+= length
            }
            finish(
                termStart, start + piece.lowerBound..<start + piece.upperBound, isStemmable: false, &tokens)
        }
        at = end
    }

    // MARK: Pictures

    /// An emoji with what modifies it and what is joined to it, or a flag of two letters.
    private mutating func picture(_ tokens: inout [Token]) {
        let start = at
        let termStart = used
        let (first, length) = decode(at)
        at &+= length
        fold(first)
        if tables.classOf(first) == CharacterClass.flag {
            let (second, secondLength) = at < count ? decode(at) : (0, 0)
            if secondLength > 0, tables.classOf(second) == CharacterClass.flag {
                fold(second)
                at &+= secondLength
            }
        }
        while at < count {
            let (codePoint, next) = decode(at)
            let kind = tables.classOf(codePoint)
            if kind == CharacterClass.extend {
                fold(codePoint)
                at &+= next
            } else if codePoint == 0x200D, at + next < count,
                case let (joined, joinedLength) = decode(at + next),
                tables.classOf(joined) == CharacterClass.picture
            {
                put(codePoint: codePoint)
                fold(joined)
                at &+= next &+ joinedLength
            } else {
                break
            }
        }
        finish(termStart, start..<at, isStemmable: false, &tokens)
    }
}
