// Owns: walking one postings list window by window, with its frequencies and positions.

import Storage

/// A list with the block that was decoded last.
///
/// Lifetime: owns its two block buffers; the list points into a segment that the search holds. Not thread-safe.
final class PostingsCursor {
    let list: PostingsList
    private let items: UnsafeMutablePointer<UInt32>
    private let frequencies: UnsafeMutablePointer<UInt32>
    /// The decoded block, or -1.
    private var block = -1
    private var blockItems = 0
    /// The first posting of the block that a walk has not passed.
    private var place = 0
    private var positions: PositionsReader?
    /// The posting within the block that `positions` stands before.
    private var positionsPlace = 0
    private var positionsBlock = -1
    /// For lists without a table: the largest score of any posting.
    private var shortBound: Float?

    init(_ entry: TermEntry, in segment: SegmentReader, withPositions: Bool) throws {
        list = try PostingsList(entry, in: segment.postings)
        items = .allocate(capacity: PostingsFormat.blockSize)
        frequencies = .allocate(capacity: PostingsFormat.blockSize)
        if withPositions, entry.hasPositions { positions = try PositionsReader(entry, in: segment.positions) }
    }

    deinit {
        items.deallocate()
        frequencies.deallocate()
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

    /// Adds the frequencies of the set items to `sums`: for leaves of several terms.
    func addFrequencies(_ window: Window, _ bits: WindowBits, into sums: UnsafeMutablePointer<UInt32>) throws {
        var target = firstBlock(from: window.base)
        while target < list.blockCount {
            try load(target)
            moveTo(window.base)
            while place < blockItems {
                let item = items[place]
                if item >= window.end { return }
                let bit = Int(item &- window.base)
                if bits.contains(bit) { sums[bit] &+= frequencies[place] }
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

    /// Appends the positions of an item of the list, ascending; nothing if the list does not have the item.
    func appendPositions(of item: UInt32, to result: inout [UInt32]) throws {
        let target = firstBlock(from: item)
        guard target < list.blockCount else { return }
        try load(target)
        moveTo(item)
        guard place < blockItems, items[place] == item, var reader = positions else { return }
        if positionsBlock != target || positionsPlace > place {
            reader.seek(list.positionsOffset(ofBlock: target))
            positionsBlock = target
            positionsPlace = 0
        }
        try reader.skip(place - positionsPlace)
        try reader.next(into: &result)
        positionsPlace = place + 1
        positions = reader
    }

    /// How many of the list's postings are of dead items. O(postings).
    func countDead(_ live: LiveItems) throws -> UInt64 {
        var dead: UInt64 = 0
        for target in 0..<list.blockCount {
            try load(target)
            for index in 0..<blockItems where !live.isLive(Int(items[index])) { dead += 1 }
        }
        return dead
    }
}
