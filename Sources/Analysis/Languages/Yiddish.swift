// Owns: Yiddish.

extension LanguageProfile {
    static let yiddish = LanguageProfile(
        .yiddish, stemmer: "yiddish",
        letters: "װױײ",
        commonWords: """
            און דער די איז דאָס אַ אין פֿון מיט צו נישט ניט איך מיר איר זיי אויף פֿאַר אַז ווי וואָס האָט האָבן \
            זענען זײַנען דעם דאַנק ביטע אויך נאָך ביז צי שוין אונדז אונדזער אײַער קענען ווען ווו ווער פֿאַרוואָס \
            קענט אײַך קיין נײַע
            """)
}
