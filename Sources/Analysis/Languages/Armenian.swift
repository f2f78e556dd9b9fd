// Owns: Armenian.

extension LanguageProfile {
    static let armenian = LanguageProfile(
        .armenian, stemmer: "armenian",
        script: 0x0530...0x058F,
        commonWords: """
            և է եւ են որ այն այս ենք եմ մեր ձեր մի համար մենք դուք նա չի չեն իսկ բայց կամ հետ մինչև արդեն եթե շատ \
            պետք կարող ինչպես խնդրում շնորհակալություն բարև հարգանքով
            """)
}
