// Owns: small believable documents made from a seed.

import Schema

/// Makes documents and clauses that meet often: few words, few people, few groups.
public struct DocumentBuilder {
    /// Words of bodies, subjects and names, each as it is typed: near to each other in letters, with inner punctuation,
    /// in scripts with and without blanks, from right to left, in pictures and in wide letters.
    public static let words = [
        "invoice", "invoices", "contract", "contracts", "contact", "renewal", "renewed", "meeting", "meetings", "price",
        "prices", "shipping", "delay", "delays", "harbor", "harbour", "budget", "offer", "offers", "question", "the",
        "and", "INV-2047", "report_final.pdf", "zürich", "straße", "3.14", "o'reilly", "12,000", "ＦＡＸ", "fax",
        "中华人民共和国", "人民", "北京大学", "大学生活", "東京都に住む", "京都", "ภาษาไทย", "ไทย", "שלום", "سلام", "👩‍💻", "🇩🇪", "🎉",
        "abc公司法", "公司", "Verträge", "Vertrag",
    ]
    public static let people = [
        "Amy Stone <amy@acme.example>", "Bob Reed <bob.reed@globex.example>", "Carla Diaz <carla@acme.example>",
        "dispatch@initech.example", "山田太郎 <taro@tokyo.example>",
    ]
    public static let files = ["report_final.pdf", "scan-0017.jpg", "Vertrag.docx", "价目表.xlsx"]
    public static let labels = ["inbox", "sent", "starred", "unread", "hot-leads", "spam", "trash"]
    public static let stages = ["lead", "negotiation", "won"]
    public static let pipelines = ["sales", "hiring"]
    public static let assignees = ["amy@acme.example", "bob.reed@globex.example"]
    public static let categories = ["social", "updates"]
    public static let teams = ["team-a", "team-b"]

    var random: SeededRandom

    public init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    public mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    private mutating func text(_ range: ClosedRange<Int>) -> String {
        var result = ""
        var word = ""
        for _ in 0..<number(range) {
            // Now and then the same word again.
            if word.isEmpty || !chance(10) { word = pick(Self.words) }
            // Mostly blanks; now and then nothing, or punctuation, between two words.
            result += pick([" ", " ", " ", " ", ", ", "", "-"]) + word
        }
        return result
    }

    /// A document: message, box card or entry; sometimes a deletion, sometimes of a key seen before.
    public mutating func document(keys: Int = 60) -> Document {
        let team = pick(Self.teams)
        let key = number(0...keys - 1)
        var document: Document
        switch key % 5 {
        case 0: document = box(team, key)
        case 1: document = entry(team, key)
        default: document = message(team, key)
        }
        document.version = UInt64(number(1...6))
        document.isDeleted = chance(8)
        if chance(15) { document.language = .german }
        document.record = Record([
            Record.Property("kind", .string(document.key.kind.name)), Record.Property("id", .string(document.key.id)),
            Record.Property("thread", document.thread.map { .string($0) } ?? .null),
            Record.Property("box", document.box.map { .string($0) } ?? .null),
        ]).encoded()
        return document
    }

    mutating func date() -> Timestamp {
        Timestamp(seconds: 1_000_000_000 + Int64(number(0...39)) * 86_400)
    }

    private mutating func message(_ team: String, _ key: Int) -> Document {
        var document = Document(key: DocumentKey(team: team, kind: .message, id: "m-\(key)"), date: date())
        if chance(95) { document.thread = "t-\(number(0...11))" }
        if chance(70) { document.box = "b-\(number(0...3) * 5)" }
        document.add(.subject, text(0...4))
        document.add(.body, text(0...20))
        document.add(.from, pick(Self.people))
        document.add(.to, pick(Self.people))
        if chance(20) { document.add(.to, pick(Self.people)) }
        document.values.append(.init(.field(.size), .number(Double(number(1...9) * 1_000))))
        if chance(40) { document.add(.cc, pick(Self.people)) }
        if chance(15) { document.add(.bcc, pick(Self.people)) }
        if chance(15) { document.add(.list, "dev.acme.example") }
        if chance(15) { document.add(.deliveredTo, "amy@acme.example") }
        if chance(20) {
            document.add(.filename, pick(Self.files))
            document.add(.has, keyword: "attachment")
        }
        for label in Self.labels where chance(["spam", "trash"].contains(label) ? 8 : 25) {
            document.add(.label, keyword: label)
            document.add(.in, keyword: label)
            if label == "unread" || label == "starred" { document.add(.is, keyword: label) }
        }
        if chance(30) { document.add(.category, keyword: pick(Self.categories)) }
        for value in document.values where [.from, .to, .cc, .bcc].map(FieldReference.field).contains(value.field) {
            guard case .text(let person) = value.value else { continue }
            document.add(.participant, keyword: MailAddress(parsing: person).address)
        }
        document.add(.messageID, keyword: "m-\(key)@mail.example")
        return document
    }

    private mutating func box(_ team: String, _ key: Int) -> Document {
        let id = "b-\(key)"
        var document = Document(key: DocumentKey(team: team, kind: .box, id: id), date: date(), box: id)
        document.add(.name, text(1...3))
        document.add(.notes, text(0...6))
        if chance(40) { document.add(.contact, pick(Self.people)) }
        if chance(30) { document.add(.organization, pick(["Acme Harbour", "Globex"])) }
        document.add(.stage, keyword: pick(Self.stages))
        document.add(.pipeline, keyword: pick(Self.pipelines))
        if chance(60) { document.add(.assignee, keyword: pick(Self.assignees)) }
        document.values.append(.init(.field(.created), .date(date())))
        if chance(70) { document.values.append(.init(.custom("Deal size"), .number(Double(number(1...9))))) }
        if chance(50) { document.values.append(.init(.custom("Region"), .text(text(1...2)))) }
        if chance(40) { document.values.append(.init(.custom("Close date"), .date(date()))) }
        return document
    }

    private mutating func entry(_ team: String, _ key: Int) -> Document {
        var document = Document(
            key: DocumentKey(team: team, kind: .entry, id: "e-\(key)"), date: date(), box: "b-\(number(0...3) * 5)")
        if chance(20) { document.thread = "t-\(number(0...11))" }
        document.add(.body, text(1...8))
        document.add(.entryType, keyword: "comment")
        document.add(.from, pick(Self.people))
        if chance(30) { document.add(.assignee, keyword: pick(Self.assignees)) }
        if chance(30) { document.values.append(.init(.field(.due), .date(date()))) }
        return document
    }
}

extension Document {
    fileprivate mutating func add(_ field: Field, _ text: String) {
        values.append(Value(.field(field), .text(text)))
    }

    fileprivate mutating func add(_ field: Field, keyword: String) {
        values.append(Value(.field(field), .keyword(Keyword.comparable(keyword, in: field))))
    }
}
