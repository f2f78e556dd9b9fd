// Owns: how words stand in one item: sequences, words near each other, alternatives, evaluated over positions.

import Storage

/// Where a pattern stands in an item: its first and its last word's position.
struct Span: Comparable {
    var start: UInt32
    var end: UInt32

    static func < (a: Span, b: Span) -> Bool { (a.start, a.end) < (b.start, b.end) }
}

/// What a leaf must score to matter.
struct ScoreFloor {
    var scorer: LeafScorer
    var least: Float
}

/// A ``PlacePattern`` over one segment, in two phases: lists say which items have the words, positions whether they
/// stand as asked. Not thread-safe.
class PlacesNode {
    /// The most spans of one node in one item, in the order of their places; more are not looked at.
    static let maximumSpans = 4_096

    /// Where the pattern stands in the item of the last ``find(in:end:)``: ascending, each once.
    fileprivate(set) var spans: [Span] = []

    /// Sets the items of a window that have the words it needs; those that must score below `floor` may be left out.
    func fill(_ window: Window, _ scratch: ScanScratch, _ floor: ScoreFloor?, into bits: WindowBits) throws {
        preconditionFailure("every node fills")
    }

    /// An upper bound on the scores in a window, where a leaf scores the pattern by how often it stands.
    func bound(_ window: Window, _ scorer: LeafScorer) throws -> Float { preconditionFailure("every node has a bound") }

    /// Takes away the items in which it cannot stand often enough to score as much as a floor: without a look at positions.
    ///
    /// - Parameter bits: items that have the words.
    func prune(_ window: Window, _ scratch: ScanScratch, _ floor: ScoreFloor, _ bits: WindowBits) throws {
        preconditionFailure("every node prunes")
    }

    /// Whether an item has the words it needs.
    func hasWords(_ item: UInt32) throws -> Bool { preconditionFailure("every node knows its words") }

    /// A bound below the least item from `item` on that has the words; `UInt32.max` when there is none.
    func candidate(from item: UInt32) throws -> UInt32 { preconditionFailure("every node knows its words") }

    /// About how many items have the words.
    var cost: UInt64 { preconditionFailure("every node has a cost") }

    /// Finds the pattern in an item, before position `end` only.
    func find(in item: UInt32, end: UInt32) throws { preconditionFailure("every node finds") }

    /// How often the pattern stands in the item of the last `find`.
    var count: Int { spans.count }
}

/// Words at fixed distances.
final class SequenceNode: PlacesNode {
    private struct Word {
        /// The longest list first.
        let cursors: [PostingsCursor]
        let lists: ListGroup
        /// Whether an item is in one list at most.
        let areDisjoint: Bool
        let offset: UInt32

        init(_ word: WordLists, offset: UInt32, _ scratch: ScanScratch) throws {
            cursors = try word.lists.map {
                try scratch.budget.pace($0.entry.count > 1 ? SearchBudget.diskStep : 4)
                return try PostingsCursor($0, in: scratch.segment, isReread: true)
            }.sorted {
                $0.list.count > $1.list.count
            }
            lists = ListGroup(cursors)
            areDisjoint = word.areDisjoint
            self.offset = offset
        }

        var cost: UInt64 { cursors.reduce(0) { $0 + UInt64($1.list.count) } }

        func candidate(from item: UInt32) throws -> UInt32 {
            var next = UInt32.max
            for cursor in cursors { next = min(next, try cursor.candidate(from: item)) }
            return next
        }
    }

    /// A list of a word: what is read of every item, without counting references.
    private struct WordList {
        let cursor: Unmanaged<PostingsCursor>
        let word: Int
        let offset: UInt32
        /// Whether an item that has it is in no other list of the word.
        let isAlone: Bool
    }

    private let words: [Word]
    /// Their places, those with the fewest postings first.
    private let byCost: [Int]
    /// The lists of all words, word by word. Lifetime: `words` holds the cursors.
    private let lists: [WordList]
    private let length: UInt32
    /// Whether it is worth a look at the positions of all forms first: of most items they tell that there is no place.
    private let looksTwice: Bool
    private let budget: SearchBudget
    /// About how many microseconds it takes to ask all lists for their next item.
    private let roundCost: Int
    private let starts = PositionBuffer()
    private let positions = PositionBuffer()

    init(_ lists: [(word: WordLists, offset: UInt32)], _ scratch: ScanScratch) throws {
        let words = try lists.map { try Word($0.word, offset: $0.offset, scratch) }
        budget = scratch.budget
        self.words = words
        let costs = words.map(\.cost)
        byCost = words.indices.sorted { (costs[$0], $0) < (costs[$1], $1) }
        self.lists = words.indices.flatMap { word in
            words[word].cursors.map {
                WordList(
                    cursor: .passUnretained($0), word: word, offset: words[word].offset,
                    isAlone: words[word].areDisjoint)
            }
        }
        roundCost = words.reduce(0) { $0 + $1.cursors.count } / 8
        looksTwice = words.count > 1 && words.contains { $0.cursors.contains { $0.forms != nil } }
        length = (words.map(\.offset).max() ?? 0) + 1
        super.init()
        try scratch.reserve(words.reduce(0) { $0 + $1.cursors.reduce(0) { $0 + $1.byteCount } })
    }

    override func fill(
        _ window: Window, _ scratch: ScanScratch, _ floor: ScoreFloor?, into bits: WindowBits
    ) throws {
        let found = try scratch.takeBits()
        defer { scratch.give(found) }
        for (index, place) in byCost.enumerated() {
            let word = words[place]
            try budget.pace(16 + word.cursors.count / 4)
            // It stands no more often than any of its words; of a word with several lists a block tells how often only where
            // an item is in one of them.
            let floor = word.areDisjoint ? floor : nil
            guard index > 0 else {
                try word.lists.forEach(in: window) { try $0.fill(window, floor, into: bits) }
                continue
            }
            let count = bits.count
            if count == 0 { return }
            found.clear()
            try word.lists.forEach(in: window) { try $0.fill(window, among: bits, count, floor, into: found) }
            bits.intersect(found)
        }
    }

    override func bound(_ window: Window, _ scorer: LeafScorer) throws -> Float {
        try words.reduce(scorer.weight) { least, word in
            min(least, try word.lists.bound(window, scorer, areDisjoint: word.areDisjoint))
        }
    }

    override func prune(
        _ window: Window, _ scratch: ScanScratch, _ floor: ScoreFloor, _ bits: WindowBits
    ) throws {
        let sums = try scratch.zeros()
        for word in words {
            try budget.pace(16 + word.cursors.count / 4)
            let count = bits.count
            if count == 0 { return }
            try word.lists.forEach(in: window) { try $0.addStemFrequencies(window, bits, count, into: sums) }
            bits.removeAll { bit in
                let count = sums[bit]
                sums[bit] = 0
                return floor.scorer.score(count, window.base &+ UInt32(bit)) < floor.least
            }
        }
    }

    override func hasWords(_ item: UInt32) throws -> Bool {
        try words.allSatisfy { try $0.candidate(from: item) == item }
    }

    override func candidate(from item: UInt32) throws -> UInt32 {
        var item = item
        for _ in 0..<64 {
            let before = item
            if roundCost > 0 { try budget.pace(roundCost) }
            for word in words {
                item = try word.candidate(from: item)
                if item == .max { return .max }
            }
            if item == before { break }
        }
        return item
    }

    override var cost: UInt64 { words.map(\.cost).min() ?? 0 }

    override func find(in item: UInt32, end: UInt32) throws {
        try budget.pace(16)
        try findStarts(in: item, end: end)
        spans.removeAll(keepingCapacity: true)
        for start in starts.all { spans.append(Span(start: start, end: start + length - 1)) }
    }

    /// Where the sequence begins; the positions of a word are read only while there is a place left for it.
    func findStarts(in item: UInt32, end: UInt32) throws {
        if looksTwice {
            try findStarts(in: item, end: end, ofAnyForm: true)
            if starts.isEmpty { return }
        }
        try findStarts(in: item, end: end, ofAnyForm: false)
    }

    private func findStarts(in item: UInt32, end: UInt32, ofAnyForm: Bool) throws {
        let starts = Unmanaged.passUnretained(starts)
        let positions = Unmanaged.passUnretained(positions)
        try lists.withUnsafeBufferPointer { lists in
            var at = 0
            while at < lists.count {
                let (word, offset) = (lists[at].word, lists[at].offset)
                // To find a block's positions takes up to some hundreds of microseconds.
                if at & 3 == 3 { try budget.pace(256) }
                let isLeft = try (word == 0 ? starts : positions)._withUnsafeGuaranteedRef { target in
                    target.clear()
                    let first = at
                    while at < lists.count, lists[at].word == word {
                        if target.isEmpty || !lists[at].isAlone {
                            try lists[at].cursor._withUnsafeGuaranteedRef {
                                try $0.appendPositions(of: item, ofAnyForm: ofAnyForm, to: target)
                            }
                        }
                        at += 1
                    }
                    // One place may have several of the terms that a pattern stands for.
                    if at - first > 1, !lists[first].isAlone { target.sortDistinct() }
                    target.cut(at: end)
                    return starts._withUnsafeGuaranteedRef { starts in
                        if word > 0 { starts.keep(whereFound: target, at: offset) }
                        return !starts.isEmpty
                    }
                }
                if !isLeft { return }
            }
        }
    }

    override var count: Int { starts.count }
}

/// Two patterns near each other.
final class NearNode: PlacesNode {
    private let left: PlacesNode
    private let right: PlacesNode
    private let distance: UInt32
    private let ordered: Bool
    /// Whether the left pattern stands as often as its words at most: not where it is pairs itself.
    private let isLeftBounded: Bool
    private let budget: SearchBudget
    private var near = 0

    init(_ left: PlacesNode, _ right: PlacesNode, distance: UInt32, ordered: Bool, _ budget: SearchBudget) {
        self.budget = budget
        self.left = left
        self.right = right
        self.distance = distance
        self.ordered = ordered
        isLeftBounded = !(left is NearNode)
    }

    override func fill(
        _ window: Window, _ scratch: ScanScratch, _ floor: ScoreFloor?, into bits: WindowBits
    ) throws {
        try left.fill(window, scratch, isLeftBounded ? floor : nil, into: bits)
        if bits.isEmpty { return }
        let found = try scratch.takeBits()
        defer { scratch.give(found) }
        // One place on the right may be near many on the left.
        try right.fill(window, scratch, nil, into: found)
        bits.intersect(found)
    }

    override func bound(_ window: Window, _ scorer: LeafScorer) throws -> Float {
        isLeftBounded ? try left.bound(window, scorer) : scorer.weight
    }

    override func prune(
        _ window: Window, _ scratch: ScanScratch, _ floor: ScoreFloor, _ bits: WindowBits
    ) throws {
        if isLeftBounded { try left.prune(window, scratch, floor, bits) }
    }

    override func hasWords(_ item: UInt32) throws -> Bool { try left.hasWords(item) && right.hasWords(item) }

    /// Each side is asked once: a nest of any depth in time that grows with its size.
    override func candidate(from item: UInt32) throws -> UInt32 {
        let first = try left.candidate(from: item)
        return first == .max ? .max : try right.candidate(from: first)
    }

    override var cost: UInt64 { min(left.cost, right.cost) }

    /// How many places of the left pattern have one of the right near them.
    override var count: Int { near }

    override func find(in item: UInt32, end: UInt32) throws {
        spans.removeAll(keepingCapacity: true)
        near = 0
        try left.find(in: item, end: end)
        guard !left.spans.isEmpty else { return }
        try right.find(in: item, end: end)
        let longest = right.spans.reduce(0) { max($0, $1.end - $1.start) }
        try budget.pace(32 + left.spans.count + right.spans.count)
        for span in left.spans {
            let before = spans.count
            // A pattern that ends before the span begins at most this far ahead of it.
            let reach = UInt64(distance) + UInt64(longest) + 1
            let from = ordered ? span.end + 1 : UInt32(UInt64(span.start) - min(UInt64(span.start), reach))
            var at = firstRight(from: from)
            while at < right.spans.count, UInt64(right.spans[at].start) <= UInt64(span.end) + UInt64(distance) + 1 {
                let other = right.spans[at]
                at += 1
                guard isNear(span, other) else { continue }
                guard spans.count < Self.maximumSpans else { break }
                spans.append(Span(start: min(span.start, other.start), end: max(span.end, other.end)))
            }
            if spans.count > before { near += 1 }
        }
        sortDistinct()
    }

    private func isNear(_ a: Span, _ b: Span) -> Bool {
        if b.start > a.end { return b.start - a.end - 1 <= distance }
        return !ordered && a.start > b.end && a.start - b.end - 1 <= distance
    }

    private func firstRight(from position: UInt32) -> Int {
        var low = 0
        var high = right.spans.count
        while low < high {
            let middle = (low + high) / 2
            if right.spans[middle].start < position { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Any of several patterns.
final class AnyNode: PlacesNode {
    private let children: [PlacesNode]

    init(_ children: [PlacesNode]) { self.children = children }

    override func fill(
        _ window: Window, _ scratch: ScanScratch, _ floor: ScoreFloor?, into bits: WindowBits
    ) throws {
        let found = try scratch.takeBits()
        defer { scratch.give(found) }
        for child in children {
            found.clear()
            try child.fill(window, scratch, nil, into: found)
            bits.unite(found)
        }
    }

    override func bound(_ window: Window, _ scorer: LeafScorer) throws -> Float {
        min(scorer.weight, try children.reduce(0) { $0 + (try $1.bound(window, scorer)) })
    }

    /// An item's words may stand for several of the alternatives: none is taken away.
    override func prune(
        _ window: Window, _ scratch: ScanScratch, _ floor: ScoreFloor, _ bits: WindowBits
    ) throws {}

    override func hasWords(_ item: UInt32) throws -> Bool { try children.contains { try $0.hasWords(item) } }

    override func candidate(from item: UInt32) throws -> UInt32 {
        var least = UInt32.max
        for child in children {
            least = min(least, try child.candidate(from: item))
            if least == item { break }
        }
        return least
    }

    override var cost: UInt64 { children.reduce(0) { $0 + $1.cost } }

    override func find(in item: UInt32, end: UInt32) throws {
        spans.removeAll(keepingCapacity: true)
        for child in children where try child.hasWords(item) {
            try child.find(in: item, end: end)
            spans += child.spans
        }
        sortDistinct()
    }
}

extension PlacesNode {
    fileprivate func sortDistinct() {
        guard spans.count > 1 else { return }
        spans.sort()
        var kept = 1
        for index in spans.indices.dropFirst() where spans[index] != spans[kept - 1] {
            spans[kept] = spans[index]
            kept += 1
        }
        spans.removeLast(spans.count - kept)
    }
}
