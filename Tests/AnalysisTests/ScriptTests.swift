// Properties:
// 1. Han, Kana, Thai, Lao, Khmer and Burmese are split into dictionary words; other scripts beside them are words of
//    their own.
// 2. An emoji is a token with all that is joined to it, without its variation selectors and skin tones; a flag is one,
//    also with tags; emoji in a row are one each.
// 3. Right-to-left text, marks of direction in it, and Latin inside it give its words in the order they are stored.
// 4. Full-width and half-width text gives the terms of ordinary text.
// 5. Variation selectors of ideographs, and ideographs beyond the second plane, fold as others do.

import Testing

@testable import Analysis

@Suite struct ScriptTests {
    private func terms(_ text: String) -> String {
        var batch = TokenBatch()
        TextTokenizer().tokenize(text, into: &batch)
        return batch.tokens.map { batch.term(of: $0) }.joined(separator: "|")
    }

    @Test(arguments: [
        ("東京都に住んでいます。", "東京|都|に|住|んで|い|ます"), ("見積書のPDFファイルを添付します", "見積|書|の|pdf|ファイル|を|添付|し|ます"),
        ("会议改到下星期五", "会议|改到|下|星期五"), ("我们同意合同条款", "我们|同意|合同|条款"), ("二〇二四年", "二|〇|二|四年"),
        ("ご確認ください", "ご|確認|くだ|さい"), ("สวัสดีครับ ขอบคุณมาก", "สวัสดี|ครับ|ขอบคุณ|มาก"), ("ຂອບໃຈຫຼາຍ ສະບາຍດີ", "ຂອບໃຈ|ຫຼາຍ|ສະບາຍດີ"),
        ("ខ្ញុំចង់រៀនភាសាខ្មែរ", "ខ្ញុំ|ចង់|រៀន|ភាសាខ្មែរ"), ("ကျေးဇူးတင်ပါတယ်", "ကျေးဇူးတင်|ပါ|တယ်"),
        ("注文番号12,000円のINV-2047", "注文|番号|12000|円|の|inv|2047"),
    ]) func dictionaryScriptsAreWords(text: String, expected: String) { #expect(terms(text) == expected) }

    @Test(arguments: [
        ("😀", "😀"), ("😀😀🎉", "😀|😀|🎉"), ("great👍work", "great|👍|work"), ("👍🏽 👍", "👍|👍"), ("❤️ ❤", "❤|❤"),
        ("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"), ("👩🏽‍⚕️", "👩‍⚕"), ("🏳️‍🌈", "🏳‍🌈"), ("🇩🇪🇫🇷", "🇩🇪|🇫🇷"), ("🇩🇪🇫", "🇩🇪|🇫"), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏴", "🏴󠁧󠁢󠁥󠁮󠁧󠁿|🏴"),
        ("1️⃣", "1"), ("™ Boxfish™", "tm|boxfish|tm"), ("a\u{200D}😀", "a|😀"), ("© 2024 ®", "2024"),
        ("½ cup, 2½", "½|cup|2|½"),
        ("①② ⑴Meeting", "1|2|1|meeting"), ("x² H₂O", "x2|h2o"),
    ]) func picturesAreTokens(text: String, expected: String) {
        #expect(terms(text).utf8.elementsEqual(expected.utf8), "\(terms(text))")
    }

    @Test(arguments: [
        ("שלום לכולם, הפגישה ב-12:30", "שלום|לכולם|הפגישה|ב|12|30"),
        ("\u{200F}شركة ACME\u{200E} للتجارة", "شركه|acme|للتجاره"),
        ("\u{202B}עברית and English\u{202C}", "עברית|and|english"), ("صلى ﷺ", "صلي|صلياللهعليهوسلم"),
    ]) func rightToLeftTextKeepsItsOrder(text: String, expected: String) {
        #expect(terms(text) == expected)
    }

    @Test(arguments: [
        ("ＡＣＭＥ　Ｉｎｃ．", "acme|inc"), ("ＩＮＶ－２０４７", "inv|2047"), ("ﾃﾞｰﾀ", "データ"), ("ｶﾞｽ", "ガス"), ("１２,０００", "12|000"),
    ]) func widthDoesNotMatter(text: String, expected: String) { #expect(terms(text) == expected) }

    @Test func rareIdeographsFold() {
        #expect(terms("葛\u{E0100}") == "葛")
        #expect(terms("\u{20BB7}野家") == "\u{20BB7}|野家")
        #expect(terms("\u{2F800}") == "\u{4E3D}")
        #expect(terms("\u{F0000} \u{E0001} \u{10FFFF}") == "")
    }
}
