// Owns: golden tokens of Finnish.

extension GoldenText {
    static let finnish = GoldenText(
        .finnish,
        [
            Sentence(
                "Lähetättekö allekirjoitetun sopimuksen ennen perjantaita?",
                """
                Lähetättekö:lahetatteko:lahetat allekirjoitetun:allekirjoitetun:allekirjoitetu \
                sopimuksen:sopimuksen:sopimuks ennen:ennen:en perjantaita:perjantaita:perjant
                """),
            Sentence(
                "Uudet laskut ovat saapuneet toimistoomme.",
                """
                Uudet:uudet:uude laskut:laskut:lasku ovat:ovat:ova saapuneet:saapuneet:saapun \
                toimistoomme:toimistoomme:toimisto
                """),
            Sentence(
                "Kokous on siirrettävä ensi viikolle, koska kaikki eivät pääse paikalle.",
                """
                Kokous:kokous on siirrettävä:siirrettava:siirrettav ensi:ensi:en viikolle:viikolle:viiko \
                koska:koska:kosk kaikki:kaikki:kaik eivät:eivat:eiva pääse:paase paikalle:paikalle:paika
                """),
            Sentence(
                "Kiitos nopeasta vastauksesta, keskustelen ehdoista esimiehen kanssa.",
                """
                Kiitos:kiitos nopeasta:nopeasta:nopea vastauksesta:vastauksesta:vastauks \
                keskustelen:keskustelen:keskustel ehdoista:ehdoista:ehdo esimiehen:esimiehen:esimie \
                kanssa:kanssa:kan
                """),
            Sentence(
                "Hintaan ei sisälly toimituskuluja eikä asennusta EU:ssa.",
                """
                Hintaan:hintaan:hin ei sisälly:sisally:sisaly toimituskuluja:toimituskuluja:toimituskulu eikä:eika \
                asennusta:asennusta:asenu EU:eu ssa:ssa:sa
                """),
        ])
}
