// Owns: the sections of a segment that is being written, whoever writes it: a builder or a merge.

import Schema
import Storage

/// Collects a segment's sections but the stored records, then writes them. Occurrences, the largest, go to the file as
/// they come.
struct SegmentSections {
    private var teams: [TeamRange] = []
    var items = KeyTableEncoder()
    var threadKeys = KeyTableEncoder()
    var boxKeys = KeyTableEncoder()
    var numbers: [NumberColumnField: NumberColumnEncoder] = [:]
    /// The length norm of each item.
    private(set) var norms: [UInt8] = []
    private var dictionary = TermDictionaryEncoder()
    /// The postings section, in pieces, and how long it and the occurrences are.
    private var postings: [[UInt8]] = []
    private var postingsLength: UInt64 = 0
    private var occurrencesLength: UInt64 = 0
    private var columns: [[Int64]]
    /// The space at hand and its exact forms.
    private var space: EncodedTerms.Run?
    private var references = FormReferences()
    private var key: [UInt8] = []
    private var itemCount = 0

    /// What an item has in the columns.
    struct Item {
        var key: KeyHash
        var date: Int64
        /// Ordinals, or -1.
        var thread: Int64
        var box: Int64
        var kind: Int64
        var norm: UInt8
        var version: Int64
        var bodyLength: Int64
        var language: Language

        fileprivate func value(_ column: SegmentColumn) -> Int64 {
            switch column {
            case .date: date
            case .thread: thread
            case .box: box
            case .kind: kind
            case .norm: Int64(norm)
            case .version: version
            case .keyHigh: Int64(bitPattern: key.high)
            case .keyLow: Int64(bitPattern: key.low)
            case .bodyLength: bodyLength
            case .language: Int64(language.rawValue)
            }
        }
    }

    init(itemCount: Int) {
        columns = SegmentColumn.allCases.map { _ in
            var column: [Int64] = []
            column.reserveCapacity(itemCount)
            return column
        }
        norms.reserveCapacity(itemCount)
    }

    /// Adds the next item.
    mutating func append(_ item: Item) {
        for column in SegmentColumn.allCases { columns[Int(column.rawValue)].append(item.value(column)) }
        norms.append(item.norm)
        items.append(item.key, UInt32(itemCount))
        itemCount += 1
    }

    /// Adds a team's items, or more of the last team's.
    mutating func append(_ team: TeamRange) {
        guard let last = teams.last, ExactString.areEqual(last.id, team.id) else { return teams.append(team) }
        teams[teams.count - 1].items = last.items.lowerBound..<team.items.upperBound
        teams[teams.count - 1].lengths += team.lengths
        teams[teams.count - 1].languages.formUnion(team.languages)
        teams[teams.count - 1].customFields.merge(team.customFields) { $0.union($1) }
    }

    // MARK: Terms

    /// Begins the terms, when all items have been added.
    mutating func beginTerms(_ file: inout SectionFileWriter) throws(StorageError) {
        try file.beginSection(SegmentSection.occurrences)
    }

    /// Adds the next terms. O(piece), and O(n log n) of the exact forms of a space that ends before them.
    mutating func append(_ piece: EncodedTerms, to file: inout SectionFileWriter) throws(StorageError) {
        var terms = piece.terms[...]
        var forms = piece.references[...]
        var nameStart = 0
        for run in piece.runs where run.terms > 0 {
            if run.prefix != space?.prefix { endSpace() }
            space = run
            for term in terms.prefix(run.terms) {
                var entry = term.entry
                entry.postingsOffset += postingsLength
                entry.occurrencesOffset += occurrencesLength
                setKey(run.prefix, piece.names[nameStart..<nameStart + term.length])
                nameStart += term.length
                key.withUnsafeBytes { dictionary.append($0, entry) }
            }
            terms = terms.dropFirst(run.terms)
            references.append(forms.prefix(run.references), in: piece.referenceBytes)
            forms = forms.dropFirst(run.references)
        }
        if !piece.postings.isEmpty { postings.append(piece.postings) }
        postingsLength += UInt64(piece.postings.count)
        occurrencesLength += UInt64(piece.occurrences.count)
        try file.append(piece.occurrences)
    }

    private mutating func setKey(_ prefix: [UInt8], _ term: some Collection<UInt8>) {
        key.removeAll(keepingCapacity: true)
        key.append(contentsOf: prefix)
        key.append(contentsOf: term)
    }

    /// Ends a space whose terms have all been added: what its exact forms refer to follows it.
    private mutating func endSpace() {
        guard let space else { return }
        var references = FormReferences()
        swap(&references, &self.references)
        references.forEachForm { form, count, payload in
            setKey(space.exactPrefix, form)
            key.withUnsafeBytes { dictionary.append($0, references: count, payload: payload) }
        }
    }

    /// Ends the terms.
    mutating func endTerms(_ file: inout SectionFileWriter) throws(StorageError) {
        endSpace()
        try file.endSection()
        let (terms, index) = dictionary.finish()
        try file.write(section: SegmentSection.terms, terms)
        try file.write(section: SegmentSection.termIndex, index)
        try file.beginSection(SegmentSection.postings)
        for piece in postings { try file.append(piece) }
        try file.endSection()
        postings = []
    }

    // MARK: Writing

    /// Writes what is left, after the terms. No other call may follow.
    ///
    /// - Parameter threads: that sections may be encoded on.
    func write(tombstones: [Tombstone], threads: Int = 1, to file: inout SectionFileWriter) throws {
        let numberFields = numbers.keys.sorted { Self.order($0).lexicographicallyPrecedes(Self.order($1)) }
        var parts: [(section: UInt16, encode: () -> [UInt8])] = [
            (SegmentSection.info, { SegmentInfo(teams: teams, numberColumns: numberFields).encoded() }),
            (SegmentSection.items, { items.finish() }),
            (SegmentSection.threads, { threadKeys.finish() }),
            (SegmentSection.boxes, { boxKeys.finish() }),
            (SegmentSection.tombstones, { Tombstones.encode(tombstones) }),
            (SegmentSection.threadMembers, { GroupMembers.encode(columns[Int(SegmentColumn.thread.rawValue)]) }),
            (SegmentSection.boxMembers, { GroupMembers.encode(columns[Int(SegmentColumn.box.rawValue)]) }),
        ]
        for column in SegmentColumn.allCases {
            parts.append(
                (
                    SegmentSection.firstColumn + column.rawValue,
                    { IntegerColumnEncoder.encode(columns[Int(column.rawValue)]) }
                ))
        }
        for (place, field) in numberFields.enumerated() {
            parts.append((SegmentSection.firstNumberColumn + UInt16(place), { numbers[field]?.finish() ?? [] }))
        }
        try Parallel.inOrder(parts.count, threads: threads) { _, part in
            (section: parts[part].section, bytes: parts[part].encode())
        } take: { (part: (section: UInt16, bytes: [UInt8])) in
            try file.write(section: part.section, part.bytes)
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
