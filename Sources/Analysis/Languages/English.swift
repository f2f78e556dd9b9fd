// Owns: English.

extension LanguageProfile {
    static let english = LanguageProfile(
        .english, stemmer: "english",
        commonWords: """
            the and of to in is for that you with this are have be on it we will not your from please \
            if as
            """)
}
