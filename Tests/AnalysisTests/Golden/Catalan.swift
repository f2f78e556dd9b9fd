// Owns: golden tokens of Catalan.

extension GoldenText {
    static let catalan = GoldenText(
        .catalan,
        [
            Sentence(
                "Us envio la informació que vau demanar a la darrera reunió.",
                """
                Us:us envio:envio:env la informació:informacio:inform que vau demanar:demanar:deman a la \
                darrera:darrera:darr reunió:reunio:reun
                """),
            Sentence(
                "Les factures d'aquest mes encara no s'han pagat.",
                """
                Les:les factures:factures:factur d aquest mes encara:encara:enc no s han pagat:pagat:pag
                """),
            Sentence(
                "Podríem ajornar les reunions de dilluns fins a la setmana vinent?",
                """
                Podríem:podriem:podr ajornar:ajornar:ajorn les reunions:reunions:reun de dilluns:dilluns:dillun \
                fins:fins:fin a la setmana:setmana:setm vinent:vinent:vin
                """),
            Sentence(
                "Moltes gràcies per la resposta, parlarem amb la direcció del col·legi.",
                """
                Moltes:moltes:molt gràcies:gracies:grac per la resposta:resposta:respost parlarem:parlarem:parl \
                amb la direcció:direccio:direc del col legi:legi:leg
                """),
            Sentence(
                "Aquest preu no inclou el transport ni les despeses.",
                """
                Aquest:aquest preu no inclou el transport ni les despeses:despeses:desp
                """),
        ])
}
