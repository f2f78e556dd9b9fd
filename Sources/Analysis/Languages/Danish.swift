// Owns: Danish.

extension LanguageProfile {
    static let danish = LanguageProfile(
        .danish, stemmer: "danish",
        commonWords: "og er det at en til af ikke der med vi jeg du har kan vil skal hvad blev efter")
}
