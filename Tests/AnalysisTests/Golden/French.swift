// Owns: golden tokens of French.

extension GoldenText {
    static let french = GoldenText(
        .french,
        [
            Sentence(
                "Veuillez trouver ci-joint le contrat signé par l'hôtel.",
                """
                Veuillez:veuillez:veuill trouver:trouver:trouv ci joint le contrat signé:signe:sign par l \
                hôtel:hotel
                """),
            Sentence(
                "Les factures impayées ont été envoyées à notre siège hier soir.",
                """
                Les:les:le factures:factures:factur impayées:impayees:impai ont été:ete envoyées:envoyees:envoi \
                à:a notre:notre:notr siège:siege:sieg hier:hier:hi soir
                """),
            Sentence(
                "Pourriez-vous reporter les réunions prévues à la semaine prochaine ?",
                """
                Pourriez:pourriez:pourr vous reporter:reporter:report les:les:le réunions:reunions:reunion \
                prévues:prevues:prevu à:a la semaine:semaine:semain prochaine:prochaine:prochain
                """),
            Sentence(
                "Merci de votre réponse rapide, nous étudions les conditions avec nos associés.",
                """
                Merci:merci:merc de votre:votre:votr réponse:reponse:repons rapide:rapide:rapid nous \
                étudions:etudions:etud les:les:le conditions:conditions:condit avec nos associés:associes:assoc
                """),
            Sentence(
                "L'œuvre d'art n'est pas comprise dans le prix de vente.",
                """
                L:l œuvre:oeuvre:oeuvr d art n est pas comprise:comprise:compris dans:dans:dan le prix de \
                vente:vente:vent
                """),
        ])
}
