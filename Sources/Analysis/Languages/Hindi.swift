// Owns: Hindi.

extension LanguageProfile {
    static let hindi = LanguageProfile(
        .hindi, stemmer: "hindi", script: 0x0900...0x097F,
        commonWords: "के है में की को से का और")
}
