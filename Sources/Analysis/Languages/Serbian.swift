// Owns: Serbian.

extension LanguageProfile {
    static let serbian = LanguageProfile(
        .serbian, stemmer: "serbian",
        commonWords: "je se na da za su od sa nije kao ali ovo smo ste koji")
}
