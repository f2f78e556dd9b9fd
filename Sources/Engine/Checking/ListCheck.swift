// Owns: checking a segment's terms and their lists, a range of dictionary blocks at a time.

import Schema
import Storage

/// Checks the terms of some blocks of a segment's dictionary: keys ascend; every list lies within its team's items,
/// ascends, has as many postings and occurrences as it says and no posting beyond its block's bounds.
///
/// That every exact form refers to stems that have it in as many items, and that lists hold what the records say, shows
/// when all blocks are checked: in the sums of ``Outcome``, which any number of threads may add up in any order.
struct ListCheck {
    /// What some blocks came to.
    struct Outcome {
        var terms = 0
        var postings = 0
        /// By the prefix of a space of stems: the forms that its lists have, less those that exact forms refer to. Zero for
        /// all blocks together.
        var forms: [[UInt8]: FormSum] = [:]
        /// For each item of the sample, a sum over where its words stand.
        var places: [UInt64]

        mutating func add(_ other: Outcome) {
            terms += other.terms
            postings += other.postings
            forms.merge(other.forms) { $0 + $1 }
            for (row, sum) in other.places.enumerated() { places[row] &+= sum }
        }
    }

    /// A sum of 128-bit hashes, in two halves. Sums of equal sets are equal; of others they differ but for one in 2^64.
    struct FormSum: Equatable {
        var high: UInt64 = 0
        var low: UInt64 = 0

        static func + (a: Self, b: Self) -> Self { FormSum(high: a.high &+ b.high, low: a.low &+ b.low) }
        static func - (a: Self, b: Self) -> Self { FormSum(high: a.high &- b.high, low: a.low &- b.low) }
    }

    /// The items whose words are summed up: every 2^`shift`th.
    struct Sample {
        let shift: Int
        let count: Int

        /// No item.
        static let none = Sample(of: 0, most: 0)

        /// - Parameter most: items in the sample at most; about half of it at least, where there are so many.
        init(of items: Int, most: Int) {
            var shift = 0
            while (items + (1 << shift) - 1) >> shift > most { shift += 1 }
            self.shift = shift
            count = (items + (1 << shift) - 1) >> shift
        }

        /// The place in the sample of an item.
        @inline(__always)
        func row(of item: UInt32) -> Int? {
            let row = Int(item) >> shift
            return row << shift == Int(item) && row < count ? row : nil
        }

        func item(ofRow row: Int) -> Int { row << shift }
    }

    private let reader: SegmentReader
    private let sample: Sample
    private var outcome: Outcome

    /// The space of the key at hand, the items of its team, and what was found of it.
    private var space: [UInt8] = []
    private var teamItems: Range<UInt32> = 0..<0
    private var sum = FormSum()

    /// The block at hand.
    private var items = [UInt32](repeating: 0, count: PostingsFormat.blockSize)
    private var counts = [UInt32](repeating: 0, count: PostingsFormat.blockSize)
    private let distances = PositionBuffer()
    private let kinds = PositionBuffer()
    /// By form, in how many items of the list it is, and the last of its postings that had it.
    private var formItems: [UInt32] = []
    private var lastPosting: [Int] = []
    /// What a hash is made of.
    private var bytes = ByteWriter()

    private init(_ reader: SegmentReader, _ sample: Sample) {
        self.reader = reader
        self.sample = sample
        outcome = Outcome(places: [UInt64](repeating: 0, count: sample.count))
    }

    /// Checks blocks of a segment's dictionary. O(their lists).
    static func check(blocks: Range<Int>, of reader: SegmentReader, _ sample: Sample) throws -> Outcome {
        var check = ListCheck(reader, sample)
        try check.check(blocks)
        return check.outcome
    }

    private func fault(_ expected: String, _ got: String) -> StorageError {
        .corrupt(file: reader.name, offset: 0, expected: expected, got: got)
    }

    // MARK: Terms

    private mutating func check(_ blocks: Range<Int>) throws {
        var previous: [UInt8] = []
        for block in blocks {
            var cursor = reader.dictionary.cursor(block: block)
            var isFirst = true
            while try cursor.next() {
                guard previous.isEmpty || previous.lexicographicallyPrecedes(cursor.key) else {
                    throw fault("terms in order", "\(cursor.key) after \(previous)")
                }
                previous.removeAll(keepingCapacity: true)
                previous.append(contentsOf: cursor.key)
                if isFirst { try checkFirst(cursor.key, of: block) }
                isFirst = false
                outcome.terms += 1
                try check(cursor.key, cursor.entry)
            }
            if block + 1 < reader.dictionary.blockCount {
                let next = try reader.dictionary.firstKey(of: block + 1)
                guard previous.withUnsafeBytes({ $0.lexicographicallyPrecedes(next) }) else {
                    throw fault("terms of block \(block) before those of the next", "\(previous)")
                }
            }
        }
        leaveSpace()
    }

    private func checkFirst(_ key: [UInt8], of block: Int) throws {
        guard try key.withUnsafeBytes({ $0.elementsEqual(try reader.dictionary.firstKey(of: block)) }) else {
            throw fault("the first key of block \(block) in the index", "\(key)")
        }
    }

    private mutating func check(_ key: [UInt8], _ entry: TermEntry) throws {
        if space.isEmpty || !key.starts(with: space) {
            leaveSpace()
            space = TermKey.spacePrefix(of: key)
            teamItems = try items(ofTeamIn: key)
        }
        guard !entry.isReference else { return try checkReferences(key, entry) }
        outcome.postings += Int(entry.count)
        try checkList(key, entry)
    }

    private func items(ofTeamIn key: [UInt8]) throws -> Range<UInt32> {
        guard key.count > 4 else { throw fault("a term with a team", "\(key)") }
        let ordinal = key.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard ordinal < reader.info.teams.count else { throw fault("a team below its count", "\(ordinal)") }
        return reader.info.teams[ordinal].items
    }

    // MARK: Forms

    /// Adds what was found of a space; stems and exact forms under the prefix of the stems.
    private mutating func leaveSpace() {
        guard sum != FormSum() else { return }
        let stems = TermKey.stemPrefix(ofExact: space)
        outcome.forms[stems ?? space, default: FormSum()] = outcome.forms[stems ?? space, default: FormSum()] + sum
        sum = FormSum()
    }

    /// That a stem's list has a form in so many items, as a hash.
    private mutating func hash(
        stem: some Collection<UInt8>, form: some Collection<UInt8>, number: UInt32, items: UInt32
    ) -> FormSum {
        bytes.removeAll()
        for number in [UInt32(stem.count), number, items] { bytes.append(number) }
        bytes.append(bytes: stem)
        bytes.append(bytes: form)
        let hash = bytes.bytes.withUnsafeBytes { KeyHash(of: $0) }
        return FormSum(high: hash.high, low: hash.low)
    }

    private mutating func checkReferences(_ key: [UInt8], _ entry: TermEntry) throws {
        guard TermKey.stemPrefix(ofExact: space) != nil else { throw fault("an exact form that refers", "\(key)") }
        let form = Array(key[space.count...])
        for reference in try FormReference.read(entry, form: form, reader.dictionary) {
            sum = sum - hash(stem: reference.stem, form: form, number: reference.form, items: reference.items)
        }
    }

    private mutating func addForms(_ key: [UInt8], _ words: [[UInt8]]) {
        for (number, word) in words.enumerated() {
            sum = sum + hash(stem: key[space.count...], form: word, number: UInt32(number), items: formItems[number])
        }
    }

    // MARK: Lists

    private mutating func checkList(_ key: [UInt8], _ entry: TermEntry) throws {
        let list = try PostingsList(entry, in: reader.postings)
        var occurrences: OccurrencesReader?
        var words: [[UInt8]] = []
        var posting = 0
        var ordinal = 0
        var least = Int(teamItems.lowerBound)
        for block in 0..<list.blockCount {
            let count = try decode(list, block)
            if entry.hasOccurrences, occurrences == nil {
                let total = counts[..<count].reduce(0) { $0 + Int($1) }
                let opened = try OccurrencesReader(entry, in: reader.occurrences, shortTotal: total)
                if !entry.hasOneForm { words = try forms(of: opened, key) }
                occurrences = opened
            }
            guard !entry.hasOccurrences || !list.hasTable || list.firstOccurrence(ofBlock: block) == ordinal else {
                throw fault("\(ordinal) occurrences before block \(block)", "\(list.firstOccurrence(ofBlock: block))")
            }
            for item in items[..<count] {
                guard Int(item) >= least, item < teamItems.upperBound else {
                    throw fault("an item of \(least)..<\(teamItems.upperBound) with the term \(key)", "\(item)")
                }
                least = Int(item) + 1
            }
            if let occurrences {
                try checkPlaces(key, occurrences, words, count, from: posting, &ordinal)
            } else {
                for item in items[..<count] { if let row = sample.row(of: item) { addPlace(row, key, form: [], 0) } }
            }
            posting += count
            if list.hasTable { try checkBounds(list, block) }
        }
        guard let occurrences else { return }
        guard occurrences.total == ordinal else { throw fault("\(occurrences.total) occurrences", "\(ordinal)") }
        addForms(key, words)
    }

    private mutating func decode(_ list: PostingsList, _ block: Int) throws -> Int {
        try items.withUnsafeMutableBufferPointer { items in
            try counts.withUnsafeMutableBufferPointer { counts in
                guard let items = items.baseAddress, let counts = counts.baseAddress else { return 0 }
                return try list.decode(block: block, items: items, counts: counts)
            }
        }
    }

    /// The block's last item is the table's, and no posting is beyond its impact. Leaves frequencies in `counts`.
    private mutating func checkBounds(_ list: PostingsList, _ block: Int) throws {
        let count = try items.withUnsafeMutableBufferPointer { items in
            try counts.withUnsafeMutableBufferPointer { counts in
                guard let items = items.baseAddress, let counts = counts.baseAddress else { return 0 }
                return try list.decode(block: block, items: items, frequencies: counts)
            }
        }
        guard count > 0, list.lastItem(ofBlock: block) == items[count - 1] else {
            throw fault("the last item of block \(block)", "another")
        }
        guard list.hasOccurrences else { return }
        let impact = list.impact(ofBlock: block)
        for index in 0..<count {
            let frequency = UInt8(min(counts[index], 255))
            let norm = reader.norm(Int(items[index]))
            guard
                frequency <= impact.frequency1 && norm >= impact.norm1
                    || frequency <= impact.frequency2 && norm >= impact.norm2
            else { throw fault("item \(items[index]) within the bounds of block \(block)", "\(frequency), \(norm)") }
        }
    }

    /// The words of a list's forms, with room to count them.
    private mutating func forms(of occurrences: OccurrencesReader, _ key: [UInt8]) throws -> [[UInt8]] {
        let words = try ExactForms.forms(of: occurrences.formTable, stem: Array(key[space.count...]), reader)
        guard words.count == occurrences.formTable.count else {
            throw fault("\(occurrences.formTable.count) forms of \(key)", "\(words.count)")
        }
        if formItems.count < words.count {
            formItems = [UInt32](repeating: 0, count: words.count)
            lastPosting = [Int](repeating: 0, count: words.count)
        }
        for number in words.indices { (formItems[number], lastPosting[number]) = (0, -1) }
        return words
    }

    /// The occurrences of a block's postings: positions ascend; forms are counted.
    ///
    /// - Parameters:
    ///   - words: what the forms are; none where there is but one.
    ///   - posting: how many postings are before the block.
    ///   - ordinal: how many occurrences are before the block, and then behind it.
    private mutating func checkPlaces(
        _ key: [UInt8], _ occurrences: OccurrencesReader, _ words: [[UInt8]], _ count: Int, from posting: Int,
        _ ordinal: inout Int
    ) throws {
        let many = counts[..<count].reduce(0) { $0 + Int($1) }
        guard many <= occurrences.total - ordinal else {
            throw fault("\(occurrences.total) occurrences of \(key)", "more")
        }
        let (distances, kinds) = (distances.room(for: many), kinds.room(for: many))
        try occurrences.readDistances(ordinal..<ordinal + many, into: distances, forms: kinds)
        var first = 0
        for index in 0..<count {
            let end = first + Int(counts[index])
            var position: UInt64 = 0
            for place in first..<end { position += UInt64(distances[place]) + 1 }
            guard first < end, position <= 1 << 32 else {
                throw fault("positions of 32 bits in item \(items[index])", "\(end - first) up to \(position)")
            }
            if !words.isEmpty {
                for place in first..<end where lastPosting[Int(kinds[place])] != posting + index {
                    lastPosting[Int(kinds[place])] = posting + index
                    formItems[Int(kinds[place])] += 1
                }
            }
            if let row = sample.row(of: items[index]) {
                var position = UInt32.max
                for place in first..<end {
                    position &+= distances[place] &+ 1
                    let form = words.isEmpty ? TermKey.word(ofStem: key[space.count...]) : words[Int(kinds[place])][...]
                    addPlace(row, key, form: form, position)
                }
            }
            first = end
        }
        ordinal += many
    }

    /// Adds that a term of an item stands in a place. The key is taken without the number of its team, which segments differ
    /// in.
    private mutating func addPlace(_ row: Int, _ key: [UInt8], form: ArraySlice<UInt8>, _ position: UInt32) {
        bytes.removeAll()
        bytes.append(position)
        bytes.append(UInt32(key.count))
        bytes.append(bytes: key[4...])
        bytes.append(bytes: form)
        outcome.places[row] &+= bytes.bytes.withUnsafeBytes { KeyHash(of: $0) }.low
    }
}
