// Owns: Tamil.

extension LanguageProfile {
    static let tamil = LanguageProfile(
        .tamil, stemmer: "tamil", script: 0x0B80...0x0BFF,
        commonWords: "ஒரு என்று மற்றும் இந்த")
}
