// Owns: golden tokens of Lithuanian.

extension GoldenText {
    static let lithuanian = GoldenText(
        .lithuanian,
        [
            Sentence(
                "Prašome atsiųsti pasirašytą sutartį iki penktadienio.",
                """
                Prašome:prasome:pras atsiųsti:atsiusti:atsius pasirašytą:pasirasyta:pasiras sutartį:sutarti:sutar \
                iki:iki:ik penktadienio:penktadienio:penktadi
                """),
            Sentence(
                "Naujos sąskaitos jau gautos mūsų biure.",
                """
                Naujos:naujos:nauj sąskaitos:saskaitos:saskait jau gautos:gautos:gaut mūsų:musu:mus \
                biure:biure:biur
                """),
            Sentence(
                "Ar galėtume susitikimą nukelti į kitą savaitę?",
                """
                Ar:ar galėtume:galetume:galetum susitikimą:susitikima:susitikim nukelti:nukelti:nukel į:i \
                kitą:kita:kit savaitę:savaite:savait
                """),
            Sentence(
                "Dėkojame už greitą atsakymą, sąlygas aptarsime su direktoriumi.",
                """
                Dėkojame:dekojame:dek už:uz greitą:greita:greit atsakymą:atsakyma:atsakym sąlygas:salygas:salyg \
                aptarsime:aptarsime:aptar su direktoriumi:direktoriumi:direktor
                """),
            Sentence(
                "Į šią kainą nėra įskaičiuotos pristatymo išlaidos.",
                """
                Į:i šią:sia kainą:kaina:kain nėra:nera:ner įskaičiuotos:iskaiciuotos:iskaic \
                pristatymo:pristatymo:pristatym išlaidos:islaidos:islaid
                """),
        ])
}
