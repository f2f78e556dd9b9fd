// Owns: the terms of several inverters as one ascending run, cut into pieces for many threads.

import Storage

/// The terms of a segment that is being built.
///
/// The inverters hold ranges of items one after another, so a term's list is theirs joined. Inverters are finished and
/// only read from here on: any thread may.
struct InvertedTerms: @unchecked Sendable {
    /// A term of one inverter, with what it is sorted by.
    private struct Key {
        /// The place of its space in ``spaces``.
        var space: UInt32
        var id: Int32
        /// The first eight bytes as a big-endian number; shorter terms end in zeros and so sort first.
        var head: UInt64
    }

    /// Terms that are encoded together: a range of each inverter's.
    typealias Piece = [Range<Int>]

    private let tables: [TermTable]
    /// In the order of their bytes.
    private let spaces: [Inverter.Space]
    /// For each inverter, its terms in order.
    private var keys: [[Key]]

    /// The inverted items that make a piece, about.
    private static let pieceItems = 200_000

    /// Sorts the terms of inverters, each on a thread of its own. O(n log n).
    ///
    /// - Parameter others: other work that is to be done meanwhile.
    init(_ inverters: [Inverter], threads: Int, meanwhile others: () throws -> Void) throws {
        tables = inverters.map(\.table)
        var places: [[UInt8]: Int] = [:]
        var spaces: [(prefix: [UInt8], space: Inverter.Space)] = []
        for space in inverters.flatMap(\.spaces) {
            let prefix = TermKey.prefix(team: space.team, space.space)
            if places.updateValue(0, forKey: prefix) == nil { spaces.append((prefix, space)) }
        }
        spaces.sort { $0.prefix.lexicographicallyPrecedes($1.prefix) }
        for (place, space) in spaces.enumerated() { places[space.prefix] = place }
        self.spaces = spaces.map(\.space)
        keys = inverters.map { _ in [] }
        let sorted = Sorted(count: inverters.count)
        try Parallel.parts(inverters.count + 1, threads: threads) { _, part in
            guard part > 0 else { return try others() }
            let inverter = inverters[part - 1]
            let order = inverter.spaces.map { UInt32(places[TermKey.prefix(team: $0.team, $0.space)] ?? 0) }
            inverter.table.finish { inverter.spaces[Int($0)].space.isText }
            sorted.keys[part - 1] = Self.sorted(inverter.table, order)
        }
        for (place, inverter) in sorted.keys.indices.enumerated() { keys[place] = sorted.keys[inverter] }
    }

    /// Room for what threads sort, each at a place of its own.
    private final class Sorted: @unchecked Sendable {
        let keys: UnsafeMutableBufferPointer<[Key]>

        init(count: Int) {
            keys = .allocate(capacity: count)
            keys.initialize(repeating: [])
        }

        deinit {
            keys.deinitialize()
            keys.deallocate()
        }
    }

    private static func sorted(_ table: TermTable, _ order: [UInt32]) -> [Key] {
        var keys: [Key] = []
        keys.reserveCapacity(table.terms.count)
        for (id, term) in table.terms.enumerated() where table.lists[id].count > 0 {
            keys.append(Key(space: order[Int(term.space)], id: Int32(id), head: table.withBytes(of: id, head)))
        }
        keys.sort { a, b in
            if a.space != b.space { return a.space < b.space }
            if a.head != b.head { return a.head < b.head }
            return table.withBytes(of: Int(a.id)) { x in
                table.withBytes(of: Int(b.id)) { y in x.lexicographicallyPrecedes(y) }
            }
        }
        return keys
    }

    private static func head(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var result: UInt64 = 0
        for index in 0..<8 { result = result << 8 | (index < bytes.count ? UInt64(bytes[index]) : 0) }
        return result
    }

    /// Which of two terms comes first: below 0 the one of the table `a`.
    private func compare(_ a: Int, _ x: Key, _ b: Int, _ y: Key) -> Int {
        if x.space != y.space { return x.space < y.space ? -1 : 1 }
        if x.head != y.head { return x.head < y.head ? -1 : 1 }
        return tables[a].withBytes(of: Int(x.id)) { first in
            tables[b].withBytes(of: Int(y.id)) { second in
                first.lexicographicallyPrecedes(second) ? -1 : first.elementsEqual(second) ? 0 : 1
            }
        }
    }

    // MARK: Pieces

    /// Pieces of like work, in order. O(terms).
    func pieces() -> [Piece] {
        guard let largest = keys.indices.max(by: { keys[$0].count < keys[$1].count }) else { return [] }
        var pieces: [Piece] = []
        var starts = keys.map { _ in 0 }
        var weight = 0
        for (place, key) in keys[largest].enumerated() {
            if weight >= Self.pieceItems {
                let ends = keys.indices.map { $0 == largest ? place : firstPlace($0, from: starts[$0], largest, key) }
                pieces.append(zip(starts, ends).map { $0..<$1 })
                starts = ends
                weight = 0
            }
            weight += 8 + Int(tables[largest].lists[Int(key.id)].count)
        }
        pieces.append(zip(starts, keys).map { $0..<$1.count })
        return pieces
    }

    /// The first place of a table from `start` on whose term is not before another table's.
    private func firstPlace(_ table: Int, from start: Int, _ other: Int, _ key: Key) -> Int {
        var low = start
        var high = keys[table].count
        while low < high {
            let middle = (low + high) / 2
            if compare(table, keys[table][middle], other, key) < 0 { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Encodes the terms of a piece.
    func encode(_ piece: Piece, with encoder: inout TermEncoder, _ list: inout PostingsBuffer) -> EncodedTerms {
        var next = piece.map(\.lowerBound)
        var space: UInt32?
        var sources: [(table: Int, id: Int)] = []
        while true {
            sources.removeAll(keepingCapacity: true)
            var least: (table: Int, key: Key)?
            for table in piece.indices where next[table] < piece[table].upperBound {
                let key = keys[table][next[table]]
                let order = least.map { compare(table, key, $0.table, $0.key) } ?? -1
                if order < 0 {
                    least = (table, key)
                    sources.removeAll(keepingCapacity: true)
                }
                if order <= 0 { sources.append((table, Int(key.id))) }
            }
            guard let key = least?.key else { return encoder.take() }
            if key.space != space {
                encoder.begin(spaces[Int(key.space)].space, team: spaces[Int(key.space)].team)
                space = key.space
            }
            for source in sources { next[source.table] += 1 }
            append(sources, isText: spaces[Int(key.space)].space.isText, to: &encoder, &list)
        }
    }

    private func append(
        _ sources: [(table: Int, id: Int)], isText: Bool, to encoder: inout TermEncoder, _ list: inout PostingsBuffer
    ) {
        let term = tables[sources[0].table].bytes(of: sources[0].id)
        list.clear()
        list.hasOccurrences = isText
        guard isText else {
            for source in sources {
                tables[source.table].read(source.id, hasForms: false, formNumbers: [], into: &list)
            }
            return encoder.append(term, &list, forms: [])
        }
        if sources.count == 1, tables[sources[0].table].hasOnlyItself(sources[0].id) {
            tables[sources[0].table].read(sources[0].id, hasForms: false, formNumbers: [], into: &list)
            return encoder.append(term, &list, forms: [])
        }
        var forms = tables[sources[0].table].forms(of: sources[0].id)
        var numbers: [[UInt32]] = [[]]
        for source in sources.dropFirst() {
            numbers.append(
                tables[source.table].forms(of: source.id).map { form in
                    if let known = forms.firstIndex(of: form) { return UInt32(known) }
                    forms.append(form)
                    return UInt32(forms.count - 1)
                })
        }
        for (source, numbers) in zip(sources, numbers) {
            tables[source.table].read(source.id, hasForms: forms.count > 1, formNumbers: numbers, into: &list)
        }
        encoder.append(term, &list, forms: forms)
    }
}
