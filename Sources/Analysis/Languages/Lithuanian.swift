// Owns: Lithuanian.

extension LanguageProfile {
    static let lithuanian = LanguageProfile(
        .lithuanian, stemmer: "lithuanian",
        commonWords: "ir yra kad su bet tai kaip iki apie mes jus arba")
}
