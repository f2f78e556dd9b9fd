// Owns: documents to terms, postings and positions in memory.

import Analysis
import Schema

/// Inverts documents given in the order of their items.
///
/// Not thread-safe: one for each indexing thread.
final class Inverter {
    /// What the inversion of one document tells the segment besides its terms.
    struct Summary {
        var norm: UInt8
        var language: Language
        /// Combined positions below this one are the body's.
        var bodyLength: UInt32 = 0
    }

    /// A team's part of the terms.
    struct Space {
        var team: UInt32
        var space: TermSpace
    }

    /// Empty positions between two values, so that no phrase or AROUND reaches from one into the next.
    static let positionGap: UInt32 = 128

    private(set) var spaces: [Space] = []
    let table = TermTable()
    private let tokenizer = TextTokenizer()
    private let stemmer = Stemmer()
    private let languageGuess = LanguageGuess()
    private var surfaces = SurfaceCache()
    private var batch = TokenBatch()
    private let defaultLanguage: Language

    /// The team at hand.
    private var team: UInt32?
    private var fields = [BuiltInField](repeating: BuiltInField(), count: 256)
    private var customFields: [CustomField] = []
    /// By its name, a field's place in `customFields`; names may be one when they are normalized.
    private var customPlaces: [String: Int] = [:]
    private var combinedSpace: UInt32?
    /// The values of the document at hand, and where each field's next one begins in its own positions.
    private(set) var values: [PackedDocument.Value] = []
    private var usedFields: [UInt8] = []

    /// What is kept of a field for the team at hand and, of places, the document at hand.
    private struct BuiltInField {
        var space: UInt32?
        var place: UInt32 = 0
    }

    private struct CustomField {
        let name: String
        let space: UInt32
        var place: UInt32 = 0
    }

    init(defaultLanguage: Language) {
        self.defaultLanguage = defaultLanguage
    }

    /// Bytes held: what a memory budget counts.
    var memory: Int { table.memory + surfaces.memory }

    /// Forgets all terms, to begin another segment.
    func reset() {
        table.reset()
        surfaces.reset()
        spaces.removeAll(keepingCapacity: true)
        team = nil
    }

    private func begin(team: UInt32) {
        self.team = team
        combinedSpace = nil
        for place in fields.indices { fields[place].space = nil }
        customFields.removeAll(keepingCapacity: true)
        customPlaces.removeAll(keepingCapacity: true)
    }

    /// Adds a document as an item; items must ascend, and teams too. O(text). Its values are in ``values`` until the next.
    ///
    /// The body comes first in the combined positions, so a position below the body's length is in the body: that is how
    /// conditions on the body are told apart without lists of its own (see ``BodyNode``).
    ///
    /// - Parameter names: of the teams' own fields, by their numbers in the document.
    func invert(_ document: PackedDocument, team: UInt32, item: UInt32, names: [String]) -> Summary {
        if team != self.team { begin(team: team) }
        document.read(into: &values)
        var summary = Summary(norm: 0, language: document.language ?? guessLanguage() ?? defaultLanguage)
        var places = Places()
        for value in values where value.field == Field.body.rawValue {
            invert(value, item: item, language: summary.language, names, &places)
        }
        summary.bodyLength = places.combined
        for value in values where value.field != Field.body.rawValue {
            invert(value, item: item, language: summary.language, names, &places)
        }
        summary.norm = LengthNorm.encode(places.length)
        for field in usedFields { fields[Int(field)].place = 0 }
        usedFields.removeAll(keepingCapacity: true)
        for place in customFields.indices { customFields[place].place = 0 }
        return summary
    }

    /// Where the next value of a document begins.
    private struct Places {
        /// In the combined positions.
        var combined: UInt32 = 0
        /// Weighted tokens so far.
        var length: UInt32 = 0
    }

    private func invert(
        _ value: PackedDocument.Value, item: UInt32, language: Language, _ names: [String], _ places: inout Places
    ) {
        switch value.content {
        case .text(let text):
            tokenizer.tokenize(text, into: &batch)
            guard let last = batch.tokens.last else { return }
            let count = last.position + 1
            let weight = Self.weights[Int(value.field)]
            if weight > 0 {
                let space = combinedSpace ?? space(.combined(.stem))
                combinedSpace = space
                add(to: space, item: item, language: language, from: places.combined, weight: weight)
                places.combined += count + Self.positionGap
                places.length &+= count &* weight
            }
            invertOwn(value, count, item: item, language: language, names)
        case .keyword(let keyword):
            guard value.field != .max else { return }
            let id = table.id(space: space(of: value.field) { .keyword($0) }, keyword)
            table.add(keyword: id, item: item)
        case .number, .date: break
        }
    }

    /// How much a word counts in the combined lists, by the raw value of its field; of a team's own field at the end.
    private static let weights: [UInt32] = {
        var weights = [UInt32](repeating: 0, count: 256)
        for field in Field.allCases { weights[Int(field.rawValue)] = UInt32(field.row.weight) }
        weights[255] = UInt32(Field.customTextWeight)
        return weights
    }()

    private static let isStemmed: [Bool] = (0...255).map { Field(rawValue: $0)?.isStemmed ?? true }

    /// Adds the batch, a value's tokens, to the field's own lists; the body has none of its own.
    private func invertOwn(
        _ value: PackedDocument.Value, _ count: UInt32, item: UInt32, language: Language, _ names: [String]
    ) {
        switch value.field {
        case Field.body.rawValue: return
        case .max:
            let place = customPlace(of: names[Int(value.name)])
            let field = customFields[place]
            add(to: field.space, item: item, language: language, from: field.place, weight: 1)
            customFields[place].place += count + Self.positionGap
        case let number:
            let language = Self.isStemmed[Int(number)] ? language : .none
            let space = space(of: number) { .text($0, .stem) }
            add(to: space, item: item, language: language, from: fields[Int(number)].place, weight: 1)
            if fields[Int(number)].place == 0 { usedFields.append(number) }
            fields[Int(number)].place += count + Self.positionGap
        }
    }

    private func guessLanguage() -> Language? {
        var longest = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        for value in values {
            if case .text(let text) = value.content, text.count > longest.count { longest = text }
        }
        return languageGuess.guess(longest)
    }

    // MARK: Spaces

    private func space(_ space: TermSpace) -> UInt32 {
        spaces.append(Space(team: team ?? 0, space: space))
        return UInt32(spaces.count - 1)
    }

    /// The space of a built-in field, made when it is new to the team.
    private func space(of field: UInt8, _ make: (Field) -> TermSpace) -> UInt32 {
        if let known = fields[Int(field)].space { return known }
        guard let named = Field(rawValue: field) else { preconditionFailure("a field is written as it is") }
        let new = space(make(named))
        fields[Int(field)].space = new
        return new
    }

    /// Where a team's own field stands in `customFields`, put there when it is new to the team.
    private func customPlace(of written: String) -> Int {
        if let known = customPlaces[written] { return known }
        let name = Keyword.normalized(written)
        let place = customFields.firstIndex { $0.name == name } ?? customFields.count
        if place == customFields.count {
            customFields.append(CustomField(name: name, space: space(.custom(name, .stem))))
        }
        customPlaces[written] = place
        return place
    }

    // MARK: Terms

    private func add(to space: UInt32, item: UInt32, language: Language, from start: UInt32, weight: UInt32) {
        let salt = SurfaceCache.salt(space: space, language: language)
        let tokens = batch.tokens
        var next = 0
        while true {
            next = tokens.withUnsafeBufferPointer { tokens in
                surfaces.withLookup { surfaces in
                    table.add(tokens, from: next, surfaces, salt: salt, item: item, start: start, weight: weight)
                }
            }
            guard next < tokens.count else { return }
            learn(tokens[next], space, language, salt)
        }
    }

    /// Analyses a surface form met for the first time in a space and language.
    private func learn(_ token: Token, _ space: UInt32, _ language: Language, _ salt: UInt64) {
        let stem = batch.withTerm(of: token) { term in
            let language = token.isStemmable ? language : .none
            return stemmer.stem(term, language: language) { word in
                TermKey.stem(word, language).withUnsafeBufferPointer { table.id(space: space, $0) }
            }
        }
        let form = batch.withTerm(of: token) { table.form($0, of: stem) }
        surfaces.insert(token.hash ^ salt, SurfaceCache.Surface(stem: stem, form: form))
    }
}
