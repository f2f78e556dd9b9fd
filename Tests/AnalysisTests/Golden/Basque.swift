// Owns: golden tokens of Basque.

extension GoldenText {
    static let basque = GoldenText(
        .basque,
        [
            Sentence(
                "Mesedez, bidali sinatutako kontratua ostirala baino lehen.",
                """
                Mesedez:mesedez:mesed bidali sinatutako:sinatutako:sina kontratua:kontratua:kon \
                ostirala:ostirala:osti baino:baino:bai lehen:lehen:leh
                """),
            Sentence(
                "Faktura berriak gure bulegora iritsi dira.",
                """
                Faktura:faktura:fak berriak:berriak:berri gure bulegora:bulegora:buleg iritsi dira
                """),
            Sentence(
                "Bilera hurrengo astera atzeratu behar dugu.",
                """
                Bilera:bilera:bil hurrengo:hurrengo:hurren astera:astera:aste atzeratu:atzeratu:atzer behar dugu
                """),
            Sentence(
                "Eskerrik asko zure erantzun azkarragatik, baldintzak aztertuko ditugu.",
                """
                Eskerrik:eskerrik:esker asko zure erantzun azkarragatik:azkarragatik:azkarragat \
                baldintzak:baldintzak:baldin aztertuko:aztertuko:azter ditugu
                """),
            Sentence(
                "Prezio honek ez du garraioa barne hartzen.",
                """
                Prezio:prezio:pre honek:honek:hon ez du garraioa barne:barne:bar hartzen:hartzen:har
                """),
        ])
}
