// Owns: UAX #29 as it is written, rule by rule, and the departures from it, one by one: slow, and plainly right.

/// Finds the words of a text by the rules of UAX #29 and the table at the top of TextTokenizer.swift.
struct WordBreakReference {
    let data: UnicodeData

    // MARK: UAX #29

    /// The places before which there is a boundary, 0 and the end among them.
    func boundaries(_ scalars: [Unicode.Scalar]) -> [Int] {
        let classes = scalars.map(data.wordBreak)
        return (0...scalars.count).filter { isBoundary($0, scalars, classes) }
    }

    private func isBoundary(_ at: Int, _ scalars: [Unicode.Scalar], _ classes: [UnicodeData.WordBreak]) -> Bool {
        guard at > 0, at < scalars.count else { return !scalars.isEmpty }  // WB1, WB2
        let (before, after) = (classes[at - 1], classes[at])
        if before == .cr, after == .lf { return false }  // WB3
        if Self.lineEnds.contains(before) || Self.lineEnds.contains(after) { return true }  // WB3a, WB3b
        if before == .joiner, data.isPictographic(scalars[at]) { return false }  // WB3c
        if before == .space, after == .space { return false }  // WB3d
        if Self.passedOver.contains(after) { return false }  // WB4
        let earlier = classes[..<at].filter { !Self.passedOver.contains($0) || Self.lineEnds.contains($0) }
        let later = classes[(at + 1)...].first { !Self.passedOver.contains($0) }
        return !joins(earlier, after, later)
    }

    private static let lineEnds: Set<UnicodeData.WordBreak> = [.cr, .lf, .newline]
    private static let passedOver: Set<UnicodeData.WordBreak> = [.extend, .format, .joiner]

    /// Rules WB5 to WB16 on what is left without what WB4 passes over.
    private func joins(
        _ earlier: [UnicodeData.WordBreak], _ after: UnicodeData.WordBreak, _ later: UnicodeData.WordBreak?
    ) -> Bool {
        typealias Kinds = Set<UnicodeData.WordBreak>
        let letters: Kinds = [.letter, .hebrew]
        let midLetters: Kinds = [.midLetter, .midNumLet, .singleQuote]
        let midNumbers: Kinds = [.midNum, .midNumLet, .singleQuote]
        guard let before = earlier.last else { return false }
        let beforeThat = earlier.dropLast().last ?? .other
        let next = later ?? .other
        switch (before, after) {
        case let (b, a) where letters.contains(b) && letters.contains(a): return true  // WB5
        case let (b, a) where letters.contains(b) && midLetters.contains(a) && letters.contains(next):  // WB6
            return true
        case let (b, a) where letters.contains(beforeThat) && midLetters.contains(b) && letters.contains(a):  // WB7
            return true
        case (.hebrew, .singleQuote): return true  // WB7a
        case (.hebrew, .doubleQuote) where next == .hebrew: return true  // WB7b
        case (.doubleQuote, .hebrew) where beforeThat == .hebrew: return true  // WB7c
        case (.numeric, .numeric): return true  // WB8
        case let (b, .numeric) where letters.contains(b): return true  // WB9
        case let (.numeric, a) where letters.contains(a): return true  // WB10
        case let (b, .numeric) where midNumbers.contains(b) && beforeThat == .numeric: return true  // WB11
        case let (.numeric, a) where midNumbers.contains(a) && next == .numeric: return true  // WB12
        case (.katakana, .katakana): return true  // WB13
        case let (b, .extendNumLet): return Self.extendable.contains(b)  // WB13a
        case let (.extendNumLet, a): return Self.extendable.subtracting([.extendNumLet]).contains(a)  // WB13b
        case (.regional, .regional):  // WB15, WB16
            return earlier.reversed().prefix { $0 == .regional }.count % 2 == 1
        default: return false
        }
    }

    private static let extendable: Set<UnicodeData.WordBreak> = [.letter, .hebrew, .numeric, .katakana, .extendNumLet]

    // MARK: Departures

    /// A row of the table of departures that moves a boundary.
    enum Departure: String, CaseIterable {
        /// `m²`: a superscript is part of the word it stands at.
        case raisedNumber
        /// `12,000`: one number, although its comma is inner punctuation.
        case groupedNumber
        /// `o'reilly`, `3.14`, `report_final`: parts.
        case innerPunctuation
        /// A letter or sign joined to an emoji: only emoji join.
        case joinedSign
        /// Format characters at a word's ends, which are not seen.
        case unseenEnd
    }

    /// The words between boundaries: pieces that hold something to search for.
    func words(_ scalars: [Unicode.Scalar], _ boundaries: [Int]) -> [Range<Int>] {
        zip(boundaries, boundaries.dropFirst()).map { $0..<$1 }.filter { scalars[$0].contains(where: isSearchable) }
    }

    /// The words after the departures, and which of those changed anything.
    func departed(_ scalars: [Unicode.Scalar], _ boundaries: [Int]) -> (words: [Range<Int>], used: Set<Departure>) {
        var words = words(scalars, boundaries)
        var used: Set<Departure> = []
        func apply(_ departure: Departure, _ change: ([Range<Int>]) -> [Range<Int>]) {
            let changed = change(words)
            if changed != words { used.insert(departure) }
            words = changed
        }
        apply(.raisedNumber) { joined(scalars, $0) }
        let commas = words.flatMap { groupingCommas(scalars, $0) }
        if !commas.isEmpty { used.insert(.groupedNumber) }
        apply(.innerPunctuation) { $0.flatMap { parts(scalars, $0, keeping: commas) } }
        apply(.joinedSign) { $0.flatMap { withoutJoinedSigns(scalars, $0) } }
        apply(.unseenEnd) { $0.map { withoutUnseenEnds(scalars, $0) } }
        return (words, used)
    }

    private func isSearchable(_ scalar: Unicode.Scalar) -> Bool {
        switch data.wordBreak(scalar) {
        case .letter, .hebrew, .numeric, .katakana, .regional: true
        default: scalar.properties.generalCategory == .otherNumber || isPicture(scalar)
        }
    }

    /// A letter or number of words: what UAX #29 joins, and superscripts.
    private func isWord(_ scalar: Unicode.Scalar) -> Bool {
        [.letter, .hebrew, .numeric].contains(data.wordBreak(scalar)) || isRaised(scalar)
    }

    /// © and ® are below: they are written too often to mean anything. ‼ and ⁉ are punctuation.
    private func isPicture(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value > 0x2000 && data.isPictographic(scalar) && data.wordBreak(scalar) != .letter
            && scalar.value != 0x203C && scalar.value != 0x2049
    }

    /// ™ and its like are signs for letters.
    private func isEmoji(_ scalar: Unicode.Scalar) -> Bool {
        isPicture(scalar) && !scalar.properties.changesWhenNFKCCaseFolded
    }

    private func isRaised(_ scalar: Unicode.Scalar) -> Bool {
        [0xB2, 0xB3, 0xB9, 0x2070].contains(scalar.value) || (0x2074...0x2079).contains(scalar.value)
            || (0x2080...0x2089).contains(scalar.value)
    }

    private func isPassedOver(_ scalar: Unicode.Scalar) -> Bool { Self.passedOver.contains(data.wordBreak(scalar)) }

    private func joined(_ scalars: [Unicode.Scalar], _ words: [Range<Int>]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        for word in words {
            let first = scalars[word.lowerBound]
            if let last = result.last, last.upperBound == word.lowerBound,
                let left = scalars[last].last(where: { !isPassedOver($0) }), isWord(left), isWord(first),
                isRaised(left) || isRaised(first)
            {
                result[result.count - 1] = last.lowerBound..<word.upperBound
            } else {
                result.append(word)
            }
        }
        return result
    }

    private static let inner: Set<UnicodeData.WordBreak> = [
        .midLetter, .midNum, .midNumLet, .singleQuote, .doubleQuote, .extendNumLet,
    ]

    private func groupingCommas(_ scalars: [Unicode.Scalar], _ word: Range<Int>) -> [Int] {
        var commas: [Int] = []
        var start = word.lowerBound
        for at in word where Self.inner.contains(data.wordBreak(scalars[at])) {
            if isGroupingComma(scalars, start, at) { commas.append(at) } else { start = at + 1 }
        }
        return commas
    }

    /// One to three ASCII digits before it, exactly three behind it, and no letter in the number.
    private func isGroupingComma(_ scalars: [Unicode.Scalar], _ start: Int, _ at: Int) -> Bool {
        func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
        let number = scalars[start..<at]
        let hasLetter = number.contains { [.letter, .hebrew].contains(data.wordBreak($0)) }
        guard scalars[at] == ",", !hasLetter, (1...3).contains(number.reversed().prefix(while: isDigit).count) else {
            return false
        }
        let behind = scalars[(at + 1)...].prefix(4)
        return behind.prefix(3).count == 3 && behind.prefix(3).allSatisfy(isDigit)
            && !behind.dropFirst(3).contains(where: isWord)
    }

    private func parts(_ scalars: [Unicode.Scalar], _ word: Range<Int>, keeping commas: [Int]) -> [Range<Int>] {
        let marks = word.filter { Self.inner.contains(data.wordBreak(scalars[$0])) && !commas.contains($0) }
        let bounds = [word.lowerBound - 1] + marks + [word.upperBound]
        return zip(bounds, bounds.dropFirst()).compactMap { mark, end in
            // What continues the punctuation goes with it.
            let start = (mark + 1..<end).first { mark < word.lowerBound || !isPassedOver(scalars[$0]) } ?? end
            return scalars[start..<end].contains(where: isSearchable) ? start..<end : nil
        }
    }

    /// Split where a joiner joins anything but emoji.
    private func withoutJoinedSigns(_ scalars: [Unicode.Scalar], _ word: Range<Int>) -> [Range<Int>] {
        let starts = word.dropFirst().filter { at in
            guard data.wordBreak(scalars[at - 1]) == .joiner, data.isPictographic(scalars[at]) else { return false }
            guard let base = scalars[word.lowerBound..<at].last(where: { !isPassedOver($0) }) else { return false }
            return !(isEmoji(base) && isEmoji(scalars[at])) && !(isWord(base) && isWord(scalars[at]))
        }
        let bounds = [word.lowerBound] + starts + [word.upperBound]
        return zip(bounds, bounds.dropFirst()).map { $0..<$1 }.filter { scalars[$0].contains(where: isSearchable) }
    }

    private func withoutUnseenEnds(_ scalars: [Unicode.Scalar], _ word: Range<Int>) -> Range<Int> {
        let start = word.first { !isPassedOver(scalars[$0]) } ?? word.lowerBound
        let last = word.last { ![.format, .joiner].contains(data.wordBreak(scalars[$0])) } ?? start
        return start..<last + 1
    }
}
