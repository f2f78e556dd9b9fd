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
        for (id, term) in table.terms.enumerated() { bySpace[Int(term.space)].append(Int32(id)) }
        var stemEntries: [Int32: TermEntry] = [:]
        var list = TermTable.List()
        for space in spaceOrder {
            var sorter = TermSorter(table)
            sorter.sort(&bySpace[space])
            for id in bySpace[space] {
                guard let entry = append(id, of: inverter.spaces[space], table, &list, &stemEntries) else { continue }
                append(entry, key: prefixes[space], term: Int(id), table)
            }
        }
    }

    private mutating func append(
        _ id: Int32, of space: TermSpace, _ table: TermTable, _ list: inout TermTable.List,
        _ stemEntries: inout [Int32: TermEntry]
    ) -> TermEntry? {
        let term = table.terms[Int(id)]
        if term.sharedWith >= 0 {
            // One exact form, one stem, one list: an entry of its own only if the words differ.
            guard !table.haveEqualBytes(id, term.sharedWith) else { return nil }
            return stemEntries[term.sharedWith]
        }
        var isText = true
        if case .keyword = space { isText = false }
        table.read(Int(id), isText: isText, into: &list)
        guard !list.items.isEmpty else { return nil }
        var entry = list.items.withUnsafeBufferPointer { items in
            list.frequencies.withUnsafeBufferPointer { frequencies in
                list.positions.withUnsafeBytes { bytes in
                    list.starts.withUnsafeBufferPointer { starts in
                        postings.append(
                            PostingsInput(
                                items: items, frequencies: isText ? frequencies : nil,
                                positions: isText ? (bytes, starts) : nil))
                    }
                }
            }
        }
        if term.exact >= 0 {
            stemEntries[id] = entry
            entry.isUnanimous = table.haveEqualBytes(id, term.exact)
        }
        return entry
    }

    private mutating func append(_ entry: TermEntry, key prefix: [UInt8], term: Int, _ table: TermTable) {
        table.withBytes(of: term) { bytes in
            withUnsafeTemporaryAllocation(byteCount: prefix.count + bytes.count, alignment: 1) { key in
                key.copyBytes(from: prefix)
                UnsafeMutableRawBufferPointer(rebasing: key[prefix.count...]).copyMemory(from: bytes)
                dictionary.append(UnsafeRawBufferPointer(key), entry)
            }
        }
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
        try file.write(section: SegmentSection.positions, postings.positions)
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
    mutating func sort(_ ids: inout [Int32]) {
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
