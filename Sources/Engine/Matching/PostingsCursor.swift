// Owns: walking one postings list window by window, with its frequencies and positions.

import Storage

/// A list with the block that was decoded last; frequencies are decoded only where they are asked for.
///
/// Where only some forms of a list are meant, its items are those of all forms: ``frequency(of:)`` tells.
///
/// Lifetime: owns its buffers; the list points into a segment that the search holds. Not thread-safe. What is written to a
/// window is kept within it by the width of the index, whatever a damaged list says.
final class PostingsCursor {
    let list: PostingsList
    /// The forms that are meant; `nil`: all.
    let forms: FormSet?
    private let segment: SegmentReader
    private let entry: TermEntry
    /// Room for some blocks, each its items and behind them its frequencies; or for the whole of a shorter list: most lists
    /// of an expanded pattern are short, and it has thousands of cursors to make and to let go.
    private let room: UnsafeMutablePointer<UInt32>
    /// What the places in `room` hold; of one place it is not kept.
    private let kept: UnsafeMutablePointer<KeptBlock>?
    /// How many places there are, less one: block `n` has the place `n & placeMask`.
    private let placeMask: Int
    /// Those of the block at hand.
    private(set) var items: UnsafeMutablePointer<UInt32>
    private(set) var frequencies: UnsafeMutablePointer<UInt32>
    /// The decoded block, or -1.
    private var block = -1
    private(set) var blockItems = 0
    private var hasFrequencies = false
    /// The first posting of the block that a walk has not passed.
    private var place = 0
    /// Opened at the first use, released at the end: read for every item of a phrase, without counting references.
    private var places: Unmanaged<PostingPlaces>?
    /// An upper bound on the scores of each block, or of the whole list where it has no table; made when first asked for.
    private var bounds: UnsafeMutablePointer<Float>?
    /// The block that the last bound began at.
    private var boundBlock = 0

    /// A block in one of the places.
    private struct KeptBlock {
        var block = -1
        var count = 0
        var hasFrequencies = false
    }

    /// - Parameter isReread: what is read of a window is read again before the next: the blocks of one are kept.
    init(_ list: FilteredList, in segment: SegmentReader, isReread: Bool = false) throws {
        entry = list.entry
        forms = list.forms
        self.segment = segment
        self.list = try PostingsList(entry, in: segment.postings)
        let places = isReread ? Self.places(self.list, segment) : 1
        placeMask = places - 1
        kept = places > 1 ? .allocate(capacity: places) : nil
        kept?.initialize(repeating: KeptBlock(), count: places)
        let capacity = min(PostingsFormat.blockSize, max(1, self.list.count))
        room = .allocate(capacity: capacity * 2 * places)
        items = room
        frequencies = room + capacity
    }

    /// A power of two: as many as the blocks of most windows, and no more than a window of all items has.
    private static func places(_ list: PostingsList, _ segment: SegmentReader) -> Int {
        let blocks = list.blockCount * Int(Window.size) / max(segment.itemCount, 1) * 3 / 2 + 2
        var places = 1
        while places < min(blocks, list.blockCount, Int(Window.size) / PostingsFormat.blockSize) { places *= 2 }
        return places
    }

    /// About how many bytes it takes.
    var byteCount: Int {
        256 + min(PostingsFormat.blockSize, list.count) * 8 * (placeMask + 1) + list.blockCount * 4
    }

    deinit {
        room.deallocate()
        kept?.deallocate()
        bounds?.deallocate()
        places?.release()
    }

    // MARK: Blocks

    func load(_ target: Int) throws {
        guard target != block else { return }
        block = -1
        if let kept {
            let slot = target & placeMask
            items = room + slot * PostingsFormat.blockSize * 2
            frequencies = items + PostingsFormat.blockSize
            if kept[slot].block == target {
                (blockItems, hasFrequencies) = (kept[slot].count, kept[slot].hasFrequencies)
                block = target
                place = 0
                return
            }
            kept[slot].block = -1
        }
        (blockItems, hasFrequencies) = try list.decodeItems(block: target, into: items, frequencies: frequencies)
        guard Int(items[blockItems - 1]) < segment.itemCount else {
            throw StorageError.corrupt(
                file: segment.name, offset: entry.postingsOffset, expected: "an item below \(segment.itemCount)",
                got: "\(items[blockItems - 1])")
        }
        block = target
        place = 0
        kept?[target & placeMask] = KeptBlock(block: target, count: blockItems, hasFrequencies: hasFrequencies)
    }

    @inline(__always)
    func loadFrequencies() throws {
        if hasFrequencies { return }
        try list.decodeFrequencies(block: block, into: frequencies)
        hasFrequencies = true
        kept?[block & placeMask].hasFrequencies = true
    }

    /// The block is read again before it is used for anything else.
    func forgetBlock() {
        kept?[block & placeMask].block = -1
        block = -1
    }

    /// The first block that may hold items from `item` on.
    func firstBlock(from item: UInt32) -> Int {
        guard list.hasTable else { return 0 }
        guard block >= 0 else { return list.block(containing: item, from: 0) }
        if list.lastItem(ofBlock: block) < item { return list.block(containing: item, from: block + 1) }
        return block > 0 && list.lastItem(ofBlock: block - 1) >= item ? list.block(containing: item, from: 0) : block
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
        let low = place > 0 && items[place - 1] >= item ? 0 : place
        if low < blockItems, items[low] >= item { place = low } else { place = firstPlace(of: item, from: low) }
    }

    /// The first posting of the block from `low` on that is at least `item`.
    @inline(__always)
    func firstPlace(of item: UInt32, from low: Int) -> Int {
        let items = items
        var low = low
        var count = blockItems - low
        while count > 0 {
            let half = count >> 1
            let isLess = items[low + half] < item
            low = isLess ? low + half + 1 : low
            count = isLess ? count - half - 1 : half
        }
        return low
    }

    /// The block's postings in a window that have not been passed; they are passed now.
    @inline(__always)
    func take(_ window: Window) -> Range<Int> {
        moveTo(window.base)
        let first = place
        place = items[blockItems - 1] < window.end ? blockItems : firstPlace(of: window.end, from: first)
        return first..<place
    }

    // MARK: Windows

    /// Sets the bits of the list's items in a window; blocks none of whose items reach a floor are passed over.
    func fill(_ window: Window, _ floor: ScoreFloor? = nil, into bits: WindowBits) throws {
        let words = bits.words
        let base = window.base
        let bounds = floor.map { blockBounds($0.scorer) }
        var target = firstBlock(from: base)
        while target < list.blockCount {
            if let bounds, let floor, bounds[target] < floor.least {
                if !list.hasTable || list.lastItem(ofBlock: target) >= window.end { return }
                target += 1
                continue
            }
            try load(target)
            let span = take(window)
            insert(span, base, into: words)
            if span.upperBound < blockItems { return }
            target += 1
        }
    }

    @inline(__always)
    private func insert(_ span: Range<Int>, _ base: UInt32, into words: UnsafeMutablePointer<UInt64>) {
        let items = items
        func insert(_ place: Int) {
            let bit = (items[place] &- base) & Window.lastBit
            words[Int(bit >> 6)] |= 1 << UInt64(bit & 63)
        }
        // Neighbours are mostly in the same word, and each would wait for the one before: so four at a time far apart.
        let quarter = span.count / 4
        for place in span.lowerBound..<span.lowerBound + quarter {
            insert(place)
            insert(place + quarter)
            insert(place + 2 * quarter)
            insert(place + 3 * quarter)
        }
        for place in span.lowerBound + 4 * quarter..<span.upperBound { insert(place) }
    }

    @inline(__always)
    func insert(
        _ span: Range<Int>, _ base: UInt32, among mask: WindowBits?, into words: UnsafeMutablePointer<UInt64>
    ) {
        guard let wanted = mask?.words else { return insert(span, base, into: words) }
        let items = items
        for place in span {
            let bit = (items[place] &- base) & Window.lastBit
            words[Int(bit >> 6)] |= wanted[Int(bit >> 6)] & 1 << UInt64(bit & 63)
        }
    }

    /// Adds the frequencies of the set items to `sums`: for leaves of several lists.
    func addFrequencies(_ window: Window, _ bits: WindowBits, into sums: UnsafeMutablePointer<UInt32>) throws {
        let words = bits.words
        let base = window.base
        var target = firstBlock(from: base)
        while target < list.blockCount {
            try load(target)
            let items = items
            let frequencies = frequencies
            let span = take(window)
            for place in span {
                let bit = (items[place] &- base) & Window.lastBit
                guard words[Int(bit >> 6)] >> UInt64(bit & 63) & 1 == 1 else { continue }
                if forms == nil {
                    try loadFrequencies()
                    sums[Int(bit)] &+= frequencies[place]
                } else {
                    sums[Int(bit)] &+= try frequency(of: base &+ bit)
                }
            }
            if span.upperBound < blockItems { return }
            target += 1
        }
    }

    /// Sets the bits of the list's items in a window that are among some.
    func fill(_ window: Window, among mask: WindowBits, _ count: Int, _ floor: ScoreFloor?, into bits: WindowBits)
        throws
    {
        guard isSparse(count, in: window) else { return try fill(window, floor, into: bits) }
        try forEachPlace(window, of: mask) { item, _ in bits.insert(Int(item &- window.base)) }
    }

    /// Adds how often the set items have the list's term in any form, and what fields add.
    ///
    /// - Parameter count: how many are set.
    func addStemFrequencies(
        _ window: Window, _ bits: WindowBits, _ count: Int, into sums: UnsafeMutablePointer<UInt32>
    ) throws {
        if isSparse(count, in: window) {
            return try forEachPlace(window, of: bits) { item, place in
                try loadFrequencies()
                sums[Int(item &- window.base)] &+= frequencies[place]
            }
        }
        let words = bits.words
        let base = window.base
        var target = firstBlock(from: base)
        while target < list.blockCount {
            try load(target)
            let span = take(window)
            try withHits(span, base, words) { hits in
                try loadFrequencies()
                for hit in hits {
                    let bit = (items[Int(hit)] &- base) & Window.lastBit
                    sums[Int(bit)] &+= frequencies[Int(hit)]
                }
            }
            if span.upperBound < blockItems { return }
            target += 1
        }
    }

    /// Calls `body` with the places of a span's postings that are set in a mask, unless there are none: gathered without a
    /// branch.
    @inline(__always)
    func withHits(
        _ span: Range<Int>, _ base: UInt32, _ wanted: UnsafeMutablePointer<UInt64>,
        _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
    ) throws {
        let items = items
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: PostingsFormat.blockSize) { hits in
            guard let places = hits.baseAddress else { return }
            var count = 0
            for place in span {
                let bit = (items[place] &- base) & Window.lastBit
                places[count] = UInt8(truncatingIfNeeded: place)
                count &+= Int(wanted[Int(bit >> 6)] >> UInt64(bit & 63) & 1)
            }
            if count > 0 { try body(UnsafeBufferPointer(start: places, count: count)) }
        }
    }

    /// The largest item of a block.
    func lastItem(ofBlock target: Int) throws -> UInt32 {
        if list.hasTable { return list.lastItem(ofBlock: target) }
        try load(target)
        return items[blockItems - 1]
    }

    /// Appends a block's postings in a range that begins after the block before it.
    func append(_ target: Int, _ range: ClosedRange<UInt32>, to run: PostingsRun) throws {
        try load(target)
        try loadFrequencies()
        let first = firstPlace(of: range.lowerBound, from: 0)
        let end =
            range.upperBound >= items[blockItems - 1] ? blockItems : firstPlace(of: range.upperBound + 1, from: first)
        run.append(items + first, frequencies + first, count: end - first)
    }

    /// Adds the list's postings in a range to others of the same word.
    func merge(_ range: ClosedRange<UInt32>, into run: PostingsRun) throws {
        var target = firstBlock(from: range.lowerBound)
        while target < list.blockCount {
            try load(target)
            moveTo(range.lowerBound)
            while place < blockItems {
                guard items[place] <= range.upperBound else { return }
                try loadFrequencies()
                run.merge(items[place], frequencies[place])
                place += 1
            }
            target += 1
        }
    }

    // MARK: Bounds

    /// An upper bound on the scores of the list's items in a window.
    func bound(_ window: Window, _ scorer: LeafScorer) throws -> Float {
        let bounds = blockBounds(scorer)
        guard list.hasTable else {
            return try candidate(from: window.base) < window.end ? try boundOfShortList(scorer) : 0
        }
        var target = boundBlock
        if target > 0, list.lastItem(ofBlock: target - 1) >= window.base { target = 0 }
        target = list.block(containing: window.base, from: target)
        boundBlock = min(target, list.blockCount - 1)
        var bound: Float = 0
        while target < list.blockCount {
            bound = max(bound, bounds[target])
            if list.lastItem(ofBlock: target) >= window.end { break }
            target += 1
        }
        return bound
    }

    /// The bounds of all blocks; of a list without a table infinite until they are asked for a window. O(blocks), once.
    ///
    /// - Parameter items: the only items whose blocks will be asked for: the bounds of others stay infinite.
    func blockBounds(_ scorer: LeafScorer, of items: Range<UInt32>? = nil) -> UnsafeMutablePointer<Float> {
        if let bounds { return bounds }
        let bounds = UnsafeMutablePointer<Float>.allocate(capacity: list.blockCount)
        var blocks = list.hasTable ? 0..<list.blockCount : 0..<0
        if let items, list.hasTable, !items.isEmpty {
            let first = list.block(containing: items.lowerBound, from: 0)
            blocks = first..<min(list.block(containing: items.upperBound - 1, from: first) + 1, list.blockCount)
        }
        if blocks.count < list.blockCount { bounds.update(repeating: .infinity, count: list.blockCount) }
        for block in blocks { bounds[block] = scorer.bound(list.impact(ofBlock: block)) }
        self.bounds = bounds
        return bounds
    }

    private func boundOfShortList(_ scorer: LeafScorer) throws -> Float {
        let bounds = blockBounds(scorer)
        if bounds[0] < .infinity { return bounds[0] }
        try load(0)
        try loadFrequencies()
        var bound: Float = 0
        for index in 0..<blockItems { bound = max(bound, scorer.score(frequencies[index], items[index])) }
        bounds[0] = bound
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

    /// Appends the positions of an item's occurrences that are meant, or of all, ascending; none if the list does not have it.
    func appendPositions(of item: UInt32, ofAnyForm: Bool, to result: PositionBuffer) throws {
        guard try stand(on: item) else { return }
        try withPlaces { try $0.append(block: block, place: place, ofAnyForm: ofAnyForm, to: result) }
    }

    /// How often an item has what is meant; 0: it does not match.
    ///
    /// Of some forms, the occurrences count once each, and what fields add only if one of them stands outside of the body.
    func frequency(of item: UInt32) throws -> UInt32 {
        guard try stand(on: item) else { return 0 }
        try loadFrequencies()
        guard forms != nil else { return frequencies[place] }
        let (count, all, last) = try withPlaces { try $0.count(block: block, place: place) }
        guard count > 0, Int64(last) >= segment.bodyLengths[Int(item)] else { return count }
        return count &+ frequencies[place] &- all
    }

    // MARK: Whole lists

    /// Calls `body` with the items of each block, whatever their forms. O(postings).
    @inline(__always)
    func forEachBlock(_ body: (UnsafeBufferPointer<UInt32>) throws -> Void) throws {
        for target in 0..<list.blockCount {
            try load(target)
            try body(UnsafeBufferPointer(start: items, count: blockItems))
        }
    }
}
