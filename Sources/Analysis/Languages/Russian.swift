// Owns: Russian.

extension LanguageProfile {
    static let russian = LanguageProfile(
        .russian, stemmer: "russian",
        script: 0x0410...0x0451, letters: "ыэёъ",
        commonWords: """
            и в не на что с по это как мы вы для к о из у за от но же он она они я так бы если уже или до был была \
            было были есть нам вас нас вам наш наши ваш при чтобы когда все всё очень можно нужно спасибо пожалуйста \
            здравствуйте уважением добрый день её его только ли
            """)
}
