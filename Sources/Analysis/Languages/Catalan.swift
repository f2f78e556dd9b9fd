// Owns: Catalan.

extension LanguageProfile {
    static let catalan = LanguageProfile(
        .catalan, stemmer: "catalan",
        accentedEndings: "ió",
        letters: "àèéíòóúç",
        commonWords: """
            de la el els les i a que en un una per amb no del dels al als es és són va vam han ha hem hi ho aquest \
            aquesta aquests però més molt moltes si com fins ni us ens tot està ser gràcies salutacions bon dia hola \
            què des sobre encara també podem podríem quan quin quina quins on perquè qui podeu teniu seva seu seus \
            nou nous cap rebut dues tots ja avui demà voleu
            """)
}
