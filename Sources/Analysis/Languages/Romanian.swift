// Owns: Romanian.

extension LanguageProfile {
    static let romanian = LanguageProfile(
        .romanian, stemmer: "romanian",
        accentedEndings: "că ră ză ți ții ției țiile țiilor țile ților ând",
        letters: "țșăâî",
        commonWords: """
            și este în la cu nu din pentru că sunt care mai pe fi va mulțumesc de a o un să se au am ai ce ne vă lui \
            sau dar dacă după până prin această acest acestei cum fost foarte al ale vom bună ziua rugăm \
            dumneavoastră noi noastre putem cele le când unde cine puteți poate avem aveți nou noua nicio niciun \
            încă trimit atașat mi îmi sunteți suntem
            """)
}
