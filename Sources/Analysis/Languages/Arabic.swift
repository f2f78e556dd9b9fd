// Owns: Arabic.

extension LanguageProfile {
    static let arabic = LanguageProfile(
        .arabic, stemmer: "arabic", script: 0x0620...0x06FF,
        commonWords: "في من على ان الى التي عن مع هذا هذه كان ما لا")
}
