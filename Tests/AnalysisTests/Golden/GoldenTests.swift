// Properties:
// 1. Every language but `none` has a profile in the catalog and a golden table, and every algorithm of libstemmer has a
//    language; `porter` is English's older one.
// 2. Each sentence's tokens are those of its table: where they stand, their exact forms, their stems.
// 3. Without a language a word is its own stem, and numbers and pictures are theirs in every language.
// 4. A word is the same term, and so has the same stem, without its accents, in capitals, and decomposed.
// 5. Singular and plural that a language's stemmer joins by an accented ending are joined, however they are typed.

import Foundation
import Schema
import Testing

@testable import Analysis

@Suite struct GoldenTests {
    private let tokenizer = TextTokenizer()
    private let stemmer = Stemmer()

    private func tokens(_ text: String, _ language: Language) -> [GoldenText.Token] {
        var batch = TokenBatch()
        tokenizer.tokenize(text, into: &batch)
        let utf8 = Array(text.utf8)
        return batch.tokens.map { token in
            let exact = batch.term(of: token)
            return GoldenText.Token(
                surface: String(decoding: utf8[Int(token.sourceStart)..<Int(token.sourceEnd)], as: UTF8.self),
                exact: exact,
                stem: stemmer.stem(exact, language: token.isStemmable ? language : .none))
        }
    }

    @Test func everyLanguageIsWhole() {
        let languages = Set(Language.allCases).subtracting([.none])
        #expect(languages.count == 28)
        #expect(Set(AnalyzerCatalog.profiles.map(\.language)) == languages)
        #expect(GoldenText.all.map(\.language) == AnalyzerCatalog.profiles.map(\.language))
        #expect(Set(AnalyzerCatalog.profiles.map(\.stemmer)).union(["porter"]) == Set(Stemmer.algorithms))
    }

    @Test(arguments: GoldenText.all) func sentencesGiveTheirTokens(table: GoldenText) {
        #expect(table.sentences.count >= 5)
        for sentence in table.sentences {
            let found = tokens(sentence.text, table.language)
            #expect(found.map(\.utf8) == sentence.tokens.map(\.utf8), "\(sentence.text): \(found)")
        }
    }

    @Test func whatIsNoWordIsItsOwnStem() {
        for language in Language.allCases {
            for token in tokens("2024 ３００ 12,000 a1 東京 สวัสดี 😀 🇩🇪 ½", language) {
                #expect(token.stem == token.exact, "\(language): \(token)")
            }
        }
        for token in tokens("running Verträge canciones", .none) { #expect(token.stem == token.exact) }
    }

    @Test(arguments: GoldenText.all) func typingDoesNotMatter(table: GoldenText) {
        for sentence in table.sentences {
            let expected = sentence.tokens.map(\.stem)
            let typed = [
                sentence.text.uppercased(), sentence.text.decomposedStringWithCanonicalMapping,
                tokens(sentence.text, table.language).map(\.exact).joined(separator: " "),
            ]
            for text in typed { #expect(tokens(text, table.language).map(\.stem) == expected, "\(text)") }
        }
    }

    @Test(arguments: [
        (Language.spanish, "información informaciones informacion INFORMACIÓN"), (.spanish, "tecnología tecnologias"),
        (.portuguese, "informação informações informacao informacoes"), (.portuguese, "responsável responsaveis"),
        (.french, "signé signée signées signees"), (.french, "qualité qualités qualite"),
        (.catalan, "reunió reunions reunio"), (.romanian, "informații informațiile informatii"),
        (.hungarian, "szerződésből szerződésről szerzodesbol"), (.turkish, "kitaplarını kitapları kitaplar KİTAPLARI"),
        (.lithuanian, "sutarčių sutartys sutarciu"), (.arabic, "المتحدة متحده المتحدة"),
        (.serbian, "računi рачуни racuni"),
        (.german, "Verträge Vertrag vertrage"), (.swedish, "sjökablar sjökablarna sjokablar"),
    ]) func formsOfAWordMeet(language: Language, forms: String) {
        let stems = tokens(forms, language).map(\.stem)
        #expect(Set(stems).count == 1, "\(stems)")
    }
}
