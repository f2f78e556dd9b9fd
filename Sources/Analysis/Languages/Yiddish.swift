// Owns: Yiddish.

extension LanguageProfile {
    static let yiddish = LanguageProfile(
        .yiddish, stemmer: "yiddish", script: 0x0590...0x05FF,
        commonWords: "און דער די איז")
}
