// Owns: query text to the terms of the index, through the same analyzers as the index's text.

import Analysis
import Schema

/// Turns patterns into leaves. Not thread-safe: one for each searching thread.
final class QueryAnalyzer {
    private let tokenizer = TextTokenizer()
    private let stemmer = Stemmer()
    private var batch = TokenBatch()

    /// A word of a query: where it stands, its exact form, its stems.
    struct Word {
        var position: UInt32
        var exact: String
        var stems: [String]
    }

    /// The words of a text under a team's languages. O(text · languages).
    func words(_ text: String, languages: [Language]) -> [Word] {
        tokenizer.tokenize(text, into: &batch)
        return batch.tokens.map { token in
            let exact = batch.term(of: token)
            var stems: [String] = []
            for language in languages.isEmpty ? [.none] : languages {
                let stem = batch.withTerm(of: token) { term in
                    stemmer.stem(term, language: token.isStemmable ? language : .none) {
                        String(decoding: $0, as: UTF8.self)
                    }
                }
                if !stems.contains(stem) { stems.append(stem) }
            }
            return Word(position: token.position, exact: exact, stems: stems)
        }
    }

    /// The exact forms of a text, in order.
    func exactForms(_ text: String) -> [String] { words(text, languages: []).map(\.exact) }

    /// The slots and offsets of a text that must stand together.
    func sequence(
        _ text: String, form: TermForm, languages: [Language]
    ) -> (slots: [[TermChoice]], offsets: [UInt32]) {
        let words = words(text, languages: languages)
        let slots = words.map { word in
            form == .exact
                ? [TermChoice(form: .exact, term: word.exact)]
                : word.stems.map { TermChoice(form: .stem, term: $0) }
        }
        return (slots, words.map { $0.position - (words.first?.position ?? 0) })
    }
}
