// Owns: Portuguese.

extension LanguageProfile {
    static let portuguese = LanguageProfile(
        .portuguese, stemmer: "portuguese",
        commonWords: "de que nao para com uma os em por mais as dos como foi ao voce obrigado sao esta")
}
