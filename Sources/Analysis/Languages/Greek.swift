// Owns: Greek.

extension LanguageProfile {
    static let greek = LanguageProfile(
        .greek, stemmer: "greek", script: 0x0370...0x03FF,
        commonWords: "και το να του η της με για")
}
