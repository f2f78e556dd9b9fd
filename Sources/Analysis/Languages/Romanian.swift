// Owns: Romanian.

extension LanguageProfile {
    static let romanian = LanguageProfile(
        .romanian, stemmer: "romanian",
        commonWords: "si este in la cu nu din pentru ca sunt care mai pe fi va multumesc")
}
