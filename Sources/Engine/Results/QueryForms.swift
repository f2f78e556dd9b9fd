// Owns: the forms in which a query's words stand in texts, for finding them again there.

import Analysis
import Schema

/// Tells of any token which of a query's words it is. Lives as long as one search.
///
/// A word's forms are those that the index has seen: of a stem, the table of its list in each segment. So no text that
/// is shown is stemmed again. What is a form in one language need not be one in another. Forms are told apart by their
/// hashes alone: two of the same hash would only mean a wrong highlight.
///
/// A class, for it is handed on for every text: a copy would count references to all of its parts.
final class QueryForms: Sendable {
    /// How many different words the query's scoring leaves have.
    let count: Int
    /// Of scripts without blanks, with their words' numbers.
    let runs: [(text: String, word: Int)]
    /// What a form is a form of.
    private struct Form {
        /// The word's number.
        var word: Int
        /// In which languages it is one.
        var languages: LanguageSet
    }

    private let table: Table
    /// Where in a text the words can be at all; `nil` where anywhere.
    let stretches: WordStretches?

    /// O(words × segments) lookups.
    init(_ plan: QueryPlan, team: String, in snapshot: IndexSnapshot, _ budget: SearchBudget) throws {
        var numbers: [[TermChoice]: Int] = [:]
        var runs: [(text: String, word: Int)] = []
        var count = 0
        var table = Table()
        for leaf in plan.scoring.map({ plan.leaves[$0].leaf }) {
            for run in leaf.runs where !runs.contains(where: { $0.text == run }) {
                runs.append((run, count))
                count += 1
            }
            for (slot, choices) in leaf.slots.enumerated() where !leaf.quietSlots.contains(slot) {
                try budget.check(work: choices.count / 4)
                let word = numbers[choices] ?? count
                numbers[choices] = word
                if word == count { count += 1 }
                for choice in choices where choice.form == .exact {
                    try budget.pace(8)
                    table.insert(choice.term.utf8, .all, word)
                }
                let stems = choices.filter { $0.form == .stem }
                guard !stems.isEmpty else { continue }
                for view in snapshot.segments {
                    guard let ordinal = view.reader.info.ordinal(ofTeam: team) else { continue }
                    var lookup = TermLookup(leaf.space, team: ordinal, in: view.reader)
                    for stem in stems {
                        try budget.pace(SearchBudget.diskStep)
                        try lookup.forEachForm(of: stem) { form, language in
                            table.insert(form, language.map { LanguageSet([$0]) } ?? .all, word)
                        }
                    }
                }
            }
        }
        self.count = count
        self.runs = runs
        self.table = table
        stretches = runs.isEmpty ? WordStretches(prefixes: Array(table.prefixes.values)) : nil
    }

    var isEmpty: Bool { count == 0 }

    /// The number of the word that a token of a text in a language is a form of, if it is.
    @inline(__always)
    func word(of token: Token, in language: Language) -> Int? { table.word(token.hash, language) }

    /// The forms by their hashes.
    private struct Table {
        private var words: [UInt64: [Form]] = [:]
        /// A bit for each value of a hash's low bits, so that nearly all tokens are told by one look.
        private var filter = [UInt64](repeating: 0, count: 1 << 6)
        /// By the word's number, what all of its forms begin with.
        private(set) var prefixes: [Int: [UInt8]] = [:]

        mutating func insert(_ form: some Collection<UInt8>, _ languages: LanguageSet, _ word: Int) {
            let hash = Token.hash(ofTerm: form)
            if let known = words[hash]?.firstIndex(where: { $0.word == word }) {
                words[hash]?[known].languages.formUnion(languages)
            } else {
                words[hash, default: []].append(Form(word: word, languages: languages))
            }
            filter[Int(hash >> 6 & 63)] |= 1 << (hash & 63)
            if let known = prefixes[word] {
                let common = zip(known, form).prefix { $0 == $1 }.count
                if common < known.count { prefixes[word] = Array(known.prefix(common)) }
            } else {
                prefixes[word] = Array(form)
            }
        }

        @inline(__always)
        func word(_ hash: UInt64, _ language: Language) -> Int? {
            guard filter[Int(hash >> 6 & 63)] >> (hash & 63) & 1 == 1 else { return nil }
            return words[hash]?.first { $0.languages.contains(language) }?.word
        }
    }
}
