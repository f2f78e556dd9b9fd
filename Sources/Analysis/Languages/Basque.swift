// Owns: Basque.

extension LanguageProfile {
    static let basque = LanguageProfile(
        .basque, stemmer: "basque",
        commonWords: "eta da ez bat du dira zen izan ere hau egin baina bere")
}
