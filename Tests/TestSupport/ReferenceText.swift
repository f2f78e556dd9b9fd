// Owns: where a text pattern stands in a row of words, tried place by place.

import Analysis
import Schema

/// A word of a text.
struct ReferenceWord {
    var exact: String
    /// Its stem, and in which language it is one: none for words that are not stemmed.
    var stem: String
    var language: Language
    /// In UTF-8 bytes of its text.
    var source: Range<Int>

    /// Whether a dictionary found it in a run without blanks.
    var isDictionaryWord: Bool { exact.unicodeScalars.first.map(DictionaryScript.contains) ?? false }
}

/// Text to words, and patterns over them. The analyzers are the engine's; what is done with their words is not.
final class ReferenceText {
    /// Stands for a star while a pattern is split into words: a letter that no text of the tests has.
    private static let star: Character = "\u{A66E}"

    private let tokenizer = TextTokenizer()
    private let stemmer = Stemmer()
    private var batch = TokenBatch()

    func words(_ text: String, _ language: Language) -> [ReferenceWord] {
        tokenizer.tokenize(text, into: &batch)
        return batch.tokens.map { token in
            let exact = batch.term(of: token)
            let language = token.isStemmable ? language : .none
            return ReferenceWord(
                exact: exact, stem: stemmer.stem(exact, language: language), language: language,
                source: Int(token.sourceStart)..<Int(token.sourceEnd))
        }
    }

    /// Whether no text could fail a pattern, for it has no words.
    func hasNoWords(_ pattern: TextPattern) -> Bool {
        switch pattern {
        case .word(let text), .phrase(let text), .exact(let text), .prefix(let text), .glob(let text),
            .fuzzy(let text, _):
            words(text, .none).isEmpty
        case .near(_, let left, let right, _): hasNoWords(left) && hasNoWords(right)
        }
    }

    /// A row of words from the first to the last, by their numbers in the value.
    struct Span: Hashable {
        var first: Int
        var last: Int
    }

    /// What is asked of the words of a value, one after another.
    enum Element {
        case stems([Language: String])
        case exact(String)
        case prefix(String)
        case glob([Unicode.Scalar])
        case fuzzy(String, Int)
        case anyWord
        /// Letters of a script without blanks, wherever the dictionary splits the text.
        case run(String)
    }

    /// A pattern made ready for many texts.
    indirect enum Prepared {
        case row([Element])
        case near(Int, Prepared, Prepared, ordered: Bool)
    }

    /// - Parameter isStemmed: whether the field's words are found by their stems.
    func prepare(_ pattern: TextPattern, _ languages: [Language], isStemmed: Bool) -> Prepared {
        switch pattern {
        case .word(let text) where isStemmed:
            let stems = languages.map { words(text, $0) }
            return .row(
                joined(words(text, .none)) { place, _ in
                    .stems(Dictionary(stems.map { ($0[place].language, $0[place].stem) }) { first, _ in first })
                })
        case .word(let text), .phrase(let text), .exact(let text):
            return .row(joined(words(text, .none)) { _, word in .exact(word.exact) })
        case .prefix(let text):
            let found = words(text, .none)
            return .row(
                joined(found) { place, word in
                    let isOpen = place == found.count - 1 && word.source.upperBound == text.utf8.count
                    return isOpen ? .prefix(word.exact) : .exact(word.exact)
                })
        case .glob(let text):
            let marked = String(text.map { $0 == "*" ? Self.star : $0 })
            var elements = words(marked, .none).map { Self.globElement($0.exact) }
            while case .anyWord? = elements.first { elements.removeFirst() }
            while case .anyWord? = elements.last { elements.removeLast() }
            return .row(elements)
        case .fuzzy(let text, let distance):
            return .row(words(text, .none).map { .fuzzy($0.exact, min(distance, 2)) })
        case .near(let distance, let left, let right, let ordered):
            if hasNoWords(left) { return prepare(right, languages, isStemmed: isStemmed) }
            if hasNoWords(right) { return prepare(left, languages, isStemmed: isStemmed) }
            // The index keeps values 128 words apart, so AROUND reaches no farther.
            return .near(
                min(distance, 127), prepare(left, languages, isStemmed: isStemmed),
                prepare(right, languages, isStemmed: isStemmed), ordered: ordered)
        }
    }

    private static func globElement(_ word: String) -> Element {
        if word.allSatisfy({ $0 == star }) { return .anyWord }
        guard word.contains(star) else { return .exact(word) }
        var glob: [Unicode.Scalar] = []
        for scalar in word.unicodeScalars where Character(scalar) != star || glob.last != scalar { glob.append(scalar) }
        return .glob(glob)
    }

    /// Elements of words, dictionary words without anything between joined into runs.
    private func joined(_ words: [ReferenceWord], _ element: (Int, ReferenceWord) -> Element) -> [Element] {
        var result: [Element] = []
        for (place, word) in words.enumerated() {
            guard word.isDictionaryWord else {
                result.append(element(place, word))
                continue
            }
            let isAdjacent =
                place > 0 && words[place - 1].isDictionaryWord
                && words[place - 1].source.upperBound == word.source.lowerBound
            if isAdjacent, case .run(let before)? = result.last {
                result[result.count - 1] = .run(before + word.exact)
            } else {
                result.append(.run(word.exact))
            }
        }
        return result
    }

    // MARK: Matching

    func occurs(_ pattern: Prepared, in words: [ReferenceWord]) -> Bool { !spans(of: pattern, in: words).isEmpty }

    private func spans(of pattern: Prepared, in words: [ReferenceWord]) -> Set<Span> {
        switch pattern {
        case .row(let elements):
            var result: Set<Span> = []
            for start in words.indices {
                for end in ends(of: elements[...], elements.count, words, start) {
                    result.insert(Span(first: start, last: end - 1))
                }
            }
            return result
        case .near(let distance, let left, let right, let ordered):
            var result: Set<Span> = []
            let others = spans(of: right, in: words)
            for a in spans(of: left, in: words) {
                for b in others {
                    let isAfter = b.first > a.last && b.first - a.last - 1 <= distance
                    let isBefore = !ordered && a.first > b.last && a.first - b.last - 1 <= distance
                    guard isAfter || isBefore else { continue }
                    result.insert(Span(first: min(a.first, b.first), last: max(a.last, b.last)))
                }
            }
            return result
        }
    }

    /// Where rows of these elements end that begin at a word: the numbers of the words after them.
    private func ends(
        of elements: ArraySlice<Element>, _ count: Int, _ words: [ReferenceWord], _ start: Int
    ) -> [Int] {
        guard let element = elements.first else { return [start] }
        let isFirst = elements.count == count
        let isLast = elements.count == 1
        guard start < words.count else { return [] }
        var next: [Int] = []
        if case .run(let run) = element {
            next = Self.ends(of: run, isBeginningFixed: !isFirst, isEndFixed: !isLast, words, start)
        } else if Self.isMatch(words[start], element) {
            next = [start + 1]
        }
        return next.flatMap { ends(of: elements.dropFirst(), count, words, $0) }
    }

    /// The run lies in the words from `start` on, begins in the first and ends in the last of them.
    private static func ends(
        of run: String, isBeginningFixed: Bool, isEndFixed: Bool, _ words: [ReferenceWord], _ start: Int
    ) -> [Int] {
        let wanted = Array(run.unicodeScalars)
        let first = Array(words[start].exact.unicodeScalars)
        var result: Set<Int> = []
        for offset in isBeginningFixed ? 0..<1 : 0..<first.count {
            var text = Array(first[offset...])
            var end = start + 1
            while text.count < wanted.count, text == Array(wanted.prefix(text.count)), end < words.count {
                text += Array(words[end].exact.unicodeScalars)
                end += 1
            }
            let isFound = text.starts(with: wanted) && (!isEndFixed || text.count == wanted.count)
            if isFound { result.insert(end) }
        }
        return result.sorted()
    }

    private static func isMatch(_ word: ReferenceWord, _ element: Element) -> Bool {
        switch element {
        case .stems(let stems): stems[word.language] == word.stem
        case .exact(let exact): word.exact == exact
        case .prefix(let prefix): word.exact.unicodeScalars.starts(with: prefix.unicodeScalars)
        case .glob(let glob): isMatch(Array(word.exact.unicodeScalars)[...], glob[...])
        case .fuzzy(let wanted, let limit): editDistance(wanted, word.exact) <= limit
        case .anyWord: true
        case .run: preconditionFailure("a run is more than a word")
        }
    }

    private static func isMatch(_ word: ArraySlice<Unicode.Scalar>, _ glob: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let head = glob.first else { return word.isEmpty }
        if Character(head) == star {
            return (word.startIndex...word.endIndex).contains { isMatch(word[$0...], glob.dropFirst()) }
        }
        return word.first == head && isMatch(word.dropFirst(), glob.dropFirst())
    }
}
