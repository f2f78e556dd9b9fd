// Owns: golden tokens of Norwegian.

extension GoldenText {
    static let norwegian = GoldenText(
        .norwegian,
        [
            Sentence(
                "Vi har mottatt bestillingen din og sender fakturaen i morgen.",
                """
                Vi:vi har mottatt bestillingen:bestillingen:bestilling din og sender:sender:send \
                fakturaen:fakturaen:faktura i morgen:morgen:morg
                """),
            Sentence(
                "Kan vi flytte møtet til neste uke?",
                """
                Kan:kan vi flytte:flytte:flytt møtet:motet:mot til neste:neste:nest uke
                """),
            Sentence(
                "Avtalene ble undertegnet av begge parter etter sommerferien.",
                """
                Avtalene:avtalene:avtal ble undertegnet:undertegnet:undertegn av begge:begge:begg \
                parter:parter:part etter:etter:ett sommerferien:sommerferien:sommerferi
                """),
            Sentence(
                "Takk for at du svarte så raskt, jeg må snakke med sjefen om vilkårene.",
                """
                Takk:takk for at du svarte:svarte:svart så:sa raskt jeg må:ma snakke:snakke:snakk med \
                sjefen:sjefen:sjef om vilkårene:vilkarene:vilkar
                """),
            Sentence(
                "Prisen på sjøkabelen er ikke lenger den samme som i fjor.",
                """
                Prisen:prisen:pris på:pa sjøkabelen:sjokabelen:sjokabel er ikke:ikke:ikk lenger:lenger:leng den \
                samme:samme:samm som i fjor
                """),
        ])
}
