// Owns: Nepali.

extension LanguageProfile {
    static let nepali = LanguageProfile(
        .nepali, stemmer: "nepali",
        commonWords: "र छ हो मा को लाई गर्न पनि")
}
