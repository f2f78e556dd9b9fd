// Owns: Finnish.

extension LanguageProfile {
    static let finnish = LanguageProfile(
        .finnish, stemmer: "finnish",
        commonWords: "ja on ei se etta ovat mutta kun olen voi tai myos niin joka sen han ole kiitos")
}
