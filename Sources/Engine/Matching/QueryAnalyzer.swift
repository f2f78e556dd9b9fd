// Owns: query text to the words of the index, through the same analyzers as the index's text.

import Analysis
import Schema

/// Turns text into words. Not thread-safe: one for each searching thread.
final class QueryAnalyzer {
    private let tokenizer = TextTokenizer()
    private let stemmer = Stemmer()
    private var batch = TokenBatch()
    /// The stems of words that were asked for before, by their exact forms: a stem is paid once.
    private var known: [String: (languages: [Language], stems: [TermChoice])] = [:]

    /// The most words whose stems are kept.
    private static let maximumKnown = 1_024

    /// A word of a query: where it stands, its exact form, its stems.
    struct Word {
        /// Its number in the text.
        var position: UInt32
        /// In UTF-8 bytes of the text.
        var source: Range<Int>
        var exact: String
        /// In each of the languages, those of the same spelling together, in the order of the dictionary; no two have a
        /// language in common.
        var stems: [TermChoice]
        /// Whether it was found by a dictionary in a run without blanks.
        var isDictionaryWord: Bool
    }

    /// The words of a text under a team's languages; without any, under none. O(text · languages).
    func words(_ text: String, languages: [Language], _ budget: SearchBudget) throws -> [Word] {
        tokenizer.tokenize(text, into: &batch)
        return try batch.tokens.map { token in
            try budget.pace(1 + languages.count)
            let exact = batch.term(of: token)
            return Word(
                position: token.position, source: Int(token.sourceStart)..<Int(token.sourceEnd), exact: exact,
                stems: stems(of: token, exact, token.isStemmable && !languages.isEmpty ? languages : [.none]),
                isDictionaryWord: exact.unicodeScalars.first.map(DictionaryScript.contains) ?? false)
        }
    }

    private func stems(of token: Token, _ exact: String, _ languages: [Language]) -> [TermChoice] {
        if let known = known[exact], known.languages == languages { return known.stems }
        var stems: [TermChoice] = []
        for language in languages {
            batch.withTerm(of: token) { term in
                stemmer.stem(term, language: language) { stem in
                    if let known = stems.firstIndex(where: { $0.term.utf8.elementsEqual(stem) }) {
                        stems[known].languages.insert(language)
                    } else {
                        let word = String(decoding: stem, as: UTF8.self)
                        stems.append(TermChoice(stem: word, in: LanguageSet([language])))
                    }
                }
            }
        }
        stems.sort { $0.term.utf8.lexicographicallyPrecedes($1.term.utf8) }
        if known.count == Self.maximumKnown { known.removeAll(keepingCapacity: true) }
        known[exact] = (languages, stems)
        return stems
    }

    /// Whether a pattern has no words, so that no text could fail it.
    func hasNoWords(_ pattern: TextPattern) -> Bool {
        switch pattern {
        case .word(let text), .phrase(let text), .exact(let text), .prefix(let text), .fuzzy(let text, _),
            .glob(let text):
            tokenizer.tokenize(text, into: &batch)
            return batch.tokens.isEmpty
        case .near(_, let left, let right, _): return hasNoWords(left) && hasNoWords(right)
        }
    }
}
