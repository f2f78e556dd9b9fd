// Owns: golden tokens of German.

extension GoldenText {
    static let german = GoldenText(
        .german,
        [
            Sentence(
                "Wir haben die unterschriebenen Verträge gestern an Sie zurückgeschickt.",
                """
                Wir:wir haben:haben:hab die unterschriebenen:unterschriebenen:unterschrieb \
                Verträge:vertrage:vertrag gestern:gestern:gest an Sie:sie zurückgeschickt:zuruckgeschickt
                """),
            Sentence(
                "Die Rechnungen für März sind leider noch nicht bezahlt.",
                """
                Die:die Rechnungen:rechnungen:rechnung für:fur März:marz sind leider:leider:leid noch nicht \
                bezahlt
                """),
            Sentence(
                "Können wir die Besprechung auf nächste Woche verschieben?",
                """
                Können:konnen:konn wir die Besprechung:besprechung:besprech auf nächste:nachste:nach \
                Woche:woche:woch verschieben:verschieben:verschieb
                """),
            Sentence(
                "Vielen Dank für Ihre schnelle Antwort, ich spreche mit der Geschäftsführung in der Hauptstraße.",
                """
                Vielen:vielen:viel Dank:dank für:fur Ihre:ihre:ihr schnelle:schnelle:schnell Antwort:antwort ich \
                spreche:spreche:sprech mit der Geschäftsführung:geschaftsfuhrung:geschaftsfuhr in der \
                Hauptstraße:hauptstrasse:hauptstrass
                """),
            Sentence(
                "Das größte Angebot kam aus der Schweiz.",
                """
                Das:das größte:grosste:grosst Angebot:angebot kam aus der Schweiz:schweiz
                """),
        ])
}
