// Owns: Greek.

extension LanguageProfile {
    static let greek = LanguageProfile(
        .greek, stemmer: "greek",
        script: 0x0370...0x03FF,
        commonWords: """
            και το να του η της με για την από σε δεν θα τον είναι στο στην οι των μας τα τη τους που ότι σας αν \
            έχει έχουμε ή αλλά πολύ μετά ευχαριστώ παρακαλώ
            """)
}
