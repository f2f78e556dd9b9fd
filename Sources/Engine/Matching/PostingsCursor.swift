// Owns: walking one postings list window by window, with its frequencies and positions.

import Storage

/// A list with the block that was decoded last.
///
/// Where only some forms of a list are meant, its items are those of all forms: ``frequency(of:)`` tells.
///
/// Lifetime: owns its block buffers; the list points into a segment that the search holds. Not thread-safe.
final class PostingsCursor {
    let list: PostingsList
    /// The forms that are meant; `nil`: all.
    let forms: FormSet?
    private let segment: SegmentReader
    private let entry: TermEntry
    /// Room for a block, or for the whole of a shorter list: most lists of an expanded pattern are short.
    private let items: UnsafeMutablePointer<UInt32>
    private let frequencies: UnsafeMutablePointer<UInt32>
    /// The decoded block, or -1.
    private var block = -1
    private var blockItems = 0
    /// The first posting of the block that a walk has not passed.
    private var place = 0
    /// Opened at the first use, released at the end: read for every item of a phrase, without counting references.
    private var places: Unmanaged<PostingPlaces>?
    /// For lists without a table: the largest score of any posting.
    private var shortBound: Float?

    init(_ list: FilteredList, in segment: SegmentReader) throws {
        entry = list.entry
        forms = list.forms
        self.segment = segment
        self.list = try PostingsList(entry, in: segment.postings)
        let capacity = min(PostingsFormat.blockSize, max(1, self.list.count))
        items = .allocate(capacity: capacity)
        frequencies = .allocate(capacity: capacity)
    }

    /// About how many bytes it takes.
    var byteCount: Int { 256 + min(PostingsFormat.blockSize, list.count) * 8 }

    deinit {
        items.deallocate()
        frequencies.deallocate()
        places?.release()
    }

    private func load(_ target: Int) throws {
        guard target != block else { return }
        blockItems = try list.decode(block: target, items: items, frequencies: frequencies)
        block = target
        place = 0
    }

    /// The first block that may hold items from `item` on.
    private func firstBlock(from item: UInt32) -> Int {
        guard list.hasTable else { return 0 }
        let from = block >= 0 && list.lastItem(ofBlock: block) < item ? block : 0
        return list.block(containing: item, from: block >= 0 && from == block ? block : startBlock(item))
    }

    /// Where a search for `item` begins: the current block unless it lies beyond.
    private func startBlock(_ item: UInt32) -> Int {
        guard block > 0, list.lastItem(ofBlock: block - 1) < item else { return 0 }
        return block
    }

    /// The least item of the list that is at least `from`, or `UInt32.max`.
    func candidate(from: UInt32) throws -> UInt32 {
        let target = firstBlock(from: from)
        guard target < list.blockCount else { return .max }
        try load(target)
        moveTo(from)
        return place < blockItems ? items[place] : .max
    }

    /// Moves `place` to the first posting of the block that is at least `item`.
    @inline(__always)
    private func moveTo(_ item: UInt32) {
        if place > 0, place <= blockItems, items[place - 1] >= item { place = 0 }
        while place < blockItems, items[place] < item { place += 1 }
    }

    /// Sets the bits of the list's items in a window. Blocks whose score bound is below `floor` are passed over.
    func fill(_ window: Window, into bits: WindowBits, weight: TermWeight? = nil, floor: Float = 0) throws {
        var target = firstBlock(from: window.base)
        while target < list.blockCount {
            if let weight, floor > 0, list.hasTable, weight.bound(list.impact(ofBlock: target)) < floor {
                if list.lastItem(ofBlock: target) >= window.end { return }
                target += 1
                continue
            }
            try load(target)
            moveTo(window.base)
            while place < blockItems {
                let item = items[place]
                if item >= window.end { return }
                bits.insert(Int(item &- window.base))
                place += 1
            }
            target += 1
        }
    }

    /// Adds this list's scores of the set items to `scores`.
    func score(
        _ window: Window, _ bits: WindowBits, weight: Float, saturations: UnsafePointer<Float>,
        norms: UnsafePointer<UInt8>, into scores: UnsafeMutablePointer<Float>
    ) throws {
        var target = firstBlock(from: window.base)
        while target < list.blockCount {
            try load(target)
            moveTo(window.base)
            while place < blockItems {
                let item = items[place]
                if item >= window.end { return }
                let bit = Int(item &- window.base)
                if bits.contains(bit) {
                    scores[bit] += TermWeight.score(
                        weight, Float(frequencies[place]), saturations[Int(norms[Int(item)])])
                }
                place += 1
            }
            target += 1
        }
    }

    /// Adds the frequencies of the set items to `sums`: for leaves of several lists.
    func addFrequencies(_ window: Window, _ bits: WindowBits, into sums: UnsafeMutablePointer<UInt32>) throws {
        var target = firstBlock(from: window.base)
        while target < list.blockCount {
            try load(target)
            moveTo(window.base)
            while place < blockItems {
                let item = items[place]
                if item >= window.end { return }
                let bit = Int(item &- window.base)
                if bits.contains(bit) { sums[bit] &+= forms == nil ? frequencies[place] : try frequency(of: item) }
                place += 1
            }
            target += 1
        }
    }

    /// An upper bound on the scores of the list's items in a window.
    func bound(_ window: Window, _ weight: TermWeight, norms: UnsafePointer<UInt8>) throws -> Float {
        guard list.hasTable else { return try boundOfShortList(weight, norms) }
        var target = firstBlock(from: window.base)
        var bound: Float = 0
        while target < list.blockCount {
            bound = max(bound, weight.bound(list.impact(ofBlock: target)))
            if list.lastItem(ofBlock: target) >= window.end { break }
            target += 1
        }
        return bound
    }

    private func boundOfShortList(_ weight: TermWeight, _ norms: UnsafePointer<UInt8>) throws -> Float {
        if let shortBound { return shortBound }
        try load(0)
        var bound: Float = 0
        for index in 0..<blockItems {
            bound = max(bound, weight.score(frequency: frequencies[index], norm: norms[Int(items[index])]))
        }
        shortBound = bound
        return bound
    }

    // MARK: Places

    /// Calls `body` with the places of the list's occurrences.
    @inline(__always)
    private func withPlaces<R>(_ body: (PostingPlaces) throws -> R) throws -> R {
        if let places { return try places._withUnsafeGuaranteedRef(body) }
        let opened = Unmanaged.passRetained(try PostingPlaces(entry, list, forms, segment))
        places = opened
        return try opened._withUnsafeGuaranteedRef(body)
    }

    /// Stands on an item's posting; false if the list does not have it.
    private func stand(on item: UInt32) throws -> Bool {
        let target = firstBlock(from: item)
        guard target < list.blockCount else { return false }
        try load(target)
        moveTo(item)
        return place < blockItems && items[place] == item
    }

    /// Appends the positions of an item's occurrences that are meant, ascending; none if the list does not have it.
    func appendPositions(of item: UInt32, to result: PositionBuffer) throws {
        guard try stand(on: item) else { return }
        try withPlaces { try $0.append(block: block, place: place, to: result) }
    }

    /// How often an item has what is meant; 0: it does not match.
    ///
    /// Of some forms, the occurrences count once each, and what fields add only if one of them stands outside of the body.
    func frequency(of item: UInt32) throws -> UInt32 {
        guard try stand(on: item) else { return 0 }
        guard forms != nil else { return frequencies[place] }
        let (count, all, last) = try withPlaces { try $0.count(block: block, place: place) }
        guard count > 0, Int64(last) >= segment.bodyLengths[Int(item)] else { return count }
        return count &+ frequencies[place] &- all
    }

    // MARK: Whole lists

    /// Calls `body` with all of the list's items, whatever their forms. O(postings).
    @inline(__always)
    func forEachItem(_ body: (UInt32) throws -> Void) throws {
        for target in 0..<list.blockCount {
            try load(target)
            for index in 0..<blockItems { try body(items[index]) }
        }
    }

    /// Sets the bits of all of the list's items, from the segment's first on. O(postings).
    func insertAll(into words: inout [UInt64]) throws {
        try forEachItem { item in
            let word = Int(item) >> 6
            if word < words.count { words[word] |= 1 << UInt64(item & 63) }
        }
    }

    /// Whether any of the items that are meant is live. O(dead postings before the first live one).
    func hasLive(_ live: LiveItems) throws -> Bool {
        for target in 0..<list.blockCount {
            try load(target)
            for index in 0..<blockItems where live.isLive(Int(items[index])) {
                if try forms == nil || frequency(of: items[index]) > 0 { return true }
            }
        }
        return false
    }

    /// How many of the items that are meant are dead. O(postings).
    func countDead(_ live: LiveItems) throws -> UInt64 {
        var dead: UInt64 = 0
        for target in 0..<list.blockCount {
            try load(target)
            for index in 0..<blockItems where !live.isLive(Int(items[index])) {
                if forms == nil { dead += 1 } else if try frequency(of: items[index]) > 0 { dead += 1 }
            }
        }
        return dead
    }

    /// How many of the items that are meant are dead, where that is known of other live items of the segment. O(items that
    /// differ), at most O(postings).
    func countDead(_ live: LiveItems, from base: LiveItems, _ known: UInt64) throws -> UInt64 {
        let gone = base.items(notIn: live)
        let back = live.items(notIn: base)
        // A look at one posting costs about as much as passing over eight.
        guard (gone.count + back.count) * 8 < list.count else { return try countDead(live) }
        let more = try gone.count { try frequency(of: UInt32($0)) > 0 }
        let less = try back.count { try frequency(of: UInt32($0)) > 0 }
        return known + UInt64(more) - UInt64(less)
    }
}
