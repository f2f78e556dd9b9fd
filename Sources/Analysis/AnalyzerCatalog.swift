// Owns: the list of languages. A language is one file in Languages/ and one line here.

import Schema

/// Every language there is a profile of.
enum AnalyzerCatalog {
    static let profiles: [LanguageProfile] = [
        .arabic, .armenian, .basque, .catalan, .danish, .dutch, .english, .finnish,
        .french, .german, .greek, .hindi, .hungarian, .indonesian, .irish, .italian,
        .lithuanian, .nepali, .norwegian, .portuguese, .romanian, .russian, .serbian, .spanish,
        .swedish, .tamil, .turkish, .yiddish,
    ]

    static let byLanguage: [Language: LanguageProfile] = Dictionary(
        uniqueKeysWithValues: profiles.map { ($0.language, $0) })
}
