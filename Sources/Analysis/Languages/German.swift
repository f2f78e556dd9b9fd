// Owns: German.

extension LanguageProfile {
    static let german = LanguageProfile(
        .german, stemmer: "german",
        letters: "äöüß",
        commonWords: """
            der die und das ist nicht wir sie mit für ein eine auf dem den zu im von ich werden haben bitte des \
            einen einer es an als auch sich noch nach bei aus oder wenn aber wie ihr ihre ihnen uns unser kann \
            können hat sind wird war zum zur am vielen dank grüßen freundlichen hallo schon leider in wann wo warum \
            wer welche was anbei keine mehr bis seit vor durch unsere unserer diese dieser diesem damit da so nur \
            man hätten würde möchte
            """)
}
