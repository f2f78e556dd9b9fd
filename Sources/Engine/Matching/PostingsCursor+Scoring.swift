// Owns: scoring what a list has in a window.

import Storage

extension PostingsCursor {
    /// Scores the list's items of a window that are set in `mask`: sets them in `found`, adds their scores to `scores`.
    ///
    /// - Parameters:
    ///   - mask: `nil`: all of them.
    ///   - isSwept: whether what is scored need not be set in `found`; then `mask` is `nil`.
    ///   - floor: blocks none of whose items score as much are passed over, or with `isCounted` only found.
    ///   - extras: what other lists of the word have in the window, of items set in `mask`. What is of items of this list is
    ///     added to it and taken away there.
    func score(
        _ window: Window, among mask: WindowBits?, isSwept: Bool, floor: Float, isCounted: Bool,
        _ extras: PostingsRun?, _ scorer: LeafScorer, into found: WindowBits, _ scores: UnsafeMutablePointer<Float>
    ) throws {
        let bounds = floor > 0 ? blockBounds(scorer) : nil
        var extra = 0
        let base = window.base
        let words = found.words
        var target = firstBlock(from: base)
        while target < list.blockCount {
            var isLow = false
            if let bounds { isLow = bounds[target] < floor }
            if isLow, !isCounted {
                if !list.hasTable || list.lastItem(ofBlock: target) >= window.end { return }
                target += 1
                continue
            }
            try load(target)
            let span = take(window)
            if isLow {
                insert(span, base, among: mask, into: words)
            } else if !span.isEmpty {
                var isChanged = false
                if let extras { isChanged = try add(extras, from: &extra, to: span) }
                defer { if isChanged { forgetBlock() } }
                if let mask {
                    try score(span, base, among: mask, scorer, into: words, scores)
                } else {
                    try loadFrequencies()
                    if !isSwept { insert(span, base, among: nil, into: words) }
                    scorer.add(items, frequencies, span, base, scores)
                }
            }
            if span.upperBound < blockItems { return }
            target += 1
        }
    }

    /// Adds other lists' frequencies to those of a span. Returns whether there were any.
    private func add(_ extras: PostingsRun, from extra: inout Int, to span: Range<Int>) throws -> Bool {
        var isChanged = false
        while extra < extras.count, extras.items[extra] <= items[span.upperBound - 1] {
            let item = extras.items[extra]
            let place = firstPlace(of: item, from: span.lowerBound)
            if items[place] == item {
                try loadFrequencies()
                frequencies[place] &+= extras.take(item, from: &extra)
                isChanged = true
            }
            extra += 1
        }
        return isChanged
    }

    /// Scores the postings of a span that are in a mask: gathers them without a branch, then looks at frequencies.
    @inline(__always)
    private func score(
        _ span: Range<Int>, _ base: UInt32, among mask: WindowBits, _ scorer: LeafScorer,
        into words: UnsafeMutablePointer<UInt64>, _ scores: UnsafeMutablePointer<Float>
    ) throws {
        try withHits(span, base, mask.words) { hits in
            try loadFrequencies()
            let (items, frequencies) = (items, frequencies)
            for hit in hits { scorer.add(items[Int(hit)], frequencies[Int(hit)], base, into: words, scores) }
        }
    }

    /// The same as ``score(_:among:isSwept:floor:isCounted:_:_:into:_:)`` for a mask of few items: looks each up.
    func scoreEach(
        _ window: Window, of mask: WindowBits, _ extras: PostingsRun?, _ scorer: LeafScorer, into found: WindowBits,
        _ scores: UnsafeMutablePointer<Float>
    ) throws {
        let words = found.words
        var extra = 0
        try forEachPlace(window, of: mask) { item, place in
            try loadFrequencies()
            let frequency = frequencies[place] &+ (extras?.take(item, from: &extra) ?? 0)
            scorer.add(item, frequency, window.base, into: words, scores)
        }
    }

    /// Whether items of a window are so few that it is quicker to look each of them up than to pass over what the list has
    /// there: the one costs about as much as the other for twenty-four.
    @inline(__always)
    func isSparse(_ items: Int, in window: Window) -> Bool { items * 24 < count(window) }

    /// Calls `body` with the items of a mask that the list has, ascending, and their places in the block at hand.
    @inline(__always)
    func forEachPlace(_ window: Window, of mask: WindowBits, _ body: (UInt32, Int) throws -> Void) throws {
        var items = items
        // The last item of the block at hand: none before there is one.
        var last: UInt32 = 0
        var hasBlock = false
        for index in 0..<Window.wordCount {
            var word = mask.words[index]
            while word != 0 {
                let item = window.base &+ UInt32(index << 6 + word.trailingZeroBitCount)
                word &= word - 1
                if item > last || !hasBlock {
                    let target = firstBlock(from: item)
                    guard target < list.blockCount else { return }
                    try load(target)
                    items = self.items
                    last = items[blockItems - 1]
                    hasBlock = true
                    // Only of a list without a table.
                    if item > last { return }
                }
                let isWhole = blockItems == PostingsFormat.blockSize
                let place = isWhole ? Self.place(of: item, in: items) : firstPlace(of: item, from: 0)
                if items[place] == item { try body(item, place) }
            }
        }
    }

    /// The first of a whole block's postings that is at least `item`, which is not beyond the last. In so many steps whatever
    /// the item, none of which waits for what was found before: the next search can begin meanwhile.
    @inline(__always)
    private static func place(of item: UInt32, in items: UnsafeMutablePointer<UInt32>) -> Int {
        var place = 0
        var half = PostingsFormat.blockSize / 2
        while half > 0 {
            place = items[place + half - 1] < item ? place + half : place
            half >>= 1
        }
        return place
    }
}
