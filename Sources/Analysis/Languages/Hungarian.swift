// Owns: Hungarian.

extension LanguageProfile {
    static let hungarian = LanguageProfile(
        .hungarian, stemmer: "hungarian",
        accentedEndings: "ó ól ják ját ként óban nál",
        letters: "őűáéíóöüú",
        commonWords: """
            az és hogy nem egy van meg volt csak ez is kell mint ha vagy már köszönöm a de el én ki azt ezt még mert \
            lesz ön önök kérem kérjük nagyon itt majd minden fel be után előtt sem nincs üdvözlettel tisztelt szia \
            szerint tudom között ami amit ezen egyik mikor hol hogyan miért mi melyik kaptunk önöktől önnek nekünk \
            minket új tudják tudjuk tudunk lehet mellékelten küldöm valamint több csatoltan illetve
            """)
}
