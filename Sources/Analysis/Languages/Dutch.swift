// Owns: Dutch.

extension LanguageProfile {
    static let dutch = LanguageProfile(
        .dutch, stemmer: "dutch",
        commonWords: "de het een van en is dat niet op te zijn voor met je wij ik hebben wordt deze ook naar")
}
