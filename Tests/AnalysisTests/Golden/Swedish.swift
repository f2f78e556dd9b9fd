// Owns: golden tokens of Swedish.

extension GoldenText {
    static let swedish = GoldenText(
        .swedish,
        [
            Sentence(
                "Vi har mottagit din beställning och skickar fakturan i morgon.",
                """
                Vi:vi har mottagit din beställning:bestallning och skickar:skickar:skick fakturan i morgon
                """),
            Sentence(
                "Kan vi flytta mötet till nästa vecka?",
                """
                Kan:kan vi flytta:flytta:flytt mötet:motet till nästa:nasta:nast vecka:vecka:veck
                """),
            Sentence(
                "Avtalen skrevs under av båda parter efter semestern.",
                """
                Avtalen:avtalen:avtal skrevs:skrevs:skrev under:under:und av båda:bada:bad parter:parter:part \
                efter:efter:eft semestern:semestern:semest
                """),
            Sentence(
                "Tack för ditt snabba svar, jag återkommer när chefen har läst villkoren.",
                """
                Tack:tack för:for ditt snabba:snabba:snabb svar jag återkommer:aterkommer:aterkomm när:nar \
                chefen:chefen:chef har läst:last villkoren:villkoren:villkor
                """),
            Sentence(
                "Priset på sjökabeln är inte längre detsamma som förra året.",
                """
                Priset:priset på:pa sjökabeln:sjokabeln är:ar inte:inte:int längre:langre:langr \
                detsamma:detsamma:detsamm som förra:forra:forr året:aret
                """),
        ])
}
