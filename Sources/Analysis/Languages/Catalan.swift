// Owns: Catalan.

extension LanguageProfile {
    static let catalan = LanguageProfile(
        .catalan, stemmer: "catalan",
        commonWords: "amb els les que per una dels del als som mes pero aquest aquesta ser hem")
}
