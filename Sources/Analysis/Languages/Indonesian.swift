// Owns: Indonesian.

extension LanguageProfile {
    static let indonesian = LanguageProfile(
        .indonesian, stemmer: "indonesian",
        commonWords: "dan yang di untuk dengan ini dari tidak akan pada kami saya anda itu ke")
}
