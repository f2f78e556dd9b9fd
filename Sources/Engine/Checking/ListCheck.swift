// Owns: checking one segment's postings lists and the exact forms that refer to them.

import Schema
import Storage

/// Checks lists in the order of the dictionary. A value that grows with the forms of one space at the most.
struct ListCheck {
    private let reader: SegmentReader
    private var items = [UInt32](repeating: 0, count: PostingsFormat.blockSize)
    private var counts = [UInt32](repeating: 0, count: PostingsFormat.blockSize)
    private var positions: [UInt32] = []
    private var forms: [UInt32] = []
    /// By a stem's key, how many items have each of its forms; of the last stem space.
    private var formItems: [[UInt8]: [UInt32]] = [:]
    private var space: [UInt8] = []

    init(_ reader: SegmentReader) { self.reader = reader }

    private func fault(_ expected: String, _ got: String) -> StorageError {
        .corrupt(file: reader.name, offset: 0, expected: expected, got: got)
    }

    mutating func checkList(_ key: [UInt8], _ entry: TermEntry, items range: Range<UInt32>) throws {
        let list = try PostingsList(entry, in: reader.postings)
        var occurrences: OccurrencesReader?
        var tally: [UInt32] = []
        var ordinal = 0
        var last: UInt32?
        for block in 0..<list.blockCount {
            let count = try decode(list, block)
            if entry.hasOccurrences, occurrences == nil {
                let total = counts[..<count].reduce(0) { $0 + Int($1) }
                let opened = try OccurrencesReader(entry, in: reader.occurrences, shortTotal: total)
                tally = [UInt32](repeating: 0, count: opened.formTable.count)
                occurrences = opened
            }
            guard !entry.hasOccurrences || !list.hasTable || list.firstOccurrence(ofBlock: block) == ordinal else {
                throw fault("\(ordinal) occurrences before block \(block)", "\(list.firstOccurrence(ofBlock: block))")
            }
            for index in 0..<count {
                guard range.contains(items[index]), last.map({ $0 < items[index] }) ?? true else {
                    throw fault("ascending items of \(range)", "\(items[index])")
                }
                last = items[index]
                guard let occurrences else { continue }
                try checkPlaces(occurrences, ordinal..<ordinal + Int(counts[index]), &tally)
                ordinal += Int(counts[index])
            }
            guard !list.hasTable || list.lastItem(ofBlock: block) == last else {
                throw fault("the last item of block \(block)", "another")
            }
        }
        guard let occurrences else { return }
        guard occurrences.total == ordinal else { throw fault("\(occurrences.total) occurrences", "\(ordinal)") }
        try note(tally, key, occurrences, entry)
    }

    private mutating func decode(_ list: PostingsList, _ block: Int) throws -> Int {
        try items.withUnsafeMutableBufferPointer { items in
            try counts.withUnsafeMutableBufferPointer { counts in
                guard let items = items.baseAddress, let counts = counts.baseAddress else { return 0 }
                return try list.decode(block: block, items: items, counts: counts)
            }
        }
    }

    /// One posting's positions ascend; its forms are counted.
    private mutating func checkPlaces(
        _ occurrences: OccurrencesReader, _ range: Range<Int>, _ tally: inout [UInt32]
    ) throws {
        if positions.count < range.count {
            positions = [UInt32](repeating: 0, count: range.count * 2)
            forms = positions
        }
        try positions.withUnsafeMutableBufferPointer { positions in
            try forms.withUnsafeMutableBufferPointer { forms in
                guard let positions = positions.baseAddress, let forms = forms.baseAddress else { return }
                try occurrences.read(range, positions: positions, forms: forms)
            }
        }
        for index in range.indices.dropFirst() {
            let place = index - range.lowerBound
            guard positions[place - 1] < positions[place] else {
                throw fault("ascending positions", "\(positions[place]) after \(positions[place - 1])")
            }
        }
        for form in Set(forms[..<range.count]) { tally[Int(form)] += 1 }
    }

    /// Keeps what references are checked against, for the space at hand.
    private mutating func note(
        _ tally: [UInt32], _ key: [UInt8], _ occurrences: OccurrencesReader, _ entry: TermEntry
    ) throws {
        let prefix = TermKey.spacePrefix(of: key)
        if prefix != space {
            try finishSpace()
            space = prefix
        }
        guard !entry.hasOneForm else { return }
        _ = try ExactForms.forms(of: occurrences.formTable, stem: Array(key[prefix.count...]), reader)
        formItems[key] = tally
    }

    /// Each stem that a form refers to is there and has the form in as many items.
    mutating func checkReference(_ key: [UInt8], _ entry: TermEntry) throws {
        let prefix = TermKey.spacePrefix(of: key)
        let form = Array(key[prefix.count...])
        guard !space.isEmpty, space.count == prefix.count else { throw fault("a space of stems before \(key)", "none") }
        for reference in try FormReference.read(entry, form: form, reader.dictionary) {
            let stem = space + reference.stem
            guard let tally = formItems[stem], Int(reference.form) < tally.count else {
                throw fault("the stem \(reference.stem) of form \(form)", "none")
            }
            guard tally[Int(reference.form)] == reference.items else {
                throw fault("\(reference.items) items of form \(form)", "\(tally[Int(reference.form)])")
            }
            formItems[stem]?[Int(reference.form)] = 0
        }
    }

    /// Every form of every stem was referred to.
    mutating func finishSpace() throws {
        if let (stem, _) = formItems.first(where: { $0.value.contains { $0 > 0 } }) {
            throw fault("an exact form for every form of \(stem)", "none")
        }
        formItems.removeAll(keepingCapacity: true)
    }
}
