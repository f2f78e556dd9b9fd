// Owns: French.

extension LanguageProfile {
    static let french = LanguageProfile(
        .french, stemmer: "french",
        commonWords: "le la les des et est une pour que dans vous nous avec sur pas ce qui sont votre au je")
}
