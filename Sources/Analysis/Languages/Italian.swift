// Owns: Italian.

extension LanguageProfile {
    static let italian = LanguageProfile(
        .italian, stemmer: "italian",
        commonWords: "il di che per non sono una con del della le gli si da anche come questo grazie ci")
}
