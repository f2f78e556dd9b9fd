// Owns: golden tokens of Italian.

extension GoldenText {
    static let italian = GoldenText(
        .italian,
        [
            Sentence(
                "In allegato trovate il contratto firmato dai nostri soci.",
                """
                In:in allegato:allegato:alleg trovate:trovate:trov il contratto:contratto:contratt \
                firmato:firmato:firm dai nostri:nostri:nostr soci:soci:soc
                """),
            Sentence(
                "Le fatture di questo mese non sono ancora state pagate.",
                """
                Le:le fatture:fatture:fattur di questo:questo:quest mese:mese:mes non sono:sono:son \
                ancora:ancora:ancor state:state:stat pagate:pagate:pag
                """),
            Sentence(
                "Potremmo spostare le riunioni alla settimana prossima?",
                """
                Potremmo:potremmo:potr spostare:spostare:spost le riunioni:riunioni:riunion alla \
                settimana:settimana:settiman prossima:prossima:prossim
                """),
            Sentence(
                "Grazie per la risposta, parlerò delle condizioni con l'amministratore della società.",
                """
                Grazie:grazie:graz per la risposta:risposta:rispost parlerò:parlero:parler delle:delle:dell \
                condizioni:condizioni:condizion con l amministratore:amministratore:amministr della:della:dell \
                società:societa:societ
                """),
            Sentence(
                "Il prezzo dell'abbonamento non è più quello di prima perché è scaduto.",
                """
                Il:il prezzo:prezzo:prezz dell abbonamento:abbonamento:abbon non è:e più:piu quello:quello:quell \
                di prima:prima:prim perché:perche:perc è:e scaduto:scaduto:scad
                """),
        ])
}
