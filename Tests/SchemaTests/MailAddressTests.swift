// Properties:
// 1. The forms that headers have are read: name and address, quoted name, address in brackets, bare address, name
//    alone.
// 2. Broken headers give what there is; no text is refused, and none is invented: name and address are parts of it.

import Schema
import TestSupport
import Testing

@Suite struct MailAddressTests {
    @Test func headersAreRead() {
        let forms: [(String, String, String)] = [
            ("Amy Stone <amy@acme.example>", "Amy Stone", "amy@acme.example"),
            ("\"Stone, Amy\" <amy@acme.example>", "Stone, Amy", "amy@acme.example"),
            ("\"Amy \\\"Ace\\\" Stone\" <amy@acme.example>", "Amy \"Ace\" Stone", "amy@acme.example"),
            ("<amy@acme.example>", "", "amy@acme.example"), ("amy@acme.example", "", "amy@acme.example"),
            ("  Amy   <  amy@acme.example >  ", "Amy", "amy@acme.example"), ("Amy", "Amy", ""), ("\"Amy\"", "Amy", ""),
            ("", "", ""), ("   ", "", ""), ("Zoë 日本 <z@x.example>", "Zoë 日本", "z@x.example"),
            ("a<b@c>d <e@f>", "a<b@c>d", "e@f"), ("Amy <>", "Amy", ""), ("Amy >", "Amy >", ""), ("\"", "\"", ""),
            ("Amy <amy@acme.example", "", "Amy <amy@acme.example"), ("'Amy' <a@b>", "'Amy'", "a@b"),
            ("Amy\t\r\n <a@b>", "Amy", "a@b"),
        ]
        for (text, name, address) in forms {
            #expect(MailAddress(parsing: text) == MailAddress(name: name, address: address), "\(text)")
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>) func anyTextIsRead(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let pieces = ["<", ">", "\"", "\\", "@", " ", "amy", "é", "\u{301}", "日", "\r\n", ",", "\u{0}"]
        for _ in 0..<1_000 {
            let text = (0..<Int.random(in: 0...10, using: &random))
                .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
            let parsed = MailAddress(parsing: text)
            #expect(text.contains(parsed.address) || parsed.address.isEmpty, "seed \(seed): \(text)")
            let isQuoted = parsed.name.contains("\"")
            #expect(text.contains(parsed.name) || parsed.name.isEmpty || isQuoted, "seed \(seed): \(text)")
            for part in [parsed.name, parsed.address] where part != parsed.name || !text.contains("\"") {
                #expect(part.first?.isWhitespace != true && part.last?.isWhitespace != true, "seed \(seed): \(text)")
            }
        }
    }
}
