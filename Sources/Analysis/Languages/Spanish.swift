// Owns: Spanish.

extension LanguageProfile {
    static let spanish = LanguageProfile(
        .spanish, stemmer: "spanish",
        commonWords: "el que los las una para por con del no es se su esta como gracias usted pero nos mas")
}
