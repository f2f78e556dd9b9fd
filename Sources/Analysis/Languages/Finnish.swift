// Owns: Finnish.

extension LanguageProfile {
    static let finnish = LanguageProfile(
        .finnish, stemmer: "finnish",
        letters: "äö",
        commonWords: """
            ja on ei se että ovat mutta kun olen voi tai myös niin joka sen hän ole kiitos me te mitä jos kuin \
            olemme oli vain jo nyt tämä tämän eivät eikä kanssa sekä ennen jälkeen koska kaikki terveisin hei hyvää \
            teidän meidän voitte voimme onko saa pitää mukaan milloin miten missä kuka miksi mikä mukaisesti teille \
            teiltä meille emme ette sinun minun uusi uuden onnistuu kautta liitteenä ohessa ystävällisin
            """)
}
