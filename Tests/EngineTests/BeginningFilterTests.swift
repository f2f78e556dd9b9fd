// Properties:
// 1. Every form of a word passes the filter of that word's stem and of its exact form, in languages that take prefixes off,
//    in those that write a stem in other letters, and in those that shorten it to a letter.
// 2. With any vocabulary of Snowball's: of random words every form that has one's stem passes its filter.
// 3. A filter of long words in a language that keeps beginnings holds back what begins otherwise.
// 4. Languages of another script let pass no more words in ASCII.

import Analysis
import Schema
import TestSupport
import Testing

@testable import Engine

@Suite struct BeginningFilterTests {
    private let stemmer = Stemmer()

    private func filter(_ words: [String], _ languages: [Language]) -> BeginningFilter {
        let stems = words.flatMap { word in languages.map { stemmer.stem(word, language: $0) } }
        return BeginningFilter(exact: [], stems: Set(stems), languages: languages)
    }

    private func passes(_ filter: BeginningFilter, _ form: String) -> Bool {
        var form = form
        return form.withUTF8(filter.passes)
    }

    @Test(arguments: [
        (Language.arabic, "عقد العقد والعقد"), (.indonesian, "kirim mengirim pengiriman kirimkan"),
        (.irish, "feadfaimis bhfeadfaimis"), (.serbian, "racuni рачуни"), (.serbian, "negov njegov"),
        (.yiddish, "קומען געקומען"), (.english, "lie lying"), (.turkish, "bunu buna"), (.greek, "μασ μου"),
        (.german, "vertrag vertrage vertragen"),
    ]) func formsPass(language: Language, forms: String) {
        let words = forms.split(separator: " ").map(String.init)
        let groups = Dictionary(grouping: words) { stemmer.stem($0, language: language) }
        for (stem, forms) in groups {
            let stems = BeginningFilter(exact: [], stems: [stem], languages: [language])
            for form in forms {
                #expect(passes(stems, form), "\(form), whose stem is \(stem)")
                #expect(passes(BeginningFilter(exact: [form], stems: [], languages: [language]), form))
            }
        }
        #expect(groups.count < words.count || words.count == 2, "the forms have a stem in common: \(groups)")
    }

    @Test(
        .enabled(if: SharedData.has("conformance/snowball"), "\(SharedData.hint)"),
        arguments: [
            ("english", Language.english), ("french", .french), ("german", .german), ("spanish", .spanish),
            ("italian", .italian), ("portuguese", .portuguese), ("russian", .russian), ("dutch", .dutch),
            ("swedish", .swedish),
        ])
    func formsOfRandomWordsPass(name: String, language: Language) throws {
        let lines = try SharedData.lines("conformance/snowball/\(name).tsv.zst", comments: false)
        let text = lines.map { $0.prefix { $0 != "\t" } }.joined(separator: " ")
        let tokenizer = TextTokenizer()
        var batch = TokenBatch()
        tokenizer.tokenize(text, into: &batch)
        let words = batch.tokens.map { batch.term(of: $0) }
        let groups = Dictionary(grouping: words) { stemmer.stem($0, language: language) }
        var random = SeededRandom(seed: UInt64(language.rawValue))
        for _ in 0..<500 {
            guard let (stem, forms) = groups.randomElement(using: &random) else { continue }
            let filter = BeginningFilter(exact: [], stems: [stem], languages: [language])
            for form in forms where !passes(filter, form) { Issue.record("\(form), whose stem is \(stem)") }
        }
    }

    @Test func otherWordsAreHeldBack() {
        let words = "invoice payment office meeting delivery agreement harvest quarter".split(separator: " ").map(
            String.init)
        for (index, word) in words.enumerated() {
            let filter = filter([word], [.english, .german, .french])
            #expect(words.indices.filter { passes(filter, words[$0]) } == [index])
        }
    }

    @Test func otherScriptsChangeNothingInASCII() {
        let filter = filter(["invoice"], [.english, .arabic, .tamil, .yiddish])
        #expect(passes(filter, "invoices"))
        #expect(passes(filter, "العقد"))
        #expect(!passes(filter, "payment"))
        #expect(passes(self.filter(["invoice"], [.english, .indonesian]), "payment"))
    }
}
