// Owns: the form of the golden tables, and the list of them: a file a language.

import Schema
import Testing

/// Sentences of a language and their tokens.
struct GoldenText: Sendable, CustomTestStringConvertible {
    struct Sentence: Sendable {
        let text: String
        let tokens: [Token]

        /// - Parameter tokens: the words as they stand in the text, each with its exact form and its stem as far as they
        ///   differ from what is before: `Verträge:vertrage:vertrag`, `Dank:dank`, `nicht`.
        init(_ text: String, _ tokens: String) {
            self.text = text
            self.tokens = tokens.split(separator: " ").map { token in
                let forms = token.split(separator: ":").map(String.init)
                return Token(
                    surface: forms[0], exact: forms.dropFirst().first ?? forms[0], stem: forms[forms.count - 1])
            }
        }
    }

    struct Token: Sendable {
        let surface: String
        let exact: String
        let stem: String

        /// Byte by byte, where Swift's strings are equal by canonical equivalence.
        var utf8: [[UInt8]] { [surface, exact, stem].map { Array($0.utf8) } }
    }

    let language: Language
    let sentences: [Sentence]

    init(_ language: Language, _ sentences: [Sentence]) {
        self.language = language
        self.sentences = sentences
    }

    var testDescription: String { language.code }

    static let all: [GoldenText] = [
        arabic, armenian, basque, catalan, danish, dutch, english, finnish, french, german, greek, hindi, hungarian,
        indonesian, irish, italian, lithuanian, nepali, norwegian, portuguese, romanian, russian, serbian, spanish,
        swedish, tamil, turkish, yiddish,
    ]
}
