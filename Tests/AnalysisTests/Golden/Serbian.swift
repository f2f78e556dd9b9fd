// Owns: golden tokens of Serbian.

extension GoldenText {
    static let serbian = GoldenText(
        .serbian,
        [
            Sentence(
                "Molimo vas da nam pošaljete potpisani ugovor do petka.",
                """
                Molimo:molimo:moli vas da nam pošaljete:posaljete:posalet potpisani:potpisani:potpisan ugovor do \
                petka:petka:petk
                """),
            Sentence(
                "Нови рачуни су стигли у нашу канцеларију.",
                """
                Нови:нови:nov рачуни:рачуни:racun су:су:su стигли:стигли:stigl у:у:u нашу:нашу:nas \
                канцеларију:канцеларију:kancelarij
                """),
            Sentence(
                "Da li možemo da pomerimo sastanak za sledeću nedelju?",
                """
                Da:da li možemo:mozemo:moze da pomerimo:pomerimo:pomeri sastanak za sledeću:sledecu:sledec \
                nedelju:nedelju:nedelj
                """),
            Sentence(
                "Хвала на брзом одговору, разговараћемо о условима са директором.",
                """
                Хвала:хвала:hval на:на:na брзом:брзом:brz одговору:одговору:odgovor \
                разговараћемо:разговараћемо:razgovarace о:о:o условима:условима:uslov са:са:sa \
                директором:директором:direktor
                """),
            Sentence(
                "Računi su plaćeni, ali roba još nije isporučena u Đurđevo.",
                """
                Računi:racuni:racun su plaćeni:placeni:plac ali:ali:al roba:roba:rob još:jos nije:nije:nij \
                isporučena:isporucena:isporucen u Đurđevo:durdevo:durdev
                """),
        ])
}
