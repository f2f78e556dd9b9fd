// Owns: English.

extension LanguageProfile {
    static let english = LanguageProfile(
        .english, stemmer: "english",
        commonWords: """
            the and of to in is for that you with this are have be on it we will not your from please if as our can \
            was has been at by an or but they i my me would could should there what when which any all thanks thank \
            regards dear hello let do does did out about their us no so am he she his her them than then up one some \
            more other get see need know just like time were who how here let's i'm don't why where whether best \
            sincerely
            """)
}
