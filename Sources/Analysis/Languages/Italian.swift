// Owns: Italian.

extension LanguageProfile {
    static let italian = LanguageProfile(
        .italian, stemmer: "italian",
        letters: "àèìòù",
        commonWords: """
            il di che per non sono una con del della le gli si da anche come questo grazie ci la un in e è al alla \
            nel i ha ho hanno abbiamo dei delle lo se più ma su dal vi tra o nostro nostra vostra vostro quello \
            questa buongiorno saluti cordiali può molto ancora dell quando dove perché chi quale quali potete \
            possiamo potremmo dai dagli nei negli nelle suoi suo sua nostri vostri allego allegato stato stati \
            essere sia loro già ogni tutti
            """)
}
