// Owns: what becomes of each word in one copy.

/// The words of a copy that differ from the base's, the same wherever they stand in it.
struct WordChanges {
    /// By word, what it is in texts; `nil` where it stays.
    private(set) var inTexts: [[UInt8]?]
    /// By lower-case name, what it is.
    private(set) var names: [UInt32: [UInt8]] = [:]

    /// A word of at most so many occurrences is rare: a typing error, a code, a name of its own.
    private static let rare = 2

    init(_ base: BaseCorpus, copy: Int, seed: UInt64) {
        let words = base.vocabulary.words
        inTexts = [[UInt8]?](repeating: nil, count: words.count)
        guard copy > 0 else { return }
        for (rank, name) in base.names.enumerated() {
            var random = SplitMix64(seed, UInt64(copy), UInt64(name))
            names[name] = Self.newName(base, rank: rank, &random)
        }
        for (number, word) in words.enumerated() where word.occurrences > 0 {
            let lower = words[Int(word.lower)]
            if base.isName[Int(word.lower)] {
                // `will` and `mark` are names too: where a word is often in lower case, it stays what it is in texts.
                guard lower.occurrences * 4 <= lower.total, let name = names[word.lower] else { continue }
                inTexts[number] = Self.spelled(name, like: word.bytes)
            } else {
                var random = SplitMix64(seed, UInt64(copy), UInt64(word.lower))
                inTexts[number] = Self.changed(word.bytes, total: lower.total, &random)
            }
        }
    }

    /// Half of the time another name of about the same frequency, else one that nobody has.
    private static func newName(_ base: BaseCorpus, rank: Int, _ random: inout SplitMix64) -> [UInt8] {
        guard random.below(2) == 0 else { return inventedName(&random) }
        let reach = max(8, rank / 4)
        let other = min(base.names.count - 1, max(0, rank - reach + random.below(2 * reach + 1)))
        return base.vocabulary.words[Int(base.names[other])].bytes
    }

    private static let onsets = [
        "b", "br", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "v", "w", "z",
    ]
    private static let vowels = ["a", "e", "i", "o", "u", "ai", "ee", "ou"]
    private static let codas = ["", "", "n", "r", "l", "s", "ck", "nd", "rt"]

    private static func inventedName(_ random: inout SplitMix64) -> [UInt8] {
        var name = ""
        for _ in 0..<2 + random.below(2) {
            name += onsets[random.below(onsets.count)] + vowels[random.below(vowels.count)]
            name += codas[random.below(codas.count)]
        }
        return Array(name.utf8)
    }

    /// Numbers get other digits, but small ones and years stay; every second rare word gets another letter.
    private static func changed(_ bytes: [UInt8], total: Int, _ random: inout SplitMix64) -> [UInt8]? {
        var result = bytes
        if bytes.contains(where: Vocabulary.isDigit) {
            let isYear =
                bytes.count == 4 && (bytes.starts(with: Array("19".utf8)) || bytes.starts(with: Array("20".utf8)))
            guard bytes.count >= 3, !isYear else { return nil }
            for (at, byte) in bytes.enumerated() where Vocabulary.isDigit(byte) {
                result[at] = UInt8(ascii: "0") + UInt8(random.below(10))
            }
            return result
        }
        guard total <= rare, bytes.count >= 4, bytes.allSatisfy(Vocabulary.isLetter), random.below(2) == 0 else {
            return nil
        }
        let at = random.below(bytes.count)
        result[at] = (bytes[at] & 0x20) | (0x41 + UInt8(random.below(26)))
        return result
    }

    /// A lower-case name in the case of another word.
    static func spelled(_ name: [UInt8], like other: some Collection<UInt8>) -> [UInt8] {
        guard let first = other.first, first != Vocabulary.lowered(first) else { return name }
        let isUpper = other.count > 1 && other.allSatisfy { $0 != Vocabulary.lowered($0) }
        return name.enumerated().map { $0.offset == 0 || isUpper ? $0.element & ~0x20 : $0.element }
    }
}
