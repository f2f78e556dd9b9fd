// Owns: golden tokens of Hungarian.

extension GoldenText {
    static let hungarian = GoldenText(
        .hungarian,
        [
            Sentence(
                "Kérjük, küldje vissza az aláírt szerződést péntekig.",
                """
                Kérjük:kerjuk:ker küldje:kuldje:kuld vissza:vissza:vissz az aláírt:alairt:alair \
                szerződést:szerzodest:szerzodes péntekig:pentekig:pent
                """),
            Sentence(
                "A számlák már megérkeztek az irodánkba.",
                """
                A:a számlák:szamlak:szaml már:mar megérkeztek:megerkeztek:megerkezt az irodánkba:irodankba:iroda
                """),
            Sentence(
                "Elhalaszthatjuk a megbeszélést a jövő hétre?",
                """
                Elhalaszthatjuk:elhalaszthatjuk:elhalaszthat a megbeszélést:megbeszelest:megbeszeles a jövő:jovo \
                hétre:hetre:het
                """),
            Sentence(
                "Köszönöm a gyors válaszát, a feltételeket megbeszélem az ügyfelünkkel.",
                """
                Köszönöm:koszonom:koszon a gyors válaszát:valaszat:valasz a feltételeket:felteteleket:feltetel \
                megbeszélem:megbeszelem:megbeszel az ügyfelünkkel:ugyfelunkkel:ugyfel
                """),
            Sentence(
                "Az árból hiányoznak a szállítási költségek.",
                """
                Az:az árból:arbol:ar hiányoznak:hianyoznak:hianyoz a szállítási:szallitasi:szallitas \
                költségek:koltsegek:koltseg
                """),
        ])
}
