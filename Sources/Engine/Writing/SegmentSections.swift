// Owns: the sections of a segment that is being written, whoever writes it: a builder or a merge.

import Schema
import Storage

/// Collects a segment's sections but the stored records, then writes them.
struct SegmentSections {
    var teams: [TeamRange] = []
    var postings = PostingsEncoder()
    var dictionary = TermDictionaryEncoder()
    var items = KeyTableEncoder()
    var threads = KeyTableEncoder()
    var boxes = KeyTableEncoder()
    var numbers: [NumberColumnField: NumberColumnEncoder] = [:]
    private var columns: [[Int64]]
    /// The exact forms of the space at hand.
    private var references: [(form: [UInt8], reference: FormReference)] = []
    private var itemCount = 0

    init(itemCount: Int) {
        columns = SegmentColumn.allCases.map { _ in
            var column: [Int64] = []
            column.reserveCapacity(itemCount)
            return column
        }
    }

    /// Adds the next item's columns, all but the key's own words.
    mutating func addItem(_ hash: KeyHash, _ values: [SegmentColumn: Int64]) {
        for column in SegmentColumn.allCases {
            let value: Int64
            switch column {
            case .keyHigh: value = Int64(bitPattern: hash.high)
            case .keyLow: value = Int64(bitPattern: hash.low)
            default: value = values[column] ?? 0
            }
            columns[Int(column.rawValue)].append(value)
        }
        postings.norms.append(UInt8(truncatingIfNeeded: values[.norm] ?? 0))
        items.append(hash, UInt32(itemCount))
        itemCount += 1
    }

    /// Adds all terms of one team's inversion: spaces in the order of their bytes, terms in theirs. O(terms log terms).
    mutating func append(_ inverter: Inverter, team: UInt32) {
        let table = inverter.table
        let prefixes = inverter.spaces.map { TermKey.prefix(team: team, $0) }
        let spaceOrder = inverter.spaces.indices.sorted { prefixes[$0].lexicographicallyPrecedes(prefixes[$1]) }
        var bySpace = [[Int32]](repeating: [], count: prefixes.count)
        for (id, term) in table.terms.enumerated() where term.count > 0 { bySpace[Int(term.space)].append(Int32(id)) }
        let sorter = TermSorter(table)
        var list = PostingsBuffer()
        for space in spaceOrder {
            sorter.sort(&bySpace[space])
            for id in bySpace[space] {
                table.read(Int(id), isText: inverter.spaces[space].isText, into: &list)
                append(
                    table.bytes(of: Int(id)), prefix: prefixes[space], &list,
                    forms: list.hasOccurrences ? table.forms(of: Int(id)) : [])
            }
            endSpace(inverter.spaces[space], team: team)
        }
    }

    /// Adds a term and its list. Terms of a space ascend.
    ///
    /// - Parameter forms: of a list with occurrences, its forms by number.
    mutating func append(_ term: [UInt8], prefix: [UInt8], _ list: inout PostingsBuffer, forms: [[UInt8]]) {
        if list.hasOccurrences {
            let ranked = list.rankForms(forms)
            list.formCount = ranked.count
            if ranked.count > 1 || ranked[0].name != term {
                list.formTable = ExactForms.table(of: ranked.map(\.name), stem: term)
                for (number, form) in ranked.enumerated() {
                    let reference = FormReference(stem: term, form: UInt32(number), items: form.items)
                    references.append((form.name, reference))
                }
            }
        }
        let entry = postings.append(list)
        (prefix + term).withUnsafeBytes { dictionary.append($0, entry) }
    }

    /// Ends a space whose terms have all been added: what its exact forms refer to follows it.
    mutating func endSpace(_ space: TermSpace, team: UInt32) {
        guard !references.isEmpty else { return }
        let prefix = TermKey.prefix(team: team, space.with(.exact))
        references.sort { a, b in
            if a.form != b.form { return a.form.lexicographicallyPrecedes(b.form) }
            return a.reference.stem.lexicographicallyPrecedes(b.reference.stem)
        }
        var start = 0
        while start < references.count {
            let form = references[start].form
            var end = start
            while end < references.count, references[end].form == form { end += 1 }
            let payload = FormReference.payload(references[start..<end].map(\.reference), form: form)
            (prefix + form).withUnsafeBytes { dictionary.append($0, references: end - start, payload: payload) }
            start = end
        }
        references.removeAll(keepingCapacity: true)
    }

    /// Writes everything. No other call may follow.
    mutating func write(tombstones: [Tombstone], to file: inout SectionFileWriter) throws(StorageError) {
        let numberFields = numbers.keys.sorted { Self.order($0).lexicographicallyPrecedes(Self.order($1)) }
        let info = SegmentInfo(teams: teams, numberColumns: numberFields)
        try file.write(section: SegmentSection.info, info.encoded())
        let (terms, index) = dictionary.finish()
        try file.write(section: SegmentSection.terms, terms)
        try file.write(section: SegmentSection.termIndex, index)
        try file.write(section: SegmentSection.postings, postings.postings)
        try file.write(section: SegmentSection.occurrences, postings.occurrences)
        try file.write(section: SegmentSection.items, items.finish())
        try file.write(section: SegmentSection.threads, threads.finish())
        try file.write(section: SegmentSection.boxes, boxes.finish())
        try file.write(section: SegmentSection.tombstones, Tombstones.encode(tombstones))
        try file.write(
            section: SegmentSection.threadMembers,
            GroupMembers.encode(columns[Int(SegmentColumn.thread.rawValue)]))
        try file.write(
            section: SegmentSection.boxMembers, GroupMembers.encode(columns[Int(SegmentColumn.box.rawValue)]))
        for column in SegmentColumn.allCases {
            try file.write(
                section: SegmentSection.firstColumn + column.rawValue,
                IntegerColumnEncoder.encode(columns[Int(column.rawValue)]))
        }
        for (place, field) in numberFields.enumerated() {
            guard let column = numbers[field] else { continue }
            try file.write(section: SegmentSection.firstNumberColumn + UInt16(place), column.finish())
        }
        try file.finish()
    }

    private static func order(_ field: NumberColumnField) -> [UInt8] {
        switch field {
        case .field(let field): [0, field.rawValue]
        case .custom(let name): [1] + name.utf8
        }
    }
}

extension SectionFileWriter {
    /// Writes a section whose bytes are at hand.
    mutating func write(section: UInt16, _ bytes: [UInt8]) throws(StorageError) {
        try beginSection(section)
        try append(bytes)
        try endSection()
    }
}

/// Sorts terms by their bytes: by the first eight as one number, then in full.
struct TermSorter {
    private let table: TermTable

    init(_ table: TermTable) { self.table = table }

    /// O(n log n).
    func sort(_ ids: inout [Int32]) {
        var keyed = ids.map { (head: table.withBytes(of: Int($0), Self.head), id: $0) }
        keyed.sort { a, b in
            if a.head != b.head { return a.head < b.head }
            return table.withBytes(of: Int(a.id)) { x in
                table.withBytes(of: Int(b.id)) { y in x.lexicographicallyPrecedes(y) }
            }
        }
        for (place, entry) in keyed.enumerated() { ids[place] = entry.id }
    }

    /// The first eight bytes as a big-endian number; shorter terms end in zeros and so sort first.
    private static func head(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var result: UInt64 = 0
        for index in 0..<8 { result = result << 8 | (index < bytes.count ? UInt64(bytes[index]) : 0) }
        return result
    }
}
