// Owns: what is known of a language: its stemmer and how its text is told. One value a language, in Languages/.

import Schema

/// A language's row of the ``AnalyzerCatalog``.
struct LanguageProfile: Sendable {
    let language: Language
    /// The algorithm's name in libstemmer.
    let stemmer: String
    /// Words that are common in it and, together, in no other; folded as the tokenizer folds.
    let commonWords: [String]
    /// The first and last code point of letters that hardly any other of our languages uses, if there are such.
    let script: ClosedRange<UInt32>?

    init(_ language: Language, stemmer: String, script: ClosedRange<UInt32>? = nil, commonWords: String) {
        self.language = language
        self.stemmer = stemmer
        self.script = script
        self.commonWords = commonWords.split(separator: " ").map(String.init)
    }
}
