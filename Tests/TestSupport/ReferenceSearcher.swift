// Owns: what a search must find, told in the simplest way: every record is looked at, every condition is evaluated as
// QUERY.md words it. Slow and obvious on purpose: it is the oracle the engine is held against.

import Analysis
import Schema

/// Scans documents and evaluates clauses. Shares nothing with the engine but the analyzers, whose own tests hold them.
public final class ReferenceSearcher {
    struct Item {
        var document: Document
        /// The words of each text value.
        var texts: [(field: FieldReference, words: [ReferenceWord])]
    }

    private var items: [DocumentKey: Item] = [:]
    private var versions: [DocumentKey: UInt64] = [:]
    let texts = ReferenceText()
    private let languageGuess = LanguageGuess()
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
        let language = language(of: document)
        let values = document.values.compactMap { value -> (FieldReference, [ReferenceWord])? in
            guard case .text(let text) = value.value else { return nil }
            return (value.field, texts.words(text, language))
        }
        items[document.key] = Item(document: document, texts: values)
    }

    func language(of document: Document) -> Language {
        if let language = document.language { return language }
        var longest = ""
        for value in document.values {
            if case .text(let text) = value.value, text.utf8.count > longest.utf8.count { longest = text }
        }
        return languageGuess.guess(longest) ?? defaultLanguage
    }

    /// What a search finds, and whether only threads as a whole meet it.
    public struct Found: Equatable {
        public var keys: Set<DocumentKey>
        public var isAcrossThreads = false
    }

    /// The items of a team that a clause finds, under the caller's filter.
    public func find(_ clause: Clause, filter: Clause = .all, team: String) -> Found {
        let evaluation = evaluation(team)
        let own = evaluation.items.filter { evaluation.matches(clause, $0) }
        // The filter only takes away: where it leaves nothing there is nothing else instead.
        let found = own.isEmpty ? evaluation.acrossThreads(clause) : own
        let kept = found.filter { evaluation.matches(filter, $0) }
        return Found(keys: Set(kept.map(\.document.key)), isAcrossThreads: own.isEmpty && !kept.isEmpty)
    }

    /// The items of a team that meet a clause by themselves: the first tier.
    public func search(_ clause: Clause, team: String) -> Set<DocumentKey> {
        let evaluation = evaluation(team)
        return Set(evaluation.items.filter { evaluation.matches(clause, $0) }.map(\.document.key))
    }

    /// The thread and box ids that some items are in.
    public func groups(of keys: Set<DocumentKey>) -> (threads: Set<String>, boxes: Set<String>) {
        let documents = keys.compactMap { items[$0]?.document }
        return (Set(documents.compactMap(\.thread)), Set(documents.compactMap(\.box)))
    }

    private func evaluation(_ team: String) -> ReferenceEvaluation {
        ReferenceEvaluation(self, items.values.filter { $0.document.key.team == team })
    }
}
