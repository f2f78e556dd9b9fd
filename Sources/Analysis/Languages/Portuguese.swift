// Owns: Portuguese.

extension LanguageProfile {
    static let portuguese = LanguageProfile(
        .portuguese, stemmer: "portuguese",
        accentedEndings: "ção ções ão ência ências ável áveis ível íveis",
        letters: "ãõçáêíó",
        commonWords: """
            de que não para com uma os em por mais as dos como foi ao você obrigado obrigada são está o a e do da um \
            no na se pelo pela pelas pelos nos nas mas ou também já muito este esta deste desta seu sua nosso nossa \
            ainda sobre estão pode podemos olá bom dia foram tem ser isso quando onde porque quem qual quais podem \
            poderíamos vossa vosso nenhuma nenhum estes essa novo novos segue anexo aqui hoje amanhã é à às
            """)
}
