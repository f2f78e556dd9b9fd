// Owns: one team's documents to terms, postings and positions in memory.

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

    /// Empty positions between two values, so that no phrase or AROUND reaches from one into the next.
    static let positionGap: UInt32 = 128

    private(set) var spaces: [TermSpace] = []
    private var spaceIDs: [TermSpace: UInt16] = [:]
    let table = TermTable()
    private let tokenizer = TextTokenizer()
    private let stemmer = Stemmer()
    private let languageGuess = LanguageGuess()
    private var surfaces = SurfaceCache()
    private var batch = TokenBatch()
    private let defaultLanguage: Language

    init(defaultLanguage: Language) {
        self.defaultLanguage = defaultLanguage
    }

    /// Bytes held: what a memory budget counts.
    var memory: Int { table.memory + surfaces.memory }

    /// Forgets all terms, to begin another team or segment.
    func reset() {
        table.reset()
        surfaces.reset()
        spaces.removeAll(keepingCapacity: true)
        spaceIDs.removeAll(keepingCapacity: true)
    }

    /// Adds a document as an item; items must ascend. O(text).
    ///
    /// The body comes first in the combined positions, so a position below the body's length is in the body: that is how
    /// conditions on the body are told apart without lists of its own (see ``BodyNode``).
    func invert(_ document: Document, item: UInt32) -> Summary {
        var summary = Summary(norm: 0, language: document.language ?? guessLanguage(of: document) ?? defaultLanguage)
        var places = Places()
        let body = FieldReference.field(.body)
        for value in document.values where value.field == body {
            invert(value, item: item, language: summary.language, &places)
        }
        summary.bodyLength = places.combined
        for value in document.values where value.field != body {
            invert(value, item: item, language: summary.language, &places)
        }
        summary.norm = LengthNorm.encode(places.length)
        return summary
    }

    /// Where the next value of a document begins.
    private struct Places {
        /// In the combined positions.
        var combined: UInt32 = 0
        /// In each field's own positions.
        var fields: [FieldReference: UInt32] = [:]
        /// Weighted tokens so far.
        var length: UInt32 = 0
    }

    private func invert(_ value: Document.Value, item: UInt32, language: Language, _ places: inout Places) {
        switch value.value {
        case .text(let text):
            tokenizer.tokenize(text, into: &batch)
            guard let last = batch.tokens.last else { return }
            let count = last.position + 1
            invertBatch(of: value.field, item: item, language: language, places)
            places.fields[value.field, default: 0] += count + Self.positionGap
            let weight = Self.weight(of: value.field)
            guard weight > 0 else { return }
            places.combined += count + Self.positionGap
            places.length &+= count &* weight
        case .keyword(let keyword):
            if case .field(let field) = value.field { invert(keyword: keyword, of: field, item: item) }
        case .number, .date: break
        }
    }

    private static func weight(of field: FieldReference) -> UInt32 {
        switch field {
        case .field(let field): UInt32(field.row.weight)
        case .custom: UInt32(Field.customTextWeight)
        }
    }

    private func guessLanguage(of document: Document) -> Language? {
        var longest = ""
        for value in document.values {
            if case .text(let text) = value.value, text.utf8.count > longest.utf8.count { longest = text }
        }
        return languageGuess.guess(longest)
    }

    private func space(_ space: TermSpace) -> UInt16 {
        if let id = spaceIDs[space] { return id }
        let id = UInt16(spaces.count)
        spaces.append(space)
        spaceIDs[space] = id
        return id
    }

    /// Adds the batch, a value's tokens, to the combined lists and to the field's own; the body has none of its own.
    private func invertBatch(of field: FieldReference, item: UInt32, language: Language, _ places: Places) {
        let weight = Self.weight(of: field)
        if weight > 0 {
            add(
                to: space(.combined(.stem)), item: item, language: language, from: places.combined, weight: weight)
        }
        let name: TermSpace
        var fieldLanguage = language
        switch field {
        case .field(.body): return
        case .field(let field):
            name = .text(field, .stem)
            if !field.isStemmed { fieldLanguage = .none }
        case .custom(let custom): name = .custom(Keyword.normalized(custom), .stem)
        }
        add(
            to: space(name), item: item, language: fieldLanguage, from: places.fields[field] ?? 0, weight: 1)
    }

    private func add(to space: UInt16, item: UInt32, language: Language, from start: UInt32, weight: UInt32) {
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
    private func learn(_ token: Token, _ space: UInt16, _ language: Language, _ salt: UInt64) {
        let stem = batch.withTerm(of: token) { term in
            stemmer.stem(term, language: token.isStemmable ? language : .none) { table.id(space: space, $0) }
        }
        let form = batch.withTerm(of: token) { table.form($0, of: stem) }
        surfaces.insert(token.hash ^ salt, SurfaceCache.Surface(stem: stem, form: form))
    }

    private func invert(keyword: String, of field: Field, item: UInt32) {
        var keyword = keyword
        let space = space(.keyword(field))
        let id = keyword.withUTF8 { table.id(space: space, $0) }
        table.add(keyword: id, item: item)
    }
}

/// From a surface form's hash to its stem and its number among the stem's forms, so that folding and stemming are paid once a distinct form.
///
/// Open addressing over 64-bit hashes, which are taken for the form itself: among a million distinct forms of a segment
/// two meet with a probability of 3·10⁻⁸.
struct SurfaceCache {
    struct Surface {
        var stem: Int32
        var form: UInt32
    }

    private var hashes = [UInt64](repeating: 0, count: 1 << 14)
    private var surfaces = [Surface](repeating: Surface(stem: 0, form: 0), count: 1 << 14)
    private var count = 0

    var memory: Int { hashes.count * 16 }

    static func salt(space: UInt16, language: Language) -> UInt64 {
        (UInt64(space) << 8 | UInt64(language.rawValue) | 1 << 40) &* 0x9E37_79B9_7F4A_7C15
    }

    mutating func reset() {
        for index in hashes.indices { hashes[index] = 0 }
        count = 0
    }

    /// The table's memory, to look many forms up.
    ///
    /// Lifetime: of the call that lends it.
    struct Lookup {
        fileprivate let hashes: UnsafePointer<UInt64>
        fileprivate let surfaces: UnsafePointer<Surface>
        fileprivate let mask: Int

        @inline(__always)
        func find(_ hash: UInt64) -> Surface? {
            let key = hash | 1
            var slot = Int(truncatingIfNeeded: hash >> 20) & mask
            while true {
                let found = hashes[slot]
                if found == key { return surfaces[slot] }
                if found == 0 { return nil }
                slot = (slot + 1) & mask
            }
        }
    }

    func withLookup<R>(_ body: (Lookup) -> R) -> R {
        hashes.withUnsafeBufferPointer { hashes in
            surfaces.withUnsafeBufferPointer { surfaces in
                guard let first = hashes.baseAddress, let surface = surfaces.baseAddress else {
                    preconditionFailure("a table is never empty")
                }
                return body(Lookup(hashes: first, surfaces: surface, mask: hashes.count - 1))
            }
        }
    }

    mutating func insert(_ hash: UInt64, _ surface: Surface) {
        if count * 2 >= hashes.count { grow() }
        place(hash | 1, hash, surface)
        count += 1
    }

    private mutating func place(_ key: UInt64, _ hash: UInt64, _ surface: Surface) {
        let mask = hashes.count - 1
        var slot = Int(truncatingIfNeeded: hash >> 20) & mask
        while hashes[slot] != 0 { slot = (slot + 1) & mask }
        hashes[slot] = key
        surfaces[slot] = surface
    }

    private mutating func grow() {
        let (oldHashes, oldSurfaces) = (hashes, surfaces)
        hashes = [UInt64](repeating: 0, count: oldHashes.count * 2)
        surfaces = [Surface](repeating: Surface(stem: 0, form: 0), count: oldHashes.count * 2)
        for (hash, surface) in zip(oldHashes, oldSurfaces) where hash != 0 { place(hash, hash, surface) }
    }
}
