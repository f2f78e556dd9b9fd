// Properties:
// 1. A part of a run of a script without blanks is found wherever the dictionary split text and query, and highlighted
//    to the letter; at the inside of a phrase words must begin and end where the query's do.
// 2. Right-to-left words, emoji sequences, flags and full-width letters are found by themselves and in their other forms.
// 3. Prefixes and globs with inner punctuation are phrases; a star within a field finds parts of names, addresses and
//    file names; a star between punctuation is any one word.
// 4. A fuzzy word is found within its distance and no farther, in words with inner punctuation in each part.
// 5. AROUND: nested, ordered, with phrases for sides, in every field; never across two values of a field.
// 6. A star alone in a field asks for any word there, its negation for none; of no field it asks nothing.
// 7. What cannot be asked, for it has no words, neither narrows nor widens what is.
// 8. A word that is asked for again, in whatever form, is looked for again: `1.1`, `bye-bye`, `meet AROUND 3 meetings`.
// 9. A word is found, and highlighted, by its stem in the language of each text, and in no other's.

import Analysis
import Schema
import TestSupport
import Testing

@testable import Engine

@Suite struct WordsTests {
    private func bodies(_ bodies: [String: String]) throws -> SmallIndex {
        try SmallIndex(bodies.sorted { $0.key < $1.key }.map { .message($0.key, body: $0.value) })
    }

    private func found(_ index: SmallIndex, _ clause: Clause) throws -> [String] {
        let request = SearchRequest(
            team: SmallIndex.team, clause: clause, limit: 100, wantsMessages: true, now: SmallIndex.now)
        let results = try index.index.search(request)
        return results.tier == .message ? results.messages.map(\.id).sorted() : []
    }

    // MARK: 1

    @Test(arguments: ["人民", "华人", "共和国", "中华人民共和国", "民共", "国"])
    func partsOfARunAreFound(part: String) throws {
        let index = try bodies(["a": "我爱中华人民共和国。", "b": "我爱北京大学。"])
        #expect(try index.items(part) == ["a"])
        #expect(try index.items("\"\(part)\"") == ["a"])
        #expect(try index.items("body:\(part)") == ["a"])
    }

    @Test func runsAreFoundAcrossWords() throws {
        let index = try bodies(["a": "東京都に住む", "b": "北京大学生活", "c": "ภาษาไทยง่าย", "d": "北京 大学"])
        #expect(try index.items("京都") == ["a"])
        #expect(try index.items("都に住") == ["a"])
        #expect(try index.items("大学生") == ["b"])
        #expect(try index.items("京大学") == ["b", "d"])
        #expect(try index.items("ไทย") == ["c"])
        #expect(try index.items("学大") == [])
    }

    @Test func wordsInsideAPhraseEndWhereTheyDo() throws {
        let index = try bodies(["a": "abc公司 report", "b": "abc公司法 report", "c": "xyz公司 report"])
        #expect(try index.items("\"abc公司 report\"") == ["a"])
        #expect(try index.items("abc公司") == ["a", "b"])
    }

    @Test func runsAreHighlightedToTheLetter() throws {
        let index = try bodies(["a": "我爱中华人民共和国。"])
        let hit = try #require(try index.search("人民").messages.first)
        let marked = hit.highlights.map { String(decoding: Array(hit.snippet.utf8)[$0], as: UTF8.self) }
        #expect(marked == ["人民"])
    }

    // MARK: 2

    @Test func otherScriptsAndPictures() throws {
        let index = try bodies([
            "he": "שָׁלוֹם עולם", "ar": "سَلام عليكم", "em": "hi 👩‍💻 there", "fl": "🇩🇪🇫🇷", "wi": "ＡＢＣ １２３",
            "de": "Straße Zürich",
        ])
        #expect(try index.items("שלום") == ["he"])
        #expect(try index.items("سلام") == ["ar"])
        #expect(try index.items("👩‍💻") == ["em"])
        #expect(try index.items("💻") == [])
        #expect(try index.items("🇫🇷") == ["fl"])
        #expect(try index.items("abc 123") == ["wi"])
        #expect(try index.items("ＡＢＣ") == ["wi"])
        #expect(try index.items("strasse zurich") == ["de"])
    }

    // MARK: 3

    @Test func patternsWithPunctuation() throws {
        let index = try SmallIndex([
            .message(
                "a", body: "see INV-2047 now", from: "Amy Stone <amy.stone@acme-tools.com>", files: ["report_final.pdf"]
            ),
            .message("b", body: "see INV-3047 now", from: "bob@globex.com", files: ["finance-report.xlsx"]),
            .box("x", name: "Steelworks expansion"),
        ])
        #expect(try index.items("INV-2*") == ["a"])
        #expect(try index.items("INV-*") == ["a", "b"])
        #expect(try index.items("I*V-*047") == ["a", "b"])
        #expect(try index.items("from:*cme*") == ["a"])
        #expect(try index.items("from:*tone@acme*") == ["a"])
        #expect(try index.items("from:amy.*@acme*") == ["a"], "a lone star is a word")
        #expect(try index.items("from:stone.*@acme*") == [])
        #expect(try index.items("filename:*nal.p*") == ["a"])
        #expect(try index.items("filename:*port*") == ["a", "b"])
        #expect(try index.items("filename:fin*port.xls*") == [], "no star goes over punctuation")
        #expect(try index.items("name:*work*") == ["x"])
        #expect(try index.items("see *20*") == ["a"])
        #expect(try index.items("see * now") == index.items("see now"))
    }

    // MARK: 4

    @Test func fuzzyWords() throws {
        let index = try bodies([
            "a": "contract", "b": "contact", "c": "contracts", "d": "o'reilly", "e": "契約書", "f": "receive",
        ])
        #expect(try index.items("recieve~") == ["f"], "a swap of neighbours is one edit")
        #expect(try index.items("reciev~") == [] && index.items("reciev~2") == ["f"])
        #expect(try index.items("contract~") == ["a", "b", "c"])
        #expect(try index.items("kontrakt~") == [])
        #expect(try index.items("kontrakt~2") == ["a"])
        #expect(try index.items("contrcts~") == ["c"])
        #expect(try index.items("o'rielly~") == ["d"])
        #expect(try index.items("o'rilley~") == [])
        #expect(try index.items("o'rilley~2") == ["d"])
    }

    // MARK: 5

    @Test func around() throws {
        let index = try SmallIndex([
            .message("a", subject: "one two three four five", body: "alpha beta gamma"),
            .message("b", subject: "five four three two one", to: ["one@x.org", "three@y.org"]),
        ])
        #expect(try index.items("one AROUND1 three") == [], "no number, no operator")
        #expect(try index.items("subject:(one AROUND(1) three)") == ["a", "b"])
        #expect(try index.items("subject:(one AROUND(0) three)") == [])
        #expect(try index.items("subject:(\"one two\" AROUND(1) \"four five\")") == ["a"])
        #expect(try index.items("one AROUND(1) three AROUND(1) five") == ["a", "b"])
        #expect(try index.items("one AROUND(1) three AROUND(0) five") == [])
        #expect(try index.items("one AROUND(100) alpha") == [], "values are apart")
        #expect(try index.items("to:(one AROUND(50) three)") == [])
        func near(_ a: TextPattern, _ b: TextPattern) -> Clause {
            .text(.field(.subject), .near(distance: 1, a, b, ordered: true))
        }
        #expect(try found(index, near(.word("one"), .word("three"))) == ["a"])
        #expect(try found(index, near(.word("three"), .word("one"))) == ["b"])
        #expect(
            try found(index, near(.near(distance: 0, .word("two"), .word("one"), ordered: false), .word("four"))) == [
                "a"
            ])
        #expect(try found(index, near(.word("one"), .word("one"))) == [], "a word is not near itself")
        #expect(try found(index, near(.prefix("on"), .glob("t*ee"))) == ["a"])
    }

    // MARK: 6 and 7

    @Test func presence() throws {
        let index = try SmallIndex([
            .message("a", subject: "hello", body: ""), .message("b", body: "text", files: ["x.pdf"]),
            .box("c", name: "Box", fields: [.init("Region", .string("North"))]), .message("d", box: "c"),
        ])
        #expect(try index.items("subject:*") == ["a"])
        #expect(try index.items("body:*") == ["b"])
        #expect(try index.items("filename:*") == ["b"])
        #expect(try index.items("has:region") == ["c", "d"])
        #expect(try index.items("no:subject no:region") == ["b"])
        #expect(try index.items("hello *") == ["a"])
        let nothing = Clause.text(nil, .word("&"))
        #expect(try found(index, .and([.text(nil, .word("hello")), nothing])) == ["a"])
        #expect(try found(index, .or([.text(nil, .word("hello")), nothing])) == ["a"])
        #expect(try found(index, .and([.text(nil, .word("hello")), .not(nothing)])) == ["a"])
        #expect(try found(index, .text(nil, .near(distance: 2, .word("hello"), .word("…"), ordered: false))) == ["a"])
    }

    // MARK: 8

    @Test(arguments: [
        ("192.168.1.1", ["a"]), ("1.1", ["a"]), ("bye-bye", ["b"]), ("\"bye bye\"", ["b"]), ("bye bye", ["b", "c"]),
        ("harbor AROUND 3 harbor", ["c"]), ("meet AROUND 3 \"meetings\"", ["d"]), ("meet AROUND 3 meet*", ["d"]),
        ("\"meetings\" AROUND 3 meet", ["d"]), ("meeting~1 AROUND 3 meet", ["d"]), ("人民人民", ["e"]),
    ])
    func wordsAreAskedForAgain(query: String, expected: [String]) throws {
        let index = try bodies([
            "a": "ping 192.168.1.1 twice", "b": "so bye-bye then", "c": "bye from harbor to harbor",
            "d": "meet before the meetings", "e": "人民人民", "f": "192.168 meet 人民",
        ])
        for _ in 0..<2 {
            #expect(try index.items(query) == expected)
            _ = try index.index.merge()
        }
    }

    // MARK: 9

    /// A message whose language is said.
    private func message(_ text: String, _ language: Language) -> Document {
        let id = "\(language.code): \(text)"
        var document = Document(
            key: DocumentKey(team: SmallIndex.team, kind: .message, id: id), version: 1, date: SmallIndex.now)
        document.language = language
        document.values = [.init(.field(.body), .text(text))]
        document.record = Record([.init("id", .string(id)), .init("body", .string(text))]).encoded()
        return document
    }

    @Test func aWordIsFoundInEachLanguageByItsStem() throws {
        let stemmer = Stemmer()
        let other = try #require(Language.allCases.first { stemmer.stem("asset", language: $0) == "as" })
        let (en, xx) = ("en", other.code)
        let index = try SmallIndex([])
        for text in ["asset as", "as", "asset", "assets"] {
            for language in [.english, other] { _ = try index.index.apply([message(text, language)]) }
        }
        var expected = ["\(en): asset as", "\(en): asset", "\(en): assets"]
        expected += ["\(xx): asset as", "\(xx): as", "\(xx): asset"]
        if stemmer.stem("assets", language: other) == "as" { expected.append("\(xx): assets") }
        let phrases = ["\(en): asset as", "\(xx): asset as"]
        // In segments of one item each, and in one.
        for _ in 0..<2 {
            #expect(try index.items("asset") == expected.sorted())
            #expect(try index.items("\"asset\"") == (phrases + ["\(en): asset", "\(xx): asset"]).sorted())
            #expect(try index.items("\"asset as\"") == phrases.sorted())
            for hit in try index.search("asset").messages where phrases.contains(hit.id) {
                let marked = hit.highlights.map { String(decoding: Array(hit.snippet.utf8)[$0], as: UTF8.self) }
                #expect(marked == (hit.id == phrases[0] ? ["asset"] : ["asset", "as"]))
            }
            _ = try index.index.merge()
        }
    }
}
