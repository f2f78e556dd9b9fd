// Owns: Danish.

extension LanguageProfile {
    static let danish = LanguageProfile(
        .danish, stemmer: "danish",
        letters: "æøå",
        commonWords: """
            og er det at en et til af ikke der med på for vi jeg du har kan vil skal hvad blev efter den de som os \
            din dit min mig om men fra også hvis når eller være bliver tak hilsen venlig kære hej meget jeres vores \
            denne dette nu da end længere igen jer hvornår hvordan hvem hvorfor hvilken noget nogle endnu fået får \
            kunne ville skulle blive sig dig gerne lige nye ny deres mere nogen siden mange give gør
            """)
}
