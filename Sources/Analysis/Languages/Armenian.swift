// Owns: Armenian.

extension LanguageProfile {
    static let armenian = LanguageProfile(
        .armenian, stemmer: "armenian", script: 0x0530...0x058F,
        commonWords: "եւ է որ այն են այս")
}
