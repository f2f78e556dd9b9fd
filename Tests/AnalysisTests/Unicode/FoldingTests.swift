// Properties:
// 1. The fold of every code point of CaseFolding.txt is the fold of what the file maps it to, and is that mapping in
//    compatibility form without its accents.
// 2. Every I of Turkish is the one `i`.
// 3. Folding twice is folding once, for every code point.
// 4. The table of folds says what ICU says, for every code point in it that words have.
//    What folding does to code points is the same whether ICU is asked for sets of them or for each.
// 5. Words that differ only in case, width, accents, vowel points, ligatures, digits or what is not seen are one term.
// 6. Letters that are no accented ones stay apart.
// 7. A text in any of Unicode's four normal forms has the same terms.

import CText
import Foundation
import TestSupport
import Testing

@testable import Analysis

@Suite struct FoldingTests {
    private func terms(_ text: String) -> [String] {
        var batch = TokenBatch()
        TextTokenizer().tokenize(text, into: &batch)
        return batch.tokens.map { batch.term(of: $0) }
    }

    private func folded(_ scalars: [UInt32]) -> [UInt32] { scalars.flatMap(CharacterTables.folded) }

    @Test func setsSayWhatEachCodePointSays() {
        let kinds = CharacterTables.foldKinds
        #expect(kinds.count == Int(CharacterTables.limit))
        let others = kinds.indices.filter { kinds[$0] != boxfish_fold_kind(UInt32($0)) }
        #expect(others.isEmpty, "first U+\(String(others.first ?? 0, radix: 16))")
    }

    // MARK: CaseFolding.txt

    private struct CaseFolding {
        let codePoint: UInt32
        let status: Substring
        let mapping: [UInt32]
    }

    private func caseFoldings() throws -> [CaseFolding] {
        try SharedData.lines(UnicodeData.folder + "/CaseFolding.txt.zst").compactMap { line in
            let parts = line.split(separator: ";").map { $0.drop(while: \.isWhitespace) }
            guard parts.count >= 3, let codePoint = UInt32(parts[0], radix: 16) else { return nil }
            let mapping = parts[2].split(separator: " ").compactMap { UInt32($0, radix: 16) }
            return CaseFolding(codePoint: codePoint, status: parts[1], mapping: mapping)
        }
    }

    /// The marks that `boxfish_fold` leaves out of Latin and Greek.
    private static let accents: [ClosedRange<UInt32>] = [0x0300...0x036F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF]
    private static let letters: [UInt32: String] = [
        0xE6: "ae", 0xF0: "d", 0xF8: "o", 0x111: "d", 0x127: "h", 0x131: "i", 0x142: "l", 0x153: "oe", 0x167: "t",
    ]

    /// By the file's mappings and Foundation's normalisation, which is another library's than ours.
    private func expected(_ mapping: [UInt32], _ mappings: [UInt32: [UInt32]], isCyrillic: Bool) -> String {
        var text = text(mapping)
        for _ in 0..<2 {
            let apart = text.decomposedStringWithCompatibilityMapping.unicodeScalars
            text = self.text(apart.flatMap { mappings[$0.value] ?? [$0.value] })
        }
        var kept = ""
        for scalar in text.decomposedStringWithCompatibilityMapping.unicodeScalars {
            if Self.accents.contains(where: { $0.contains(scalar.value) }), !isCyrillic { continue }
            if scalar == "·" { continue }  // U+013F: no letter
            kept += Self.letters[scalar.value] ?? String(scalar)
        }
        return kept.precomposedStringWithCanonicalMapping
    }

    private func text(_ codePoints: [UInt32]) -> String {
        String(String.UnicodeScalarView(codePoints.compactMap(Unicode.Scalar.init)))
    }

    @Test(.enabled(if: UnicodeData.isPresent, "\(SharedData.hint)")) func everyCaseFoldingIsKept() throws {
        let foldings = try caseFoldings()
        #expect(foldings.count == 1_560)
        let full = foldings.filter { $0.status == "C" || $0.status == "F" }.map { ($0.codePoint, $0.mapping) }
        let mappings = Dictionary(uniqueKeysWithValues: full)
        for folding in foldings where folding.status != "T" {
            let name = String(folding.codePoint, radix: 16)
            let fold = folded([folding.codePoint])
            #expect(fold == folded(folding.mapping), "U+\(name)")
            let isCyrillic = (0x400...0x52F).contains(folding.codePoint) && folding.codePoint != 0x401
            #expect(text(fold) == expected(folding.mapping, mappings, isCyrillic: isCyrillic), "U+\(name)")
        }
    }

    @Test func everyTurkishIIsOne() {
        #expect(terms("I İ i ı I\u{307} i\u{307} Î") == ["i", "i", "i", "i", "i", "i", "i"])
        #expect(terms("İSTANBUL istanbul ISTANBUL ıstanbul") == Array(repeating: "istanbul", count: 4))
    }

    // MARK: Every code point

    private static let scalars = (UInt32(0)..<0x110000).filter { Unicode.Scalar($0) != nil }

    @Test func foldingTwiceIsFoldingOnce() {
        var differing: [String] = []
        for codePoint in Self.scalars where CharacterTables.changes(codePoint) {
            let once = CharacterTables.folded(codePoint)
            if folded(once) != once { differing.append(String(codePoint, radix: 16)) }
        }
        #expect(differing == [])
    }

    @Test func theTableSaysWhatICUSays() {
        let tables = CharacterTables.shared
        var differing: [String] = []
        for codePoint in Self.scalars.prefix(while: { $0 < CharacterTables.limit })
        where tables.classOf(codePoint) != CharacterClass.separator {
            let fold = tables.folds[Int(codePoint)]
            let inTable: [UInt32]
            if fold.has(CharacterTables.Fold.several) {
                let place = Int(fold.value)
                inTable = (0..<Int(tables.sequences[place])).map { tables.sequences[place + 1 + $0] }
            } else {
                inTable = fold.has(CharacterTables.Fold.dropped) ? [] : [fold.value]
            }
            if inTable != CharacterTables.folded(codePoint) { differing.append(String(codePoint, radix: 16)) }
        }
        #expect(differing == [])
    }

    // MARK: Words

    /// Each line's words are one term, the first.
    @Test(arguments: [
        "resume Résumé RESUME résumé ｒｅｓｕｍｅ re\u{AD}sume re\u{301}sume\u{301} \u{202A}resume\u{202C} \u{FEFF}resume",
        "strasse Straße STRASSE STRAẞE", "aerger ærger Ǽrger", "soren Søren SOREN", "lodz Łódź ŁÓDŹ",
        "duong Đường ĐƯỜNG",
        "office oﬃce ofﬁce OFFICE", "oeuvre œuvre Œuvre ŒUVRE", "naive naïve NAÏVE", "angstrom Ångström Ångström",
        "οδυσσευσ Ὀδυσσεύς ΟΔΥΣΣΕΥΣ ὀδυσσεὺς", "елка Ёлка ёлка ЕЛКА", "abc ＡＢＣ ａｂｃ ⓐⓑⓒ 𝐀𝐁𝐂 𝒶𝒷𝒸",
        "2024 ２０２４ ٢٠٢٤ २०२४ 𝟚𝟘𝟚𝟜",
        "שלום שָׁלוֹם", "محمد مُحَمَّد محمـــد", "احمد أحمد إحمد آحمد", "مدرسه مدرسة", "علي على", "می\u{200C}روم میروم",
        "m2 m² M²", "h2o H₂O",
    ])
    func spellingsOfAWordAreOneTerm(line: String) {
        let found = terms(line)
        #expect(Set(found).count == 1, "\(found)")
        #expect(found.count == line.split(separator: " ").count)
    }

    @Test func firstSpellingIsTheTerm() {
        #expect(terms("Straße ﬃ Œ Ὀδυσσεύς ５") == ["strasse", "ffi", "oe", "οδυσσευσ", "5"])
    }

    @Test func lettersStayApart() {
        for (one, other) in [
            ("шей", "шеи"), ("їх", "іх"), ("ўсе", "усе"), ("が", "か"), ("ぱ", "は"), ("한", "하"), ("ñandú", "mandú"),
        ] {
            #expect(terms(one) != terms(other), "\(one) \(other)")
        }
    }

    /// Text of many scripts, some of it with what a decomposed form takes apart.
    static let normalized = [
        "Новый файл Йод Ёж Їжак Ўсё ќе Ѓорѓи", "がっこうでパソコンをべんきょうする", "ﾊﾟｿｺﾝとﾃﾞｰﾀ", "안녕하세요 한국어 값이 닭을",
        "Tiếng Việt Nguyễn Đỗ",
        "Ångström café naïve Ünïcödé", "ΆΈΉΊΌΎΏ ᾳ ῼ ὀδυσσεύς", "हिन्दी क़लम फ़िल्म", "বাংলা কো", "தமிழ் கொ போ", "ကြောင့် မြန်မာ", "שָׁלוֹם",
        "مُحَمَّد أحمد ؤ ئ",
        "I\u{307}stanbul ﬁn ½ m² ㎏ ①", "𝐀𝐁𝐂 ｆｕｌｌ", "한\u{1100}\u{1161}\u{11A8}",
    ]

    @Test(arguments: normalized) func normalFormsHaveTheSameTerms(text: String) {
        let found = terms(text.precomposedStringWithCanonicalMapping)
        #expect(terms(text.decomposedStringWithCanonicalMapping) == found)
        #expect(terms(text) == found)
    }
}
