// Owns: the words of a corpus, each once, by number.

/// A word's place in a text.
struct Token {
    /// Byte offset in the text.
    var start: UInt32
    /// The word's number.
    var word: UInt32
}

/// Words by number, found by their bytes in an open-addressed table.
struct Vocabulary {
    struct Word {
        var bytes: [UInt8]
        /// How often it stands in texts, in this spelling.
        var occurrences = 0
        /// The number of the same word in lower case.
        var lower: UInt32 = 0
        /// How often it stands in texts in any spelling, and in lower case; kept at the lower-case word.
        var total = 0
    }

    private(set) var words: [Word] = []
    /// A word's number plus one; 0 is free.
    private var slots = [UInt32](repeating: 0, count: 1 << 16)

    /// The number of a word, a new one if need be.
    mutating func number(of bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        if words.count * 2 > slots.count { grow() }
        let slot = slot(of: bytes)
        guard slots[slot] == 0 else { return slots[slot] - 1 }
        words.append(Word(bytes: Array(bytes)))
        slots[slot] = UInt32(words.count)
        return UInt32(words.count - 1)
    }

    mutating func number(of bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBufferPointer { number(of: $0) } }

    /// The number of a word, if it has one.
    func known(_ bytes: [UInt8]) -> UInt32? {
        let found = bytes.withUnsafeBufferPointer { slots[slot(of: $0)] }
        return found == 0 ? nil : found - 1
    }

    /// Where a word is, or would be.
    private func slot(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var slot = Self.hash(bytes) & (slots.count - 1)
        while slots[slot] != 0, !words[Int(slots[slot] - 1)].bytes.elementsEqual(bytes) {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    /// The words of a text: runs of letters and digits; what is not ASCII counts as letters. They are counted.
    mutating func tokens(of text: [UInt8]) -> [Token] {
        var tokens: [Token] = []
        text.withUnsafeBufferPointer { bytes in
            Self.forEachRun(in: bytes) { run in
                let word = number(of: UnsafeBufferPointer(rebasing: bytes[run]))
                words[Int(word)].occurrences += 1
                tokens.append(Token(start: UInt32(run.lowerBound), word: word))
            }
        }
        return tokens
    }

    static func forEachRun(in bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
        var at = 0
        while at < bytes.count {
            guard isWordByte(bytes[at]) else {
                at += 1
                continue
            }
            let start = at
            while at < bytes.count, isWordByte(bytes[at]) { at += 1 }
            body(start..<at)
        }
    }

    /// Links the spellings of a word. To be called when all texts are read. O(words).
    mutating func linkSpellings() {
        var at = 0
        while at < words.count {
            let lower = number(of: words[at].bytes.map(Self.lowered))
            words[at].lower = lower
            words[Int(lower)].total += words[at].occurrences
            at += 1
        }
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for (number, word) in words.enumerated() {
            var slot = word.bytes.withUnsafeBufferPointer { Self.hash($0) } & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(number + 1)
        }
    }

    /// FNV-1a, its high bits folded in.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: hash ^ (hash >> 29))
    }

    static func isWordByte(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) || byte >= 0x80 }
    static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
