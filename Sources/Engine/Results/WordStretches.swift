// Owns: passing over the text that cannot have a query's words, sixteen bytes at a time.

/// Finds the stretches between blanks in which a query's words may stand, so that nothing else need be made into tokens.
///
/// What is looked for is the beginning that all forms of a word have in common. In ASCII a term that begins with letters
/// stands in the text letter for letter, but for their case: so nothing is missed.
struct WordStretches {
    /// For each word, the letters that its forms begin with, small.
    private let prefixes: [[UInt8]]
    private let heads: [(first: Vector, second: Vector)]

    private typealias Vector = SIMD16<UInt8>

    /// More words are not worth it: all of them are looked for at every place.
    private static let maximumWords = 8
    private static let width = 16
    /// Stretches that are less apart are one: to begin anew costs as much as so many bytes.
    private static let joinedGap = 128

    /// - Parameter prefixes: of each word, what all of its forms begin with.
    /// - Returns: `nil` when that does not tell them apart from other words, or when there are many of them.
    init?(prefixes: [[UInt8]]) {
        let letters = prefixes.map { Array($0.prefix { $0 &- 0x61 < 26 }) }
        guard !letters.isEmpty, letters.count <= Self.maximumWords, letters.allSatisfy({ $0.count >= 2 }) else {
            return nil
        }
        self.prefixes = letters
        heads = letters.map { (Vector(repeating: $0[0]), Vector(repeating: $0[1])) }
    }

    /// Appends the stretches of a text, ascending and disjoint. False where the text is not all ASCII: then any of it may
    /// have a word. O(text × words / 16).
    func append(in text: UnsafeBufferPointer<UInt8>, to stretches: inout [Range<Int>]) -> Bool {
        guard let base = text.baseAddress else { return true }
        let bytes = UnsafeRawPointer(base)
        var seen = Vector()
        var end = 0
        var at = 0
        while at + Self.width < text.count {
            let vector = bytes.loadUnaligned(fromByteOffset: at, as: Vector.self)
            let next = bytes.loadUnaligned(fromByteOffset: at + 1, as: Vector.self)
            seen |= vector
            let hits = hits(vector | 0x20, next | 0x20)
            if hits.any { take(text, at, hits, &end, &stretches) }
            at += Self.width
        }
        // Zeros behind the end are no letters.
        var last = (Vector(), Vector())
        withUnsafeMutableBytes(of: &last) {
            $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text)[at...]))
        }
        let tail = withUnsafeBytes(of: last) { $0.loadUnaligned(fromByteOffset: 1, as: Vector.self) }
        seen |= last.0
        let hits = hits(last.0 | 0x20, tail | 0x20)
        if hits.any { take(text, at, hits, &end, &stretches) }
        return (seen & 0x80) == Vector()
    }

    /// Places of a vector, a byte each.
    private struct Hits {
        var low: UInt64
        var high: UInt64
        @inline(__always) var any: Bool { low | high != 0 }
    }

    /// Where the first two letters of a word stand.
    @inline(__always)
    private func hits(_ first: Vector, _ second: Vector) -> Hits {
        var mask = SIMDMask<SIMD16<Int8>>(repeating: false)
        for head in heads { mask .|= (first .== head.first) .& (second .== head.second) }
        let words = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
        return Hits(low: words.x.littleEndian, high: words.y.littleEndian)
    }

    @inline(never)
    private func take(
        _ text: UnsafeBufferPointer<UInt8>, _ at: Int, _ hits: Hits, _ end: inout Int, _ stretches: inout [Range<Int>]
    ) {
        for (half, offset) in [(hits.low, at), (hits.high, at + 8)] {
            var rest = half
            while rest != 0 {
                let byte = rest.trailingZeroBitCount >> 3
                rest &= ~(0xFF << UInt64(byte * 8))
                let place = offset + byte
                guard place >= end, begins(text, place) else { continue }
                let start = text[end..<place].lastIndex(of: 0x20).map { $0 + 1 } ?? end
                end = text[place...].firstIndex(of: 0x20) ?? text.count
                if let last = stretches.last, start - last.upperBound < Self.joinedGap {
                    stretches[stretches.count - 1] = last.lowerBound..<end
                } else {
                    stretches.append(start..<end)
                }
            }
        }
    }

    /// Whether a token that begins at a place may be one of the words'.
    private func begins(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Bool {
        if place > 0 {
            let before = text[place - 1]
            if (before | 0x20) &- 0x61 < 26 || before &- 0x30 < 10 { return false }
        }
        return prefixes.contains { prefix in
            place + prefix.count <= text.count && prefix.indices.allSatisfy { text[place + $0] | 0x20 == prefix[$0] }
        }
    }
}
