// Owns: the fast way through ASCII: eight bytes at a time, most words in one step.

extension TokenRun {
    /// Words of ASCII letters and digits, up to the first that needs more than that: one that may go on in other bytes,
    /// or a number before a comma; or up to a byte that is not ASCII.
    mutating func asciiWords(_ tokens: inout [Token]) {
        // Locals, so that they are held in registers: the calls of the slow ways keep the run itself in memory.
        let (text, count, arena, capacity) = (text, count, arena, capacity)
        var (place, used, position) = (at, used, position)
        while place < count {
            let block = AsciiBlock(text, count, place)
            let skipped = block.offsetOfWordOrNotAscii
            place &+= skipped
            if skipped == 8 { continue }
            let first = skipped == 0 ? block : AsciiBlock(text, count, place)
            guard let word = AsciiWord(first, text, count, place, arena + used, capacity &- used &- Self.slack) else {
                break
            }
            tokens.append(
                Token(
                    start: UInt32(truncatingIfNeeded: used), length: UInt16(truncatingIfNeeded: word.termLength),
                    isStemmable: word.kinds == .letters, position: position,
                    sourceStart: UInt32(truncatingIfNeeded: place),
                    sourceEnd: UInt32(truncatingIfNeeded: place &+ word.length), hash: word.hash))
            used &+= word.termLength
            place &+= word.length
            position &+= 1
        }
        (self.at, self.used, self.position) = (place, used, position)
    }
}

/// A word of ASCII letters and digits.
private struct AsciiWord {
    let length: Int
    let hash: UInt64
    let kinds: AsciiBlock.Kinds
    @inline(__always) var termLength: Int { min(length, TextTokenizer.maximumTermBytes) }

    /// Reads the word at a place, `first` being the bytes there, and writes its term.
    ///
    /// `nil` when there is none, when it may go on in bytes that are not ASCII, when it is a number before a comma, or
    /// when `room` does not do: then the slow way is to be taken.
    @inline(__always)
    init?(
        _ first: AsciiBlock, _ text: UnsafePointer<UInt8>, _ count: Int, _ place: Int,
        _ term: UnsafeMutablePointer<UInt8>, _ room: Int
    ) {
        var length = first.wordLength
        var kinds = first.kinds(length)
        guard length > 0, room > 8 else { return nil }
        first.storeFolded(term)
        var more = length
        while more == 8 {
            guard length &+ 8 < room else { return nil }
            let block = AsciiBlock(text, count, place &+ length)
            more = block.wordLength
            block.storeFolded(term + length)
            kinds.formUnion(block.kinds(more))
            length &+= more
        }
        if place &+ length < count {
            let next = text[place &+ length]
            if next >= 0x80 || next == 0x2C && kinds == .digits { return nil }
        }
        self.length = length
        self.kinds = kinds
        hash =
            length <= 8
            ? first.hash(length) : TermHash.hash(term, min(length, TextTokenizer.maximumTermBytes))
    }
}

/// Eight bytes, the first lowest, looked at all at once.
///
/// A byte's answer is its highest bit. Sums do not carry into the next byte, because the highest bit is cleared before.
struct AsciiBlock {
    let bytes: UInt64
    private let letters: UInt64
    private let digits: UInt64

    private static let high: UInt64 = 0x8080_8080_8080_8080

    /// The eight bytes from a place on, zeros behind the text's end.
    @inline(__always)
    init(_ text: UnsafePointer<UInt8>, _ count: Int, _ place: Int) {
        if place &+ 8 <= count {
            self.init(bytes: UnsafeRawPointer(text + place).loadUnaligned(as: UInt64.self).littleEndian)
        } else {
            self.init(bytes: Self.last(text, count, place))
        }
    }

    @inline(never)
    private static func last(_ text: UnsafePointer<UInt8>, _ count: Int, _ place: Int) -> UInt64 {
        var bytes: UInt64 = 0
        var shift: UInt64 = 0
        for index in place..<max(place, count) {
            bytes |= UInt64(text[index]) &<< shift
            shift &+= 8
        }
        return bytes
    }

    @inline(__always)
    init(bytes: UInt64) {
        self.bytes = bytes
        let low = bytes & ~Self.high
        let lower = low | Self.all(0x20)
        let isAscii = ~bytes & Self.high
        letters = (lower &+ Self.all(0x80 - 0x61)) & ~(lower &+ Self.all(0x80 - 0x7B)) & isAscii
        digits = (low &+ Self.all(0x80 - 0x30)) & ~(low &+ Self.all(0x80 - 0x3A)) & isAscii
    }

    @inline(__always)
    private static func all(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }

    /// Where the first letter, digit or byte that is not ASCII is; 8 when there is none.
    @inline(__always) var offsetOfWordOrNotAscii: Int {
        (letters | digits | bytes & Self.high).trailingZeroBitCount &>> 3
    }

    /// How many letters and digits it begins with.
    @inline(__always) var wordLength: Int { (~(letters | digits) & Self.high).trailingZeroBitCount &>> 3 }

    /// What the bytes of a word are.
    struct Kinds: OptionSet {
        let rawValue: UInt8
        static let letters = Kinds(rawValue: 1)
        static let digits = Kinds(rawValue: 2)
    }

    /// What the first `length` bytes, all letters and digits, are.
    @inline(__always)
    func kinds(_ length: Int) -> Kinds {
        let mask = Self.mask(length)
        return Kinds(rawValue: (letters & mask != 0 ? 1 : 0) | (digits & mask != 0 ? 2 : 0))
    }

    /// Capital letters made small.
    @inline(__always) private var folded: UInt64 { bytes | letters &>> 2 }

    /// Writes all eight bytes.
    @inline(__always)
    func storeFolded(_ target: UnsafeMutablePointer<UInt8>) {
        UnsafeMutableRawPointer(target).storeBytes(of: folded.littleEndian, as: UInt64.self)
    }

    /// ``TermHash`` of the first `length` bytes, folded.
    @inline(__always)
    func hash(_ length: Int) -> UInt64 { TermHash.hash(short: folded & Self.mask(length), length) }

    @inline(__always)
    private static func mask(_ length: Int) -> UInt64 {
        length >= 8 ? .max : (1 &<< UInt64(truncatingIfNeeded: length &* 8)) &- 1
    }

    @inline(__always)
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}
