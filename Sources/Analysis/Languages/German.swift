// Owns: German.

extension LanguageProfile {
    static let german = LanguageProfile(
        .german, stemmer: "german",
        commonWords: """
            der die und das ist nicht wir sie mit fur ein eine auf dem den zu im von ich werden haben \
            bitte
            """)
}
