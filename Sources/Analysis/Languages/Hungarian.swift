// Owns: Hungarian.

extension LanguageProfile {
    static let hungarian = LanguageProfile(
        .hungarian, stemmer: "hungarian",
        commonWords: "az es hogy nem egy van meg volt csak ez is kell mint ha vagy mar koszonom")
}
