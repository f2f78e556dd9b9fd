// Owns: clauses with every operator over what the generated documents have.

import Schema

extension DocumentBuilder {
    private static let textFields: [Field] = [
        .subject, .body, .from, .to, .cc, .bcc, .filename, .list, .deliveredTo, .name, .notes, .contact, .organization,
    ]
    /// Parts of words that documents have, as people ask for them.
    private static let typed = [
        "invoice", "contracts", "renew", "meeting", "price", "harbor", "budget", "offers", "the", "INV-2047", "inv",
        "report_final", "final.pdf", "ZURICH", "strasse", "3.14", "o'reilly", "reilly", "12000", "fax", "ＦＡＸ",
        "人民", "华人", "共和国", "中华人民共和国", "大学", "北京", "学生", "京都", "東京", "住む", "ไทย", "ภาษา", "公司", "abc公司",
        "שלום", "سلام", "👩‍💻", "🇩🇪", "🎉", "vertrag", "acme", "amy", "amy@acme.example", "bob.reed", "山田", "太郎", "价目",
        "jpg", "globex", "&",
    ]

    /// A clause nested at most `depth` deep.
    public mutating func clause(depth: Int = 3) -> Clause {
        switch depth == 0 ? 11 : number(0...13) {
        case 0...2: return .and((0..<number(2...3)).map { _ in clause(depth: depth - 1) })
        case 3, 4: return .or((0..<number(2...4)).map { _ in clause(depth: depth - 1) })
        case 5: return .not(clause(depth: depth - 1))
        case 6: return .scope(pick(ClauseScope.allCases), clause(depth: depth - 1))
        // Free words side by side, which a message or a thread and its box may share.
        case 7: return chance(40) ? .scope(.thread, words(depth: 2)) : words(depth: 1)
        case 8: return .and((0..<2).map { _ in .scope(.message, clause(depth: depth - 1)) })
        default: return leaf()
        }
    }

    /// A conjunction of free words, among them at most `depth` - 1 deep choices and negations.
    private mutating func words(depth: Int) -> Clause {
        .and(
            (0..<number(2...3)).map { _ in
                let word = Clause.text(nil, .word(pick(Self.typed)))
                guard depth > 1, chance(40) else { return word }
                return chance(20) ? .not(word) : .or([leaf(), chance(50) ? words(depth: depth - 1) : word])
            })
    }

    private mutating func leaf() -> Clause {
        switch number(0...24) {
        case 0...5: return .text(nil, pattern())
        case 6...8: return .text(.field(pick(Self.textFields)), pattern())
        case 9: return .text(.field(pick(Self.textFields)), .prefix(""))
        case 10: return .text(.custom(pick(["region", "Region"])), chance(20) ? .prefix("") : pattern())
        case 11, 12: return .keyword(pick([.label, .in]), pick(Self.labels))
        case 13: return pick([.keyword(.is, "unread"), .keyword(.has, "attachment"), .keyword(.entryType, "comment")])
        case 14: return .keyword(.category, pick(Self.categories))
        case 15: return .keyword(.stage, pick(Self.stages))
        case 16: return pick([.keyword(.pipeline, pick(Self.pipelines)), .keyword(.assignee, pick(Self.assignees))])
        case 17: return .keyword(.messageID, "m-\(number(0...59))@mail.example")
        case 18: return .number(.field(.size), pick(Comparison.allCases), Double(number(1...9) * 1_000))
        case 21: return .number(.field(pick([.messages, .people])), pick(Comparison.allCases), Double(number(1...9)))
        case 22:
            return .date(
                .field(pick([.first, .last])), start: chance(60) ? date() : nil, end: chance(60) ? date() : nil)
        case 23:
            return .present(
                pick([
                    .field(pick(Self.textFields)), .field(pick([.label, .category, .stage, .assignee, .messageID])),
                    .field(pick([.size, .created, .due, .date, .first, .messages])), .custom("region"),
                    .custom("Deal size"), .custom("close date"),
                ]))
        case 19: return .number(.custom("deal_size"), pick(Comparison.allCases), Double(number(1...9)))
        case 20:
            let field = pick([
                FieldReference.field(.date), .field(.date), .field(.created), .field(.due), .custom("Close date"),
            ])
            return .date(field, start: chance(60) ? date() : nil, end: chance(60) ? date() : nil)
        default: return .all
        }
    }

    /// What spam and trash are kept out by: QUERY.md, Scope 6.
    public static func visible(_ clause: Clause) -> Clause {
        .and([clause] + ["spam", "trash"].map { .not(.scope(.message, .keyword(.in, $0))) })
    }

    // MARK: Patterns

    mutating func pattern(depth: Int = 2) -> TextPattern {
        switch number(0...9) {
        case 0:
            let first = pick(Self.typed)
            return .phrase(first + pick([" ", " ", "", "-"]) + (chance(20) ? first : pick(Self.typed)))
        case 1: return .exact(pick(Self.typed))
        case 2: return .prefix(prefix())
        case 3: return .glob(glob())
        case 4: return .fuzzy(misspelled(pick(Self.typed)), distance: number(1...2))
        case 5 where depth > 0:
            let left = pattern(depth: depth - 1)
            let right = chance(25) ? again(left) : pattern(depth: depth - 1)
            return .near(distance: pick([0, 1, 2, 5, 200]), left, right, ordered: chance(40))
        default: return chance(10) ? .word(repeated(pick(Self.typed))) : .word(pick(Self.typed))
        }
    }

    private mutating func repeated(_ word: String) -> String { word + pick([" ", "-"]) + word }

    /// The same word, asked for in any way.
    private mutating func again(_ pattern: TextPattern) -> TextPattern {
        guard case .word(let word) = pattern else { return pattern }
        return pick([.word(word), .exact(word), .prefix(String(word.prefix(4))), .fuzzy(word, distance: 1)])
    }

    private mutating func prefix() -> String {
        let word = pick(Self.typed)
        return String(word.prefix(number(1...max(1, word.count)))) + (chance(8) ? "-" : "")
    }

    /// A word with stars in the place of some of it. Only of scripts with blanks: a dictionary would split the rest.
    private mutating func glob() -> String {
        let word = Array(
            pick(["invoice", "contracts", "meeting", "INV-2047", "report_final.pdf", "amy@acme", "scan-0017"]))
        var result = ""
        var at = 0
        while at < word.count {
            if chance(25) {
                result += "*"
                at += number(0...2)
            } else {
                result.append(word[at])
                at += 1
            }
        }
        return chance(30) ? "*" + result + "*" : result
    }

    /// A word with a letter lost, doubled or changed.
    private mutating func misspelled(_ word: String) -> String {
        var letters = Array(word)
        let place = number(0...letters.count - 1)
        switch number(0...3) {
        case 0 where letters.count > 2: letters.remove(at: place)
        case 1: letters.insert(letters[place], at: place)
        case 2: letters[place] = "x"
        default: break
        }
        return String(letters)
    }
}
