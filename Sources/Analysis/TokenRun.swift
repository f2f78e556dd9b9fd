// Owns: one pass over one value: what of it is words, pictures and runs of dictionary scripts.

/// One pass over one value. Lifetime: that of the call it is made in; so long are its pointers good.
///
/// Bytes are read only below `count`, and written only below `capacity`: when that does not do, `isFull` is set and the
/// pass is to be made again with more.
struct TokenRun {
    /// Bytes that are kept free behind the terms: the longest code point, and what a hash reads past a term's end.
    static let slack = 24

    let text: UnsafePointer<UInt8>
    let count: Int
    let arena: UnsafeMutablePointer<UInt8>
    let capacity: Int
    let tables: CharacterTables
    let dictionary: DictionaryBreaker
    /// Where the next term's bytes go.
    var used = 0
    /// Where the term that is being written begins.
    var termStart = 0
    var position: UInt32 = 0
    var at = 0
    var isFull = false

    mutating func scan(_ tokens: inout [Token]) {
        while at < count, !isFull {
            if text[at] < 0x80 {
                asciiWords(&tokens)
                guard at < count else { break }
            }
            let (codePoint, length) = decode(at)
            switch tables.classOf(codePoint) {
            case CharacterClass.word: word(&tokens)
            case CharacterClass.dictionary: dictionaryRun(&tokens)
            case CharacterClass.picture, CharacterClass.flag, CharacterClass.single: picture(&tokens)
            default: at &+= length
            }
        }
    }

    /// The code point at a place and its bytes; U+FFFD and one byte where there is none.
    @inline(__always)
    func decode(_ at: Int) -> (UInt32, Int) {
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

    /// A word that is not of ASCII letters and digits alone.
    private mutating func word(_ tokens: inout [Token]) {
        let start = at
        termStart = used
        var hasDigit = false
        var hasLetter = false
        var end = at
        while at < count {
            let byte = text[at]
            if byte < 0x80 {
                if AsciiBlock.isLetter(byte) {
                    put(byte | 0x20)
                    hasLetter = true
                } else if AsciiBlock.isDigit(byte) {
                    put(byte)
                    hasDigit = true
                } else if hasLetter || !isGroupingComma(start) {
                    break
                }
                at &+= 1
                end = at
                continue
            }
            let (codePoint, length) = decode(at)
            let kind = tables.classOf(codePoint)
            guard kind == CharacterClass.word || kind == CharacterClass.extend || kind == CharacterClass.ignored else {
                break
            }
            at &+= length
            // What is not seen is left out, and is no part of the word where it ends it.
            if kind == CharacterClass.ignored { continue }
            end = at
            let before = used
            // A mark on nothing that is seen is not seen either.
            if kind == CharacterClass.extend, used == termStart { continue }
            fold(codePoint)
            if used == before &+ 1, AsciiBlock.isDigit(arena[before]) {
                hasDigit = true
            } else if kind == CharacterClass.word {
                hasLetter = true
            }
        }
        finish(start..<end, isStemmable: hasLetter && !hasDigit, &tokens)
    }

    /// Whether there is a comma at `at` that groups digits: one to three digits before it, exactly three after.
    private func isGroupingComma(_ start: Int) -> Bool {
        guard text[at] == 0x2C else { return false }
        var before = 0
        while at - before - 1 >= start, before < 4, isDigit(at - before - 1) { before += 1 }
        guard (1...3).contains(before) else { return false }
        return isDigit(at + 1) && isDigit(at + 2) && isDigit(at + 3) && !continuesWord(at + 4)
    }

    private func isDigit(_ place: Int) -> Bool { place < count && AsciiBlock.isDigit(text[place]) }

    private func continuesWord(_ place: Int) -> Bool {
        place < count && tables.classOf(decode(place).0) == CharacterClass.word
    }

    /// Makes a token of the term written since `termStart`.
    @inline(__always)
    mutating func finish(_ source: Range<Int>, isStemmable: Bool, _ tokens: inout [Token]) {
        var length = used &- termStart
        if length > TextTokenizer.maximumTermBytes {
            length = TextTokenizer.maximumTermBytes
            while length > 0, arena[termStart &+ length] & 0xC0 == 0x80 { length &-= 1 }
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
}
