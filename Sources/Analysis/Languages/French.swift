// Owns: French.

extension LanguageProfile {
    static let french = LanguageProfile(
        .french, stemmer: "french",
        accentedEndings: "ée ées ité ités ère ères",
        letters: "éèêçœà",
        commonWords: """
            le la les des et est une un pour que dans vous nous avec sur pas ce qui sont votre au je de du il elle \
            ne se en par plus ou mais cette ces notre nos vos été ont avez avons aux si bonjour merci cordialement \
            bien tout être fait qu quand comment où pourquoi quel quelle quels pouvez pouvons peut encore aussi sans \
            sous jour leur leurs mes ses suis avoir faire joint pièce veuillez
            """)
}
