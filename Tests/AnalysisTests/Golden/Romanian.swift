// Owns: golden tokens of Romanian.

extension GoldenText {
    static let romanian = GoldenText(
        .romanian,
        [
            Sentence(
                "Vă rugăm să ne trimiteți contractul semnat până vineri.",
                """
                Vă:va rugăm:rugam să:sa ne trimiteți:trimiteti:trimitet contractul:contractul:contract semnat \
                până:pana:pan vineri:vineri:viner
                """),
            Sentence(
                "Facturile din această lună nu au fost încă plătite.",
                """
                Facturile:facturile:factur din această:aceasta:aceast lună:luna:lun nu au fost încă:inca \
                plătite:platite:platit
                """),
            Sentence(
                "Putem amâna întâlnirea pentru săptămâna viitoare?",
                """
                Putem:putem:put amâna:amana:aman întâlnirea:intalnirea:intaln pentru săptămâna:saptamana:saptaman \
                viitoare:viitoare:viitoar
                """),
            Sentence(
                "Mulțumesc pentru răspuns, vom discuta condițiile cu directorul companiei.",
                """
                Mulțumesc:multumesc:multum pentru răspuns:raspuns vom discuta:discuta:discut \
                condițiile:conditiile:condit cu directorul:directorul:director companiei:companiei:compan
                """),
            Sentence(
                "Prețul nu include cheltuielile de livrare și informațiile sunt în raport.",
                """
                Prețul:pretul:pret nu include:include:includ cheltuielile:cheltuielile:cheltuiel de \
                livrare:livrare:livr și:si informațiile:informatiile:informat sunt în:in raport
                """),
        ])
}
