// Owns: Norwegian.

extension LanguageProfile {
    static let norwegian = LanguageProfile(
        .norwegian, stemmer: "norwegian",
        letters: "æøå",
        commonWords: """
            og er det en til av ikke som med vi jeg du har kan vil skal hva ble etter noe fra på for å at den de et \
            om oss din ditt min meg men også hvis når eller være blir takk hilsen vennlig hei mye deres vår våre \
            denne dette nå da enn lenger igjen så må bare ut inn dere hvordan hvem hvorfor hvilken noen ennå fått \
            får kunne ville skulle bli nye gjerne deg seg mer siden vært gjør gi gjøre veldig
            """)
}
