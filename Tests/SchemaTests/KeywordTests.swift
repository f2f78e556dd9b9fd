// Properties:
// 1. Values that people take for equal, of whatever case, width or spelling of accents, have one comparable form to the
//    byte; values that differ in a letter have two.
// 2. A comparable form is its own, of every field; it has no separator at either end and no two together.
// 3. Message ids lose brackets and blanks around them and keep all else; ids of threads and boxes keep everything.

import Schema
import TestSupport
import Testing

@Suite struct KeywordTests {
    @Test func equalValuesHaveOneForm() {
        for value in [
            "Closed / Won", "closed-won", "CLOSED_WON", " closed  won ", "Closed/Won", "--Closed--Won--",
            "closed\u{A0}won",
        ] {
            #expect(Keyword.normalized(value) == "closed-won", "\(value)")
        }
        let forms: [(String, String)] = [
            ("", ""), ("-", ""), (" _/ ", ""), ("a", "a"), ("Zürich", "zürich"), ("ÄÖ Ü", "äö-ü"), ("日本 語", "日本-語"),
            ("Zu\u{308}rich", "zürich"), ("STRASSE", "strasse"), ("Straße", "strasse"), ("ＶＩＰ　Ｋｕｎｄｅ", "vip-kunde"),
            ("ｶﾞｽ", "ガス"), ("ΟΔΟΣ", "οδοσ"), ("οδος", "οδοσ"), ("ﬁrst", "first"), ("a\u{AD}b", "ab"), ("№ 5", "no-5"),
            ("50%+", "50%+"), ("q1.2012", "q1.2012"), ("İ", "i\u{307}"), ("a\u{3000}b", "a-b"), ("a\u{200B}b", "a-b"),
            ("x\ny", "x-y"),
        ]
        // Terms are compared by their bytes; to Swift's strings two spellings of one letter are equal anyway.
        for (value, form) in forms {
            #expect(Array(Keyword.normalized(value).utf8) == Array(form.utf8), "\(value)")
        }
        #expect(Keyword.normalized("won") != Keyword.normalized("wo n"))
    }

    @Test func messageIDsKeepTheirCase() {
        for value in ["<A.b@c>", " <A.b@c> ", "A.b@c", "<<A.b@c>>", "\r\n <A.b@c>\t"] {
            #expect(Keyword.messageID(value) == "A.b@c", "\(value)")
        }
        #expect(Keyword.messageID("").isEmpty && Keyword.messageID("<>").isEmpty && Keyword.messageID(" < > ").isEmpty)
        #expect(Keyword.messageID("<a>b<c>") == "a>b<c")
        // A mark that follows a bracket is the id's, not the bracket's.
        #expect(Array(Keyword.messageID("<\u{301}a>").unicodeScalars) == ["\u{301}", "a"])
    }

    @Test func eachFieldHasItsForm() {
        #expect(Keyword.comparable("<X Y>", in: .messageID) == "X Y")
        for field in [Field.thread, .box] { #expect(Keyword.comparable(" A_b ", in: field) == " A_b ") }
        #expect(
            Keyword.comparable("A_b-C@X.com", in: .participant) == "a_b-c@x.com", "an address is not folded further")
        let ids: [Field] = [.messageID, .thread, .box, .participant]
        for field in Field.allCases where field.kind == .keyword && !ids.contains(field) {
            #expect(Keyword.comparable(" A_b ", in: field) == "a-b")
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>) func formsAreTheirOwn(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let scalars: [Unicode.Scalar] = [
            "a", "B", "é", "ß", "İ", "Σ", "ς", "ｶ", "ﾞ", "¨", "ﬃ", "㎏", "\u{AD}", "\u{200B}", "\u{1100}", "\u{1161}",
            "-", "_", "/", " ", "\u{A0}", "\n", "<", ">", "\u{301}", "日", "👩", "\u{200D}",
        ]
        for _ in 0..<500 {
            var value = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                value.append(scalars[Int.random(in: 0..<scalars.count, using: &random)])
            }
            for field in Field.allCases where field.kind == .keyword {
                let form = Keyword.comparable(String(value), in: field)
                #expect(Array(Keyword.comparable(form, in: field).utf8) == Array(form.utf8), "seed \(seed): \(form)")
            }
            let form = Array(Keyword.normalized(String(value)).unicodeScalars)
            #expect(form.first != "-" && form.last != "-", "seed \(seed): \(form)")
            #expect(zip(form, form.dropFirst()).allSatisfy { $0 != "-" || $1 != "-" }, "seed \(seed): \(form)")
            #expect(!form.contains { $0.properties.isWhitespace || $0 == "_" || $0 == "/" }, "seed \(seed): \(form)")
        }
    }
}
