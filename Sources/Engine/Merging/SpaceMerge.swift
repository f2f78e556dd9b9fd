// Owns: one space's terms of several segments as one ascending run of lists under new item numbers.

import Glibc
import Schema
import Storage

/// Walks a space of one team over several segments, a term at a time.
struct SpaceMerge {
    /// One segment's terms of the space.
    private struct Source {
        let view: Int
        let segment: SegmentReader
        let prefix: [UInt8]
        var cursor: TermCursor

        var term: ArraySlice<UInt8> { cursor.key[prefix.count...] }

        /// Which term comes first: below 0 this one's, 0: they are the same.
        func compare(_ other: Source) -> Int {
            cursor.key.withUnsafeBytes { a in
                other.cursor.key.withUnsafeBytes { b in
                    let (a, b) = (a.dropFirst(prefix.count), b.dropFirst(other.prefix.count))
                    return UnsafeRawBufferPointer(rebasing: a).compare(UnsafeRawBufferPointer(rebasing: b))
                }
            }
        }

        /// Goes to the next term; false at the end.
        mutating func next() throws -> Bool { try cursor.next() && cursor.key.starts(with: prefix) }
    }

    private let numbers: [[UInt32]]
    private let isText: Bool
    private var sources: [Source] = []
    /// The list at hand; empty when all its items are gone.
    var list = PostingsBuffer()
    /// Its forms, by number.
    private(set) var forms: [[UInt8]] = []
    private var formNumbers: [[UInt8]: UInt32] = [:]
    private var block = MergeBlock()
    private var isAscending = true

    /// - Parameter numbers: for each view, the new number of each item; `UInt32.max`: gone.
    init(_ views: [SegmentView], _ numbers: [[UInt32]], team: String, _ space: TermSpace) throws {
        self.numbers = numbers
        isText = space.isText
        for (index, view) in views.enumerated() {
            guard let ordinal = view.reader.info.ordinal(ofTeam: team) else { continue }
            let prefix = TermKey.prefix(team: ordinal, space)
            let cursor = try view.reader.dictionary.cursor(from: prefix)
            var source = Source(view: index, segment: view.reader, prefix: prefix, cursor: cursor)
            if try source.next() { sources.append(source) }
        }
    }

    /// Goes to the next term and merges its lists; `nil` at the end. O(sources + postings + occurrences).
    mutating func next() throws -> [UInt8]? {
        guard var least = sources.indices.first else { return nil }
        // Those whose term is the least, the last of them first.
        var chosen = [least]
        for index in sources.indices.dropFirst() {
            let order = sources[index].compare(sources[least])
            if order < 0 {
                least = index
                chosen = [index]
            } else if order == 0 {
                chosen.insert(index, at: 0)
            }
        }
        let term = Array(sources[least].term)
        list.clear()
        list.hasOccurrences = isText
        forms.removeAll(keepingCapacity: true)
        if !formNumbers.isEmpty { formNumbers.removeAll(keepingCapacity: true) }
        isAscending = true
        for index in chosen {
            try add(sources[index], term)
            if try !sources[index].next() { sources.remove(at: index) }
        }
        if !isAscending { list.sortItems() }
        list.formCount = max(1, forms.count)
        return term
    }

    private mutating func add(_ source: Source, _ term: [UInt8]) throws {
        let entry = source.cursor.entry
        let postings = try PostingsList(entry, in: source.segment.postings)
        guard isText else { return try addItems(of: postings, source, entry) }
        let occurrences = try OccurrencesReader(
            entry, in: source.segment.occurrences, shortTotal: try block.total(of: postings))
        let formMap = try ExactForms.forms(of: occurrences.formTable, stem: term, source.segment).map {
            number(ofForm: $0)
        }
        var ordinal = 0
        for place in 0..<postings.blockCount {
            let count = try block.decode(postings, place)
            // Runs of items that are live, their occurrences read together.
            var runStart = ordinal
            var firstOfRun = list.counts.count
            for index in 0..<count {
                let item = try newNumber(block.items[index], source, entry)
                let size = Int(block.counts[index])
                if item == .max {
                    try append(occurrences, runStart..<ordinal, firstOfRun, formMap)
                    runStart = ordinal + size
                    firstOfRun = list.counts.count
                } else {
                    append(item: item)
                    list.counts.append(block.counts[index])
                    list.extras.append(block.frequencies[index] &- block.counts[index])
                }
                ordinal += size
            }
            try append(occurrences, runStart..<ordinal, firstOfRun, formMap)
        }
    }

    private mutating func addItems(of postings: PostingsList, _ source: Source, _ entry: TermEntry) throws {
        for place in 0..<postings.blockCount {
            let count = try block.decode(postings, place)
            for index in 0..<count {
                let item = try newNumber(block.items[index], source, entry)
                if item != .max { append(item: item) }
            }
        }
    }

    private mutating func append(item: UInt32) {
        if let last = list.items.last, last >= item { isAscending = false }
        list.items.append(item)
    }

    private func newNumber(_ item: UInt32, _ source: Source, _ entry: TermEntry) throws -> UInt32 {
        let numbers = numbers[source.view]
        guard Int(item) < numbers.count else {
            throw source.segment.postings.corrupt(
                at: entry.postingsOffset, expected: "items below \(numbers.count)", got: "\(item)")
        }
        return numbers[Int(item)]
    }

    private mutating func number(ofForm form: [UInt8]) -> UInt32 {
        if let known = formNumbers[form] { return known }
        let number = UInt32(forms.count)
        formNumbers[form] = number
        forms.append(form)
        return number
    }

    /// Appends the occurrences of the items from the place `first` on.
    private mutating func append(
        _ occurrences: OccurrencesReader, _ range: Range<Int>, _ first: Int, _ formMap: [UInt32]
    ) throws {
        guard !range.isEmpty else { return }
        let isRenumbered = formMap.count > 1 || formMap.first != 0
        let start = list.positions.count
        let zeros = repeatElement(UInt32(0), count: range.count)
        list.positions.append(contentsOf: zeros)
        list.forms.append(contentsOf: zeros)
        try list.positions.withUnsafeMutableBufferPointer { positions in
            try list.forms.withUnsafeMutableBufferPointer { forms in
                guard let positions = positions.baseAddress, let forms = forms.baseAddress else { return }
                try occurrences.read(range, positions: positions + start, forms: forms + start)
                Self.divide(positions + start, list.counts[first...])
                guard isRenumbered else { return }
                for index in start..<start + range.count { forms[index] = formMap[Int(forms[index])] }
            }
        }
    }

    /// Makes the positions of several items, read as if they were one's, those of each.
    private static func divide(_ positions: UnsafeMutablePointer<UInt32>, _ counts: ArraySlice<UInt32>) {
        var base: UInt32 = 0
        var next = 0
        for count in counts {
            let end = next + Int(count)
            let following = positions[end - 1] &+ 1
            for index in next..<end { positions[index] &-= base }
            base = following
            next = end
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Which comes first in the order of bytes: below 0 this one, 0: they are the same.
    fileprivate func compare(_ other: UnsafeRawBufferPointer) -> Int {
        let shared = Swift.min(count, other.count)
        if shared > 0, let a = baseAddress, let b = other.baseAddress {
            let order = memcmp(a, b, shared)
            if order != 0 { return Int(order) }
        }
        return count - other.count
    }
}

/// Room for one decoded block.
private struct MergeBlock {
    var items = [UInt32](repeating: 0, count: PostingsFormat.blockSize)
    var counts = [UInt32](repeating: 0, count: PostingsFormat.blockSize)
    var frequencies = [UInt32](repeating: 0, count: PostingsFormat.blockSize)

    /// Decodes a block. Returns how many postings it has.
    mutating func decode(_ list: PostingsList, _ block: Int) throws -> Int {
        try items.withUnsafeMutableBufferPointer { items in
            try counts.withUnsafeMutableBufferPointer { counts in
                try frequencies.withUnsafeMutableBufferPointer { frequencies in
                    guard let items = items.baseAddress, let counts = counts.baseAddress,
                        let frequencies = frequencies.baseAddress
                    else { return 0 }
                    if list.hasOccurrences {
                        _ = try list.decode(block: block, items: items, frequencies: frequencies)
                    }
                    return try list.decode(block: block, items: items, counts: counts)
                }
            }
        }
    }

    /// The sum of the first block's counts: all there are in a list without a table.
    mutating func total(of list: PostingsList) throws -> Int {
        let count = try decode(list, 0)
        return counts[..<count].reduce(0) { $0 + Int($1) }
    }
}

extension PostingsBuffer {
    /// Puts the items in ascending order, with all that belongs to them. O(n log n + occurrences).
    fileprivate mutating func sortItems() {
        let order = items.indices.sorted { items[$0] < items[$1] }
        guard hasOccurrences else {
            items = order.map { items[$0] }
            return
        }
        var starts: [Int] = []
        starts.reserveCapacity(counts.count)
        var next = 0
        for count in counts {
            starts.append(next)
            next += Int(count)
        }
        var sorted = PostingsBuffer()
        sorted.hasOccurrences = true
        sorted.positions.reserveCapacity(positions.count)
        sorted.forms.reserveCapacity(forms.count)
        for index in order {
            sorted.items.append(items[index])
            sorted.counts.append(counts[index])
            sorted.extras.append(extras[index])
            let range = starts[index]..<starts[index] + Int(counts[index])
            sorted.positions.append(contentsOf: positions[range])
            sorted.forms.append(contentsOf: forms[range])
        }
        self = sorted
    }
}
