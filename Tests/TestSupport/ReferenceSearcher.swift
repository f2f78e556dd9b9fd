// Owns: what a search must find, told in the simplest way: every record is looked at, every condition is evaluated as
// QUERY.md words it. Slow and obvious on purpose: it is the oracle the engine is held against.

import Analysis
import Schema

/// Scans documents and evaluates clauses. Shares nothing with the engine but the analyzers, whose own tests hold them.
public final class ReferenceSearcher {
    private struct Item {
        var document: Document
        /// The tokens of each text value.
        var texts: [(field: FieldReference, tokens: [Word])]
    }

    private struct Word {
        var exact: String
        var stem: String
        var position: UInt32
    }

    private var items: [DocumentKey: Item] = [:]
    private var versions: [DocumentKey: UInt64] = [:]
    private let tokenizer = TextTokenizer()
    private let stemmer = Stemmer()
    private let languageGuess = LanguageGuess()
    private var batch = TokenBatch()
    private let defaultLanguage: Language

    public init(defaultLanguage: Language = .english) { self.defaultLanguage = defaultLanguage }

    /// Puts or deletes: the higher version wins; of documents without versions the later.
    public func apply(_ document: Document) {
        if let known = versions[document.key], document.version <= known, !(document.version == 0 && known == 0) {
            return
        }
        versions[document.key] = document.version
        if document.isDeleted {
            items[document.key] = nil
            return
        }
        let language = document.language ?? guess(document) ?? defaultLanguage
        let texts = document.values.compactMap { value -> (FieldReference, [Word])? in
            guard case .text(let text) = value.value else { return nil }
            return (value.field, words(text, language))
        }
        items[document.key] = Item(document: document, texts: texts)
    }

    private func guess(_ document: Document) -> Language? {
        var longest = ""
        for value in document.values {
            if case .text(let text) = value.value, text.utf8.count > longest.utf8.count { longest = text }
        }
        return languageGuess.guess(longest)
    }

    private func words(_ text: String, _ language: Language) -> [Word] {
        tokenizer.tokenize(text, into: &batch)
        return batch.tokens.map { token in
            let exact = batch.term(of: token)
            let stem = batch.withTerm(of: token) { term in
                stemmer.stem(term, language: token.isStemmable ? language : .none) {
                    String(decoding: $0, as: UTF8.self)
                }
            }
            return Word(exact: exact, stem: stem, position: token.position)
        }
    }

    /// The keys of all matching items of a team.
    public func search(_ clause: Clause, team: String) -> Set<DocumentKey> {
        let team = items.values.filter { $0.document.key.team == team }
        let evaluation = Evaluation(self, Array(team))
        return Set(team.filter { evaluation.matches(clause, $0, byMessage: false) }.map(\.document.key))
    }

    /// The thread and box ids that some items are in.
    public func groups(of keys: Set<DocumentKey>) -> (threads: Set<String>, boxes: Set<String>) {
        let documents = keys.compactMap { items[$0]?.document }
        return (Set(documents.compactMap(\.thread)), Set(documents.compactMap(\.box)))
    }

    /// One team's items and the languages they are in.
    private struct Evaluation {
        let owner: ReferenceSearcher
        let items: [Item]
        let languages: [Language]

        init(_ owner: ReferenceSearcher, _ items: [Item]) {
            self.owner = owner
            self.items = items
            var found: Set<Language> = []
            for item in items {
                found.insert(item.document.language ?? owner.guess(item.document) ?? owner.defaultLanguage)
            }
            languages = Language.allCases.filter(found.contains)
        }

        func matches(_ clause: Clause, _ item: Item, byMessage: Bool) -> Bool {
            switch clause {
            case .all: return true
            case .and(let children): return children.allSatisfy { matches($0, item, byMessage: byMessage) }
            case .or(let children): return children.contains { matches($0, item, byMessage: byMessage) }
            case .not(let child): return negation(of: child, item, byMessage)
            case .scope(.message, let child): return matches(child, item, byMessage: true)
            case .scope(.thread, let child), .scope(.first, let child), .scope(.last, let child):
                return item.document.thread.map { group($0, satisfies: child, \.thread) } ?? false
            case .scope(.box, let child):
                return item.document.box.map { group($0, satisfies: child, \.box) } ?? false
            case .text(let field, let pattern): return text(field, pattern, item)
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
            case .present(let field):
                return holds(owner(of: field), item) { item in
                    item.document.values.contains { isSame($0.field, field) }
                }
            case .date(let field, let start, let end):
                func isInside(_ date: Timestamp) -> Bool {
                    start.map { $0 <= date } ?? true && end.map { date < $0 } ?? true
                }
                if field == .field(.date) { return isInside(item.document.date) }
                return holds(owner(of: field), item) { item in
                    numbers(of: field, item).contains { isInside(Timestamp(milliseconds: Int64($0))) }
                }
            }
        }

        private func negation(of clause: Clause, _ item: Item, _ byMessage: Bool) -> Bool {
            switch clause {
            case .not(let child): return matches(child, item, byMessage: byMessage)
            case .or(let children): return children.allSatisfy { negation(of: $0, item, byMessage) }
            case .keyword(let field, _) where field.isState && !byMessage:
                if matches(clause, item, byMessage: byMessage) { return false }
                guard let thread = item.document.thread else { return true }
                return !items.contains { $0.document.thread == thread && matches(clause, $0, byMessage: byMessage) }
            default: return !matches(clause, item, byMessage: byMessage)
            }
        }

        /// Whether a group's items together satisfy a clause.
        private func group(_ id: String, satisfies clause: Clause, _ member: KeyPath<Document, String?>) -> Bool {
            switch clause {
            case .and(let children): return children.allSatisfy { group(id, satisfies: $0, member) }
            case .or(let children): return children.contains { group(id, satisfies: $0, member) }
            case .not(let child): return !group(id, satisfies: child, member)
            default:
                return items.contains {
                    $0.document[keyPath: member] == id && matches(clause, $0, byMessage: false)
                }
            }
        }

        private func owner(of field: FieldReference) -> FieldOwner {
            if case .field(let field) = field { field.row.owner } else { .box }
        }

        /// A condition on a box's property holds for the box's card and everything in the box.
        private func holds(_ owner: FieldOwner, _ item: Item, _ condition: (Item) -> Bool) -> Bool {
            if condition(item) { return true }
            guard owner == .box, let box = item.document.box else { return false }
            return items.contains { $0.document.box == box && condition($0) }
        }

        private func isSame(_ a: FieldReference, _ b: FieldReference) -> Bool {
            if case .custom(let x) = a, case .custom(let y) = b {
                return Keyword.normalized(x) == Keyword.normalized(y)
            }
            return a == b
        }

        private func numbers(of field: FieldReference, _ item: Item) -> [Double] {
            item.document.values.compactMap { value in
                guard isSame(value.field, field) else { return nil }
                switch value.value {
                case .number(let number): return number
                case .date(let date): return Double(date.milliseconds)
                case .text, .keyword: return nil
                }
            }
        }

        private func text(_ field: FieldReference?, _ pattern: TextPattern, _ item: Item) -> Bool {
            guard let field else {
                return item.texts.contains { Self.isCombined($0.field) && occurs(pattern, in: $0.tokens) }
            }
            let fields: [FieldReference] =
                field == .field(.to) ? [.field(.to), .field(.cc), .field(.bcc)] : [field]
            return holds(owner(of: field), item) { item in
                item.texts.contains { text in
                    fields.contains { isSame($0, text.field) }
                        && occurs(Self.isStemmed(field) ? pattern : Self.exact(pattern), in: text.tokens)
                }
            }
        }

        private static func isStemmed(_ field: FieldReference) -> Bool {
            if case .field(let field) = field { field.isStemmed } else { true }
        }

        /// Words of fields that are not stemmed are found in their exact form.
        private static func exact(_ pattern: TextPattern) -> TextPattern {
            if case .word(let word) = pattern { .phrase(word) } else { pattern }
        }

        private static func isCombined(_ field: FieldReference) -> Bool {
            if case .field(let field) = field { field.row.weight > 0 } else { true }
        }

        private func occurs(_ pattern: TextPattern, in tokens: [Word]) -> Bool {
            switch pattern {
            case .word(let word): return isSequence(stems(of: word), in: tokens) { $1.contains($0.stem) }
            case .phrase(let text), .exact(let text):
                return isSequence(exacts(of: text), in: tokens) { $0.exact == $1 }
            case .prefix(let text):
                guard let prefix = exacts(of: text).last else { return true }
                return tokens.contains { $0.exact.hasPrefix(prefix.value) }
            case .glob, .fuzzy, .near: preconditionFailure("the generator makes none of these")
            }
        }

        private func stems(of text: String) -> [(offset: UInt32, value: Set<String>)] {
            var result: [(UInt32, Set<String>)] = []
            for (index, language) in languages.enumerated() {
                for (place, word) in owner.words(text, language).enumerated() {
                    if index == 0 { result.append((word.position, [])) }
                    result[place].1.insert(word.stem)
                }
            }
            return result
        }

        private func exacts(of text: String) -> [(offset: UInt32, value: String)] {
            owner.words(text, .none).map { ($0.position, $0.exact) }
        }

        private func isSequence<T>(
            _ wanted: [(offset: UInt32, value: T)], in tokens: [Word], _ isMatch: (Word, T) -> Bool
        ) -> Bool {
            guard let first = wanted.first else { return true }
            return tokens.contains { start in
                isMatch(start, first.value)
                    && wanted.dropFirst().allSatisfy { next in
                        tokens.contains {
                            $0.position == start.position + next.offset - first.offset && isMatch($0, next.value)
                        }
                    }
            }
        }
    }
}
