// Owns: Dutch.

extension LanguageProfile {
    static let dutch = LanguageProfile(
        .dutch, stemmer: "dutch",
        commonWords: """
            de het een van en is dat niet op te zijn voor met je wij ik hebben wordt deze ook naar u uw ons onze we \
            kunt kan graag aan bij om nog maar als er dit die in wil worden heeft door over dank groeten geachte \
            beste mijn hallo s wanneer waar hoe wie waarom welke hebt geen haar hun uit tot toe al weer moet moeten \
            mag gaat
            """)
}
