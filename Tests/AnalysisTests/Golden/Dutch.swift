// Owns: golden tokens of Dutch.

extension GoldenText {
    static let dutch = GoldenText(
        .dutch,
        [
            Sentence(
                "Kunt u ons de getekende overeenkomst voor vrijdag terugsturen?",
                """
                Kunt:kunt u ons de getekende:getekende:getek overeenkomst voor:voor:vor vrijdag \
                terugsturen:terugsturen:terugstur
                """),
            Sentence(
                "De facturen van deze maand zijn nog niet betaald.",
                """
                De:de facturen:facturen:factur van deze:deze:dez maand zijn nog niet betaald
                """),
            Sentence(
                "We willen de vergadering graag naar volgende week verplaatsen.",
                """
                We:we willen:willen:will de vergadering:vergadering:vergader graag:graag:grag naar:naar:nar \
                volgende:volgende:volgend week:week:wek verplaatsen:verplaatsen:verplaats
                """),
            Sentence(
                "Hartelijk dank voor uw snelle reactie, ik bespreek de voorwaarden met mijn collega's.",
                """
                Hartelijk:hartelijk dank voor:voor:vor uw snelle:snelle:snell reactie ik bespreek:bespreek:besprek \
                de voorwaarden:voorwaarden:voorwaard met mijn collega s
                """),
            Sentence(
                "Het geïnstalleerde pakket is ook in België leverbaar.",
                """
                Het:het geïnstalleerde:geinstalleerde:geinstalleerd pakket is ook in België:belgie \
                leverbaar:leverbaar:lever
                """),
        ])
}
