// Owns: Norwegian.

extension LanguageProfile {
    static let norwegian = LanguageProfile(
        .norwegian, stemmer: "norwegian",
        commonWords: "og er det en til av ikke som med vi jeg du har kan vil skal hva ble etter noe fra")
}
