// Owns: Russian.

extension LanguageProfile {
    static let russian = LanguageProfile(
        .russian, stemmer: "russian", script: 0x0400...0x04FF,
        commonWords: "и в не на что с по это как мы вы для")
}
