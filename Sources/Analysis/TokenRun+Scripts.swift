// Owns: what is not written as words between blanks: dictionary scripts, pictures, flags.

extension TokenRun {
    // MARK: Dictionary scripts

    mutating func dictionaryRun(_ tokens: inout [Token]) {
        let start = at
        while at < count {
            let (codePoint, length) = decode(at)
            let kind = tables.classOf(codePoint)
            let goesOn =
                kind == CharacterClass.dictionary || kind == CharacterClass.extend || kind == CharacterClass.ignored
            // A run is broken as a whole, so it is bounded.
            guard goesOn, at &+ length &- start <= DictionaryBreaker.maximumBytes else { break }
            at &+= length
        }
        dictionary.split(UnsafeBufferPointer(start: text + start, count: at - start))
        let end = at
        for piece in dictionary.pieces { dictionaryWord(start + piece.lowerBound..<start + piece.upperBound, &tokens) }
        at = end
    }

    private mutating func dictionaryWord(_ source: Range<Int>, _ tokens: inout [Token]) {
        termStart = used
        at = source.lowerBound
        var start = at
        var end = at
        while at < source.upperBound {
            let (codePoint, length) = decode(at)
            let kind = tables.classOf(codePoint)
            at &+= length
            // A mark that continues nothing here continues what is before the piece, or what is not seen.
            let isBeforeWord = used == termStart && kind == CharacterClass.extend
            if isBeforeWord { (start, end) = (at, at) }
            if isBeforeWord || kind == CharacterClass.ignored { continue }
            end = at
            fold(codePoint)
        }
        finish(start..<end, isStemmable: false, &tokens)
    }

    // MARK: Pictures

    private static let joiner: UInt32 = 0x200D
    /// They spell the region of a flag, as England's.
    private static let tags: ClosedRange<UInt32> = 0xE0020...0xE007F

    /// An emoji with what modifies it and what is joined to it, a flag of two letters, or a sign that is a word by
    /// itself.
    mutating func picture(_ tokens: inout [Token]) {
        let start = at
        termStart = used
        let (first, length) = decode(at)
        let kind = tables.classOf(first)
        fold(first)
        at &+= length
        var end = at
        var isJoined = false
        var isHalfFlag = kind == CharacterClass.flag
        while at < count {
            let (codePoint, length) = decode(at)
            switch tables.classOf(codePoint) {
            case CharacterClass.ignored:
                isJoined = kind == CharacterClass.picture && codePoint == Self.joiner
                at &+= length
                continue
            case CharacterClass.extend:
                // Only variants of the picture, but for tags.
                isJoined = false
                if kind == CharacterClass.picture, Self.tags.contains(codePoint) { put(codePoint: codePoint) }
            case CharacterClass.picture where isJoined:
                isJoined = false
                put(codePoint: Self.joiner)
                fold(codePoint)
            case CharacterClass.flag where isHalfFlag:
                isHalfFlag = false
                fold(codePoint)
            default:
                finish(start..<end, isStemmable: isOfLetters, &tokens)
                return
            }
            at &+= length
            end = at
        }
        finish(start..<end, isStemmable: isOfLetters, &tokens)
    }

    /// Whether the term is one of ASCII letters alone, as that of "™" is: then it is stemmed as the word of that spelling,
    /// for a term is always stemmed or never.
    private var isOfLetters: Bool {
        for place in termStart..<used where !AsciiBlock.isLetter(arena[place]) { return false }
        return true
    }
}
