// Owns: what is known of a language: its stemmer and how its text is told. One value a language, in Languages/.

import Schema

/// A language's row of the ``AnalyzerCatalog``.
struct LanguageProfile: Sendable {
    let language: Language
    /// The algorithm's name in libstemmer.
    let stemmer: String
    /// Endings whose accents the stemmer needs to know them by; longest first.
    let endings: [AccentedEnding]
    /// Words that are common in it and, together, in no other.
    let commonWords: [String]
    /// Small letters beyond ASCII that tell it from others that are written in the same script.
    let letters: String
    /// The letters of a script that, of our languages, it alone is written in, or that is most likely it.
    let script: ClosedRange<UInt32>?

    init(
        _ language: Language, stemmer: String, accentedEndings: String = "",
        script: ClosedRange<UInt32>? = nil, letters: String = "", commonWords: String
    ) {
        self.language = language
        self.stemmer = stemmer
        endings = accentedEndings.split(separator: " ").map { AccentedEnding(String($0)) }
            .sorted { $0.folded.count > $1.folded.count }
        self.script = script
        self.letters = letters
        self.commonWords = commonWords.split(separator: " ").map(String.init)
    }
}

/// An ending as it is written and as folding leaves it.
struct AccentedEnding: Sendable {
    let accented: [UInt8]
    let folded: [UInt8]

    init(_ ending: String) {
        accented = Array(ending.utf8)
        folded = ending.utf8.withContiguousStorageIfAvailable(CharacterTables.shared.folded) ?? accented
    }

    /// Whether a folded word ends so and has two letters at least before it.
    func isEnding(of word: UnsafeBufferPointer<UInt8>) -> Bool {
        guard word.count > folded.count, word.suffix(folded.count).elementsEqual(folded) else { return false }
        return word.dropLast(folded.count).count { $0 & 0xC0 != 0x80 } >= 2
    }
}
