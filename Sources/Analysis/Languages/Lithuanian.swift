// Owns: Lithuanian.

extension LanguageProfile {
    static let lithuanian = LanguageProfile(
        .lithuanian, stemmer: "lithuanian",
        accentedEndings: "čia čiai čio čių čius ėja ėje ėjo ėmis ėti ška škai ųjų",
        letters: "ąčęėįšųūž",
        commonWords: """
            ir yra kad su bet tai kaip iki apie mes jūs arba į iš ar o buvo ne nuo jau dar po už per prie bus mūsų \
            jūsų savo labai jei jeigu nėra šį šią šis ši šios kurie kuris taip pat prašome prašau ačiū dėkojame \
            dėkoju sveiki pagarbiai galite galime turi reikia gali būti kitą kada kur kodėl kas koks kokia galėtume \
            galėtumėte dėl mums jums jokio gerb pridedu čia tik visi
            """)
}
