// Owns: the tokens of one field value, in memory that is used again for the next.

/// One token.
public struct Token: Sendable {
    /// Its term's bytes in the batch.
    fileprivate let start: UInt32
    fileprivate let length: UInt16
    /// Whether a stemmer applies: a word of letters, not a number, picture or dictionary word. The same for all tokens of a
    /// term.
    public let isStemmable: Bool
    /// Its number in the value, from 0.
    public let position: UInt32
    /// Where it stands in the value, in UTF-8 bytes.
    public let sourceStart: UInt32
    public let sourceEnd: UInt32
    /// ``hash(ofTerm:)`` of its term.
    public let hash: UInt64

    init(
        start: UInt32, length: UInt16, isStemmable: Bool, position: UInt32, sourceStart: UInt32, sourceEnd: UInt32,
        hash: UInt64
    ) {
        self.start = start
        self.length = length
        self.isStemmable = isStemmable
        self.position = position
        self.sourceStart = sourceStart
        self.sourceEnd = sourceEnd
        self.hash = hash
    }

    /// A hash of a term's bytes, the same in every run.
    public static func hash(ofTerm term: some Collection<UInt8>) -> UInt64 {
        // The hash reads words of eight bytes.
        let padded = Array(term) + [UInt8](repeating: 0, count: 8)
        return padded.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { TermHash.hash($0, padded.count - 8) } ?? 0
        }
    }
}

/// The tokens of a value and their terms: folded (case, width, accents), not stemmed: their exact forms.
public struct TokenBatch: Sendable {
    public internal(set) var tokens: [Token] = []
    /// The terms' bytes, one after another; longer than what is used.
    var arena: [UInt8] = []

    public init() {}

    /// Calls `body` with a token's term.
    @inline(__always)
    public func withTerm<R>(
        of token: Token, _ body: (UnsafeBufferPointer<UInt8>) throws -> R
    ) rethrows -> R {
        try arena.withUnsafeBufferPointer {
            try body(UnsafeBufferPointer(rebasing: $0[Int(token.start)..<Int(token.start) + Int(token.length)]))
        }
    }

    /// A token's term, copied.
    public func term(of token: Token) -> String {
        withTerm(of: token) { String(decoding: $0, as: UTF8.self) }
    }
}

/// A 64-bit hash of short byte strings: eight bytes at a time, multiplied and mixed (after Wang Yi's wyhash).
enum TermHash {
    private static let prime1: UInt64 = 0xA076_1D64_78BD_642F
    private static let prime2: UInt64 = 0xE703_7ED1_A0B4_28DB

    /// - Parameter bytes: with at least seven readable bytes after its end.
    @inline(__always)
    static func hash(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        let raw = UnsafeRawPointer(bytes)
        var state = prime1 ^ UInt64(count)
        var at = 0
        while count &- at > 8 {
            state = mix(state ^ raw.loadUnaligned(fromByteOffset: at, as: UInt64.self), prime2)
            at &+= 8
        }
        let rest = UInt64(count &- at)
        let last = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        let kept = rest >= 8 ? last : last & ((1 &<< (rest &* 8)) &- 1)
        return mix(state ^ kept, prime1)
    }

    /// The hash of one to eight bytes, the first lowest, zeros above them.
    @inline(__always)
    static func hash(short bytes: UInt64, _ count: Int) -> UInt64 {
        mix(prime1 ^ UInt64(truncatingIfNeeded: count) ^ bytes, prime1)
    }

    @inline(__always)
    private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low ^ a
    }
}
