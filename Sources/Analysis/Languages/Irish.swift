// Owns: Irish.

extension LanguageProfile {
    static let irish = LanguageProfile(
        .irish, stemmer: "irish",
        commonWords: "agus an na go ar bhfuil ata leis seo sin mar le do")
}
