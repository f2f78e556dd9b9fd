// Owns: Spanish.

extension LanguageProfile {
    static let spanish = LanguageProfile(
        .spanish, stemmer: "spanish",
        accentedEndings: "ión ían ogía ogías",
        letters: "ñáíóú¿¡",
        commonWords: """
            el que los las una para por con del no es se su esta como gracias usted pero nos más de la en y a un al \
            lo le les me mi muy sin sobre este estos está han ha hay ser son fue si ya o también todavía entre desde \
            hasta cuando nuestro nuestra podemos podría podríamos saludos hola buenos días adjunto sido cuándo cómo \
            dónde qué quién cuál puede pueden hemos nuevo nuevos nuestros nuestras sus ninguna ningún ustedes \
            estamos tenemos quedo día
            """)
}
