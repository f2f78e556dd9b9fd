// Owns: small believable documents and clauses over them, made from a seed.

import Schema

/// Makes documents and clauses that meet often: few words, few people, few groups.
public struct DocumentBuilder {
    public static let words = [
        "invoice", "invoices", "contract", "contracts", "renewal", "renewed", "meeting", "meetings", "price", "prices",
        "shipping", "delay", "delays", "customs", "harbor", "budget", "offer", "offers", "question", "questions", "the",
        "and", "INV-2047", "report_final.pdf", "zürich", "straße", "3.14",
    ]
    public static let people = [
        "Amy Stone <amy@acme.example>", "Bob Reed <bob.reed@globex.example>", "Carla Diaz <carla@acme.example>",
        "dispatch@initech.example",
    ]
    public static let labels = ["inbox", "sent", "starred", "unread", "hot-leads"]
    public static let stages = ["lead", "negotiation", "won"]
    public static let pipelines = ["sales", "hiring"]
    public static let teams = ["team-a", "team-b"]

    private var random: SeededRandom

    public init(seed: UInt64) { random = SeededRandom(seed: seed) }

    private mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    public mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    private mutating func text(_ range: ClosedRange<Int>) -> String {
        (0..<Int.random(in: range, using: &random)).map { _ in pick(Self.words) }.joined(separator: " ")
    }

    /// A document: message, box card or entry; sometimes a deletion, sometimes of a key seen before.
    public mutating func document(keys: Int = 60) -> Document {
        let team = pick(Self.teams)
        let number = Int.random(in: 0..<keys, using: &random)
        var document: Document
        switch number % 5 {
        case 0: document = box(team, number)
        case 1: document = entry(team, number)
        default: document = message(team, number)
        }
        document.version = UInt64.random(in: 1...6, using: &random)
        document.isDeleted = chance(8)
        document.record = Record([
            Record.Property("kind", .string(document.key.kind.name)), Record.Property("id", .string(document.key.id)),
            Record.Property("thread", document.thread.map { .string($0) } ?? .null),
            Record.Property("box", document.box.map { .string($0) } ?? .null),
        ]).encoded()
        return document
    }

    private mutating func date() -> Timestamp {
        Timestamp(seconds: 1_000_000_000 + Int64.random(in: 0..<40, using: &random) * 86_400)
    }

    private mutating func message(_ team: String, _ number: Int) -> Document {
        var document = Document(key: DocumentKey(team: team, kind: .message, id: "m-\(number)"), date: date())
        document.thread = "t-\(Int.random(in: 0..<12, using: &random))"
        if chance(70) { document.box = "b-\(Int.random(in: 0..<4, using: &random) * 5)" }
        var values = [
            Document.Value(.field(.subject), .text(text(0...4))), Document.Value(.field(.body), .text(text(0...30))),
            Document.Value(.field(.from), .text(pick(Self.people))),
            Document.Value(.field(.to), .text(pick(Self.people))),
            Document.Value(.field(.size), .number(Double(Int.random(in: 1...9, using: &random) * 1_000))),
        ]
        if chance(40) { values.append(Document.Value(.field(.cc), .text(pick(Self.people)))) }
        for label in Self.labels where chance(25) {
            values.append(Document.Value(.field(.label), .keyword(label)))
            values.append(Document.Value(.field(.in), .keyword(label)))
        }
        document.values = values
        return document
    }

    private mutating func box(_ team: String, _ number: Int) -> Document {
        let id = "b-\(number)"
        var document = Document(key: DocumentKey(team: team, kind: .box, id: id), date: date(), box: id)
        document.values = [
            Document.Value(.field(.name), .text(text(1...3))), Document.Value(.field(.notes), .text(text(0...6))),
            Document.Value(.field(.stage), .keyword(pick(Self.stages))),
            Document.Value(.field(.pipeline), .keyword(pick(Self.pipelines))),
            Document.Value(.field(.created), .date(date())),
        ]
        if chance(70) {
            let size = Double(Int.random(in: 1...9, using: &random))
            document.values.append(Document.Value(.custom("Deal size"), .number(size)))
        }
        if chance(50) { document.values.append(Document.Value(.custom("Region"), .text(pick(Self.words)))) }
        return document
    }

    private mutating func entry(_ team: String, _ number: Int) -> Document {
        var document = Document(
            key: DocumentKey(team: team, kind: .entry, id: "e-\(number)"), date: date(),
            box: "b-\(Int.random(in: 0..<4, using: &random) * 5)")
        document.values = [
            Document.Value(.field(.body), .text(text(1...10))), Document.Value(.field(.entryType), .keyword("comment")),
            Document.Value(.field(.from), .text(pick(Self.people))),
        ]
        return document
    }

    // MARK: Clauses

    /// A clause over what the documents have, nested at most `depth` deep.
    public mutating func clause(depth: Int = 3) -> Clause {
        switch depth == 0 ? 9 : Int.random(in: 0..<12, using: &random) {
        case 0, 1: return .and((0..<Int.random(in: 2...3, using: &random)).map { _ in clause(depth: depth - 1) })
        case 2, 3: return .or((0..<Int.random(in: 2...4, using: &random)).map { _ in clause(depth: depth - 1) })
        case 4: return .not(clause(depth: depth - 1))
        case 5: return .scope(pick([ClauseScope.message, .thread, .box]), clause(depth: depth - 1))
        default: return leaf()
        }
    }

    private mutating func leaf() -> Clause {
        switch Int.random(in: 0..<14, using: &random) {
        case 0...3: return .text(nil, pattern())
        case 4: return .text(.field(pick([.subject, .body, .name, .notes])), pattern())
        case 5:
            return .text(
                .field(pick([.from, .to, .cc])), .word(pick(["amy", "acme.example", "bob.reed@globex.example"])))
        case 6: return .keyword(pick([.label, .in]), pick(Self.labels))
        case 7: return .keyword(.stage, pick(Self.stages))
        case 8: return .keyword(.pipeline, pick(Self.pipelines))
        case 9:
            return .number(
                .field(.size), pick(Comparison.allCases), Double(Int.random(in: 1...9, using: &random) * 1_000))
        case 10:
            return .number(
                .custom("deal_size"), pick(Comparison.allCases), Double(Int.random(in: 1...9, using: &random)))
        case 11:
            let field = pick([FieldReference.field(.date), .field(.date), .field(.created)])
            return .date(field, start: chance(60) ? date() : nil, end: chance(60) ? date() : nil)
        case 12: return .text(.custom("region"), .word(pick(Self.words)))
        default: return .all
        }
    }

    private mutating func pattern() -> TextPattern {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: .phrase(pick(Self.words) + " " + pick(Self.words))
        case 1: .exact(pick(Self.words))
        case 2: .prefix(String(pick(Self.words).prefix(3)))
        default: .word(pick(Self.words))
        }
    }
}
