// Owns: Swedish.

extension LanguageProfile {
    static let swedish = LanguageProfile(
        .swedish, stemmer: "swedish",
        commonWords: "och att det som en ar inte med av for vi jag du har kan ska till den pa fran eller")
}
