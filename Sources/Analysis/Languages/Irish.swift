// Owns: Irish.

extension LanguageProfile {
    static let irish = LanguageProfile(
        .irish, stemmer: "irish",
        letters: "áéíóú",
        commonWords: """
            agus an na go ar bhfuil atá leis seo sin mar le do is tá níl i a ag as dom duit agat againn againne sa \
            san gach ach nó sé sí mé tú muid bhí raibh má dá ó faoi roimh siad maith mhaith chuig chugainn cad conas \
            dtí ní cathain cén cá féidir leat liom leo dúinn uait fós fóill aon gur nach bheith orm ort orainn anois \
            inniu amárach chun
            """)
}
