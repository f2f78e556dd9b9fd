// Owns: what a clause is true of among the items of a team, as QUERY.md section 5 has it.

import Schema

/// One team's items and the languages they are in.
final class ReferenceEvaluation {
    typealias Item = ReferenceSearcher.Item

    let items: [Item]
    private let texts: ReferenceText
    private let languages: [Language]
    private var prepared: [TextPattern: [Bool: ReferenceText.Prepared]] = [:]
    private let threads: [String: [Item]]
    private let cards: [String: [Item]]
    /// The items that a leaf or group has been found true of, so that nothing is looked at twice.
    private var known: [Clause: Set<DocumentKey>] = [:]

    init(_ owner: ReferenceSearcher, _ items: [Item]) {
        self.items = items
        threads = Dictionary(grouping: items.filter { $0.document.thread != nil }) { $0.document.thread ?? "" }
        cards = Dictionary(grouping: items.filter { $0.document.key.kind == .box }) { $0.document.box ?? "" }
        texts = owner.texts
        let found = Set(items.map { owner.language(of: $0.document) })
        languages = Language.allCases.filter(found.contains)
    }

    /// By what an item can meet a condition.
    enum Way: Hashable {
        /// Without any free word.
        case plain
        /// With a free word of its own at least.
        case own
        /// Its free words are all its box's.
        case box
    }

    func matches(_ clause: Clause, _ item: Item, isByMessage: Bool = false) -> Bool {
        let ways = ways(clause, false, item, isByMessage)
        return ways.contains(.plain) || ways.contains(.own)
    }

    // MARK: Trees

    /// The parts that must hold together, and whether each is negated.
    private func conjuncts(_ clause: Clause, _ isNegated: Bool) -> [(Clause, Bool)] {
        switch clause {
        case .not(let child): return conjuncts(child, !isNegated)
        case .and(let children) where !isNegated: return children.flatMap { conjuncts($0, false) }
        case .or(let children) where isNegated: return children.flatMap { conjuncts($0, true) }
        default: return [(clause, isNegated)]
        }
    }

    private func asksNothing(_ clause: Clause) -> Bool {
        switch clause {
        case .and(let children), .or(let children): return !children.isEmpty && children.allSatisfy(asksNothing)
        case .not(let child), .scope(_, let child): return asksNothing(child)
        case .text(nil, .prefix("")): return true
        case .text(_, .prefix("")): return false
        case .text(_, let pattern): return texts.hasNoWords(pattern)
        default: return false
        }
    }

    func ways(_ clause: Clause, _ isNegated: Bool, _ item: Item, _ isByMessage: Bool) -> Set<Way> {
        if asksNothing(clause) { return [.plain] }
        let parts = conjuncts(clause, isNegated).filter { !asksNothing($0.0) }
        if parts.count == 1 { return ways(ofPart: parts[0].0, parts[0].1, item, isByMessage) }
        var result: Set<Way> = [.plain]
        var groups: [Clause] = []
        for (part, isNegated) in parts {
            if case .scope(.message, let group) = part, !isNegated, !isByMessage {
                groups.append(group)
                continue
            }
            let found = ways(ofPart: part, isNegated, item, isByMessage)
            result = Set(result.flatMap { one in found.map { Self.combined(one, $0) } })
        }
        return meets(groups, item) ? result : []
    }

    private static func combined(_ a: Way, _ b: Way) -> Way {
        a == .own || b == .own ? .own : a == .box || b == .box ? .box : .plain
    }

    /// Groups about single messages: the item meets one of them, messages of its thread the others.
    private func meets(_ groups: [Clause], _ item: Item) -> Bool {
        guard !groups.isEmpty else { return true }
        return groups.contains { matches($0, item, isByMessage: true) }
            && groups.allSatisfy { group in
                matches(group, item, isByMessage: true)
                    || thread(of: item).contains { matches(group, $0, isByMessage: true) }
            }
    }

    private func thread(of item: Item) -> [Item] {
        item.document.thread.flatMap { threads[$0] } ?? []
    }

    private func ways(ofPart clause: Clause, _ isNegated: Bool, _ item: Item, _ isByMessage: Bool) -> Set<Way> {
        switch clause {
        case .and(let children), .or(let children):
            // What is left of these after the conjunctions have been taken apart are disjunctions.
            let isConjunction = if case .and = clause { !isNegated } else { isNegated }
            guard !isConjunction else { return [.plain] }
            return children.filter { !asksNothing($0) }.reduce(into: []) {
                $0.formUnion(ways($1, isNegated, item, isByMessage))
            }
        case .text(nil, _) where !isNegated:
            var result: Set<Way> = []
            if holds(clause, item) { result.insert(.own) }
            if !isByMessage, card(of: item).contains(where: { holds(clause, $0) }) { result.insert(.box) }
            return result
        default:
            return (isNegated ? negated(clause, item, isByMessage) : holds(clause, item)) ? [.plain] : []
        }
    }

    private func card(of item: Item) -> [Item] { item.document.box.flatMap { cards[$0] } ?? [] }

    /// The opposite of a leaf or group.
    private func negated(_ clause: Clause, _ item: Item, _ isByMessage: Bool) -> Bool {
        if case .keyword(let field, _) = clause, field.isState, !isByMessage {
            return !holds(clause, item) && !thread(of: item).contains { holds(clause, $0) }
        }
        return !holds(clause, item)
    }

    /// Whether a leaf or a group is true of an item.
    private func holds(_ clause: Clause, _ item: Item) -> Bool {
        if let found = known[clause] { return found.contains(item.document.key) }
        let found = Set(items.filter { isTrue(clause, of: $0) }.map(\.document.key))
        known[clause] = found
        return found.contains(item.document.key)
    }

    private func isTrue(_ clause: Clause, of item: Item) -> Bool {
        switch clause {
        case .all: return true
        case .scope(.message, let child): return matches(child, item, isByMessage: true)
        case .scope(.thread, let child):
            return item.document.thread.map { group($0, satisfies: child, \.thread) } ?? false
        case .scope(.box, let child):
            return item.document.box.map { group($0, satisfies: child, \.box) } ?? false
        case .scope(.first, let child):
            return ends(of: item).map { matches(child, $0.first, isByMessage: true) } ?? false
        case .scope(.last, let child):
            return ends(of: item).map { matches(child, $0.last, isByMessage: true) } ?? false
        case .present(let field): return isPresent(field, item)
        case .text(nil, let pattern): return occursFree(pattern, item)
        case .text(let field?, let pattern): return occurs(pattern, in: field, item)
        case .keyword(let field, let value):
            let wanted = Keyword.comparable(value, in: field)
            return holds(field.row.owner, item) { item in
                item.document.values.contains { $0.field == .field(field) && $0.value == .keyword(wanted) }
            }
        case .number(let field, let comparison, let value):
            return holds(owner(of: field), item) { item in
                let numbers = numbers(of: field, item)
                if comparison == .notEqual { return !numbers.isEmpty && !numbers.contains(value) }
                return numbers.contains { comparison.holds($0, value) }
            }
        case .date(let field, let start, let end):
            func isInside(_ date: Timestamp) -> Bool {
                start.map { $0 <= date } ?? true && end.map { date < $0 } ?? true
            }
            if field == .field(.date) { return isInside(item.document.date) }
            return holds(owner(of: field), item) { item in
                numbers(of: field, item).contains { isInside(Timestamp(milliseconds: Int64($0))) }
            }
        case .and, .or, .not: preconditionFailure("trees are taken apart before")
        }
    }

    /// Whether a group's items together satisfy a clause.
    private func group(_ id: String, satisfies clause: Clause, _ member: KeyPath<Document, String?>) -> Bool {
        let members = items.filter { $0.document[keyPath: member] == id }
        let ways = ways(clause, false, among: members)
        return ways.contains(.plain) || ways.contains(.own)
    }

    /// By what a group's items meet a clause between them, or its negation.
    private func ways(_ clause: Clause, _ isNegated: Bool, among members: [Item]) -> Set<Way> {
        if asksNothing(clause) { return [.plain] }
        switch clause {
        case .not(let child): return ways(child, !isNegated, among: members)
        case .and, .or:
            // A disjunction is the opposite of the conjunction of its parts' opposites.
            let isConjunction = if case .and = clause { !isNegated } else { isNegated }
            let parts = conjuncts(clause, isConjunction ? isNegated : !isNegated).filter { !asksNothing($0.0) }
            let found = joined(parts).map { parts -> Set<Way> in
                if parts.count == 1 {
                    return ways(parts[0].0, isConjunction ? parts[0].1 : !parts[0].1, among: members)
                }
                let isMet = members.contains { item in parts.allSatisfy { matches($0.0, item) } }
                return isMet == isConjunction ? [.plain] : []
            }
            guard isConjunction else { return found.reduce(into: []) { $0.formUnion($1) } }
            return found.reduce([.plain]) { result, found in
                Set(result.flatMap { one in found.map { Self.combined(one, $0) } })
            }
        case .text(nil, _) where !isNegated:
            var result: Set<Way> = []
            if members.contains(where: { holds(clause, $0) }) { result.insert(.own) }
            if members.contains(where: { card(of: $0).contains { holds(clause, $0) } }) { result.insert(.box) }
            return result
        default: return members.contains { matches(clause, $0) } != isNegated ? [.plain] : []
        }
    }

    /// Conditions that hold together by which of them one item must meet: those on one number or date.
    private func joined(_ parts: [(Clause, Bool)]) -> [[(Clause, Bool)]] {
        var result: [[(Clause, Bool)]] = []
        for part in parts {
            let place = result.firstIndex { known in
                !part.1 && !known[0].1 && boundField(part.0) != nil && boundField(part.0) == boundField(known[0].0)
            }
            if let place { result[place].append(part) } else { result.append([part]) }
        }
        return result
    }

    private func boundField(_ clause: Clause) -> FieldReference? {
        switch clause {
        case .number(let field, _, _), .date(let field, _, _): field
        default: nil
        }
    }

    // MARK: Fields

    private func owner(of field: FieldReference) -> FieldOwner {
        if case .field(let field) = field { field.row.owner } else { .box }
    }

    /// A condition on a box's property holds for what has it, and for everything in a box whose card has it.
    private func holds(_ owner: FieldOwner, _ item: Item, _ condition: (Item) -> Bool) -> Bool {
        if condition(item) { return true }
        return owner == .box && card(of: item).contains(where: condition)
    }

    private func isSame(_ a: FieldReference, _ b: FieldReference) -> Bool {
        if case .custom(let x) = a, case .custom(let y) = b {
            return Keyword.normalized(x) == Keyword.normalized(y)
        }
        return a == b
    }

    private func isPresent(_ field: FieldReference, _ item: Item) -> Bool {
        switch field {
        case .field(.date): return true
        case .field(let field) where field.row.owner == .group: return !numbers(of: .field(field), item).isEmpty
        case .field(let field) where field.kind == .text: return occurs(.prefix(""), in: .field(field), item)
        default:
            return holds(owner(of: field), item) { item in
                if item.texts.contains(where: { isSame($0.field, field) && !$0.words.isEmpty }) { return true }
                return item.document.values.contains { value in
                    if case .text = value.value { return false }
                    return isSame(value.field, field)
                }
            }
        }
    }

    // MARK: Conversations

    /// The messages that are counted for an item: of its thread or, of a card, of its box.
    private func messages(around item: Item) -> [Item] {
        let isCard = item.document.key.kind == .box
        return items.filter { other in
            guard other.document.key.kind == .message else { return false }
            return isCard
                ? other.document.box == item.document.box
                : item.document.thread != nil && other.document.thread == item.document.thread
        }
    }

    private func ends(of item: Item) -> (first: Item, last: Item)? {
        let sorted = messages(around: item).sorted {
            ($0.document.date.milliseconds, $0.document.key.id) < ($1.document.date.milliseconds, $1.document.key.id)
        }
        return sorted.first.flatMap { first in sorted.last.map { (first, $0) } }
    }

    private func counted(_ field: Field, _ item: Item) -> [Double] {
        let messages = messages(around: item)
        guard let ends = ends(of: item) else { return [] }
        switch field {
        case .messages: return [Double(messages.count)]
        case .people:
            let people = messages.flatMap(\.document.values).compactMap { value -> String? in
                guard [.field(.from), .field(.to), .field(.cc), .field(.bcc)].contains(value.field),
                    case .text(let person) = value.value
                else { return nil }
                return MailAddress(parsing: person).address.lowercased()
            }
            return [Double(Set(people).subtracting([""]).count)]
        case .first: return [Double(ends.first.document.date.milliseconds)]
        default: return [Double(ends.last.document.date.milliseconds)]
        }
    }

    private func numbers(of field: FieldReference, _ item: Item) -> [Double] {
        if case .field(let field) = field, field.row.owner == .group { return counted(field, item) }
        return item.document.values.compactMap { value in
            guard isSame(value.field, field) else { return nil }
            switch value.value {
            case .number(let number): return number
            case .date(let date): return Double(date.milliseconds)
            case .text, .keyword: return nil
            }
        }
    }

    private func occurs(_ pattern: TextPattern, in field: FieldReference, _ item: Item) -> Bool {
        let fields: [FieldReference] =
            field == .field(.to) ? [.field(.to), .field(.cc), .field(.bcc)] : [field]
        var isStemmed = true
        if case .field(let field) = field { isStemmed = field.isStemmed }
        return holds(owner(of: field), item) { item in
            item.texts.contains { text in
                guard fields.contains(where: { isSame($0, text.field) }) else { return false }
                if case .prefix("") = pattern { return !text.words.isEmpty }
                return texts.occurs(prepare(pattern, isStemmed: isStemmed), in: text.words)
            }
        }
    }

    private func occursFree(_ pattern: TextPattern, _ item: Item) -> Bool {
        item.texts.contains { text in
            if case .field(let field) = text.field, field.row.weight == 0 { return false }
            return texts.occurs(prepare(pattern, isStemmed: true), in: text.words)
        }
    }

    private func prepare(_ pattern: TextPattern, isStemmed: Bool) -> ReferenceText.Prepared {
        if let known = prepared[pattern]?[isStemmed] { return known }
        let made = texts.prepare(pattern, languages, isStemmed: isStemmed)
        prepared[pattern, default: [:]][isStemmed] = made
        return made
    }

    // MARK: The second tier

    /// Messages that meet a part of a conjunction, in threads whose messages meet all of it between them.
    func acrossThreads(_ clause: Clause) -> [Item] {
        let parts = conjuncts(clause, false).filter { !asksNothing($0.0) && !($0.0 == .all && !$0.1) }
        let positive = joined(parts.filter { isPositive($0.0, $0.1) })
        guard positive.count > 1 else { return [] }
        let negative = parts.filter { !isPositive($0.0, $0.1) }
        let visible = items.filter { item in
            negative.allSatisfy { !ways($0.0, $0.1, item, false).isEmpty }
        }
        let worded = positive.filter { $0.contains { hasFreeWords($0.0, $0.1) } }
        return visible.filter { item in
            guard let thread = item.document.thread else { return false }
            let messages = visible.filter { $0.document.thread == thread }
            return positive.allSatisfy { parts in
                messages.contains { message in parts.allSatisfy { !ways($0.0, $0.1, message, false).isEmpty } }
            }
                && (worded.isEmpty ? positive : worded).contains { parts in
                    parts.allSatisfy { !ways($0.0, $0.1, item, false).isDisjoint(with: [.plain, .own]) }
                }
        }
    }

    private func isPositive(_ clause: Clause, _ isNegated: Bool) -> Bool {
        switch clause {
        case .not(let child): isPositive(child, !isNegated)
        case .and(let children), .or(let children):
            children.contains { !asksNothing($0) && isPositive($0, isNegated) }
        default: !isNegated
        }
    }

    private func hasFreeWords(_ clause: Clause, _ isNegated: Bool) -> Bool {
        switch clause {
        case .not(let child): hasFreeWords(child, !isNegated)
        case .and(let children), .or(let children):
            children.contains { !asksNothing($0) && hasFreeWords($0, isNegated) }
        case .text(nil, _): !isNegated
        default: false
        }
    }
}
