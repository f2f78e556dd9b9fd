// Owns: golden tokens of Danish.

extension GoldenText {
    static let danish = GoldenText(
        .danish,
        [
            Sentence(
                "Vi har modtaget din bestilling og sender fakturaen i morgen.",
                """
                Vi:vi har modtaget:modtaget:modtag din bestilling og sender:sender:send \
                fakturaen:fakturaen:faktura i morgen:morgen:morg
                """),
            Sentence(
                "Kan vi flytte mødet til næste uge?",
                """
                Kan:kan vi flytte:flytte:flyt mødet:modet:mod til næste:naeste:naest uge
                """),
            Sentence(
                "Aftalerne blev underskrevet af begge parter efter sommerferien.",
                """
                Aftalerne:aftalerne:aftal blev underskrevet:underskrevet:underskrev af begge:begge:beg \
                parter:parter:part efter:efter:eft sommerferien:sommerferien:sommerferi
                """),
            Sentence(
                "Tak for dit hurtige svar, jeg vender tilbage når chefen har læst vilkårene.",
                """
                Tak:tak for dit hurtige:hurtige:hurt svar jeg vender:vender:vend tilbage:tilbage:tilbag når:nar \
                chefen:chefen:chef har læst:laest vilkårene:vilkarene:vilkar
                """),
            Sentence(
                "Prisen på søkablet er ikke længere den samme.",
                """
                Prisen:prisen:pris på:pa søkablet:sokablet:sokabl er ikke:ikke:ikk længere:laengere:laeng den \
                samme:samme:sam
                """),
        ])
}
