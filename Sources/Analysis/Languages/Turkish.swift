// Owns: Turkish.

extension LanguageProfile {
    static let turkish = LanguageProfile(
        .turkish, stemmer: "turkish",
        commonWords: "ve bir bu icin ile de da cok olarak var ne gibi daha kadar degil tesekkurler")
}
