// Properties:
// 1. Addresses, host names, file names, ticket numbers and names with inner punctuation are the parts written here, in
//    neighbouring positions.
// 2. So each is found whole: as the phrase of its parts, in a text around it; and by each part.
// 3. What a person types in another case or with other marks between the parts is the same phrase.

import Testing

@testable import Analysis

@Suite struct WholeAndPartTests {
    private func terms(_ text: String) -> [(term: String, position: UInt32)] {
        var batch = TokenBatch()
        TextTokenizer().tokenize(text, into: &batch)
        return batch.tokens.map { (batch.term(of: $0), $0.position) }
    }

    static let whole = [
        "ann@x.com": "ann x com", "Ann.Smith+crm@mail.example.co.uk": "ann smith crm mail example co uk",
        "<foo_bar@example.com>": "foo bar example com", "mailto:müller@beispiel.de": "mailto muller beispiel de",
        "enron.com": "enron com", "https://www.example.com/a/b?id=7#top": "https www example com a b id 7 top",
        "10.0.0.1": "10 0 0 1", "report_final.pdf": "report final pdf", "Report-Final(2).PDF": "report final 2 pdf",
        "Übersicht März.xlsx": "ubersicht marz xlsx", "IMG_20240131.jpeg": "img 20240131 jpeg",
        "C:\\Users\\ann\\a.txt": "c users ann a txt", "/usr/share/doc": "usr share doc", "INV-2047": "inv 2047",
        "#4711": "4711", "PO4500012345": "po4500012345", "ABC123-XYZ/9": "abc123 xyz 9", "o'reilly": "o reilly",
        "O’Reilly": "o reilly", "can't": "can t", "l'hôtel": "l hotel", "U.S.A.": "u s a", "3.14": "3 14", "1,2": "1 2",
        "12,000": "12000", "1,234,567.89": "1234567 89", "$12,000": "12000", "12,000€": "12000",
        "12,000\u{A0}EUR": "12000 eur",
        "1234,567": "1234 567", "12,0000": "12 0000", "12,000th": "12 000th", "12,34": "12 34", "a12,000": "a12 000",
        "12,000円": "12000 円", "12,000,": "12000", "C++": "c", "C#": "c", "AT&T": "at t", "R&D": "r d", "B2B": "b2b",
        "col·legi": "col legi", "EU:n": "eu n", "צה\"ל": "צה ל", "10:30": "10 30", "2024-10-09": "2024 10 09",
        "+44 (0)20 7946-0018": "44 0 20 7946 0018", "std::vector": "std vector", "e.g.": "e g", "x=y": "x y",
        "50%": "50",
        "wi‑fi": "wi fi", "state-of-the-art": "state of the art", "…": "", "--": "", "": "",
    ]

    @Test(arguments: whole.keys.sorted()) func partsAreNeighbours(text: String) {
        let found = terms(text)
        #expect(found.map(\.term).joined(separator: " ") == Self.whole[text])
        #expect(found.map(\.position) == (0..<UInt32(found.count)).map { $0 })
    }

    @Test(arguments: whole.keys.sorted()) func isFoundWholeAndByPart(text: String) {
        let parts = terms(text).map(\.term)
        let message = terms("Dear Ms. Ito, \(text) was sent on Monday; see (\(text)), \"\(text)\" or \(text)!").map(
            \.term)
        let places = message.indices.filter { message[$0...].starts(with: parts) }
        #expect(places.count >= 4, "\(message)")
        for part in parts { #expect(message.contains(part)) }
    }

    @Test(arguments: [
        ("INV-2047", "inv 2047"), ("INV-2047", "Inv‐2047"), ("INV-2047", "inv_2047"),
        ("report_final.pdf", "Report Final PDF"),
        ("o'reilly", "O’REILLY"), ("ann@x.com", "ANN@X.COM"), ("12,000", "12000"), ("U.S.A.", "u.s.a"),
    ]) func spellingsAreOnePhrase(one: String, other: String) {
        #expect(terms(one).map(\.term) == terms(other).map(\.term))
    }
}
