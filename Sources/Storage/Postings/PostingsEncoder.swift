// Owns: writing postings lists and their positions, in the format of PostingsFormat.swift.

import Kernels

/// Where a term's postings lie: what the term dictionary keeps for each term.
public struct TermEntry: Hashable, Sendable {
    /// How many items have the term, deleted ones included.
    public var count: UInt32
    /// Whether frequencies are stored.
    public var hasFrequencies: Bool
    /// Whether positions are stored.
    public var hasPositions: Bool
    /// Every occurrence's exact form is this very term (see Engine's exact forms).
    public var isUnanimous: Bool
    /// For a count of 1: the item and its frequency stand here and no list is stored.
    public var singleItem: UInt32
    public var singleFrequency: UInt32
    public var postingsOffset: UInt64
    public var postingsLength: UInt64
    public var positionsOffset: UInt64
    public var positionsLength: UInt64

    public init(
        count: UInt32 = 0, hasFrequencies: Bool = false, hasPositions: Bool = false, isUnanimous: Bool = false,
        singleItem: UInt32 = 0, singleFrequency: UInt32 = 0, postingsOffset: UInt64 = 0, postingsLength: UInt64 = 0,
        positionsOffset: UInt64 = 0, positionsLength: UInt64 = 0
    ) {
        self.count = count
        self.hasFrequencies = hasFrequencies
        self.hasPositions = hasPositions
        self.isUnanimous = isUnanimous
        self.singleItem = singleItem
        self.singleFrequency = singleFrequency
        self.postingsOffset = postingsOffset
        self.postingsLength = postingsLength
        self.positionsOffset = positionsOffset
        self.positionsLength = positionsLength
    }
}

/// One list as its producer holds it; the pointers must stay valid for the call it is passed to.
public struct PostingsInput {
    /// Ascending, no repeats.
    public var items: UnsafeBufferPointer<UInt32>
    /// As many as items, each at least 1; `nil`: no frequencies.
    public var frequencies: UnsafeBufferPointer<UInt32>?
    /// Encoded occurrences of all postings in order, and where each posting's begin; `nil`: no positions.
    public var positions: (bytes: UnsafeRawBufferPointer, starts: UnsafeBufferPointer<UInt32>)?

    public init(
        items: UnsafeBufferPointer<UInt32>, frequencies: UnsafeBufferPointer<UInt32>?,
        positions: (bytes: UnsafeRawBufferPointer, starts: UnsafeBufferPointer<UInt32>)?
    ) {
        self.items = items
        self.frequencies = frequencies
        self.positions = positions
    }
}

/// Encodes lists one after another.
public struct PostingsEncoder {
    /// The postings section so far.
    public private(set) var postings: [UInt8] = []
    /// The positions section so far.
    public private(set) var positions: [UInt8] = []
    /// The length norm of every item that a list with frequencies names: what impacts are made from.
    public var norms: [UInt8]
    private var packed = [UInt32](repeating: 0, count: PostingsFormat.blockSize)

    /// - Parameter norms: one byte an item; more can be added before the lists that need them.
    public init(norms: [UInt8] = []) { self.norms = norms }

    /// Appends one list. O(postings).
    public mutating func append(_ list: PostingsInput) -> TermEntry {
        var entry = TermEntry(
            count: UInt32(list.items.count), hasFrequencies: list.frequencies != nil,
            hasPositions: list.positions != nil, postingsOffset: UInt64(postings.count),
            positionsOffset: UInt64(positions.count))
        if let (bytes, _) = list.positions {
            positions.append(contentsOf: bytes)
            entry.positionsLength = UInt64(bytes.count)
        }
        if list.items.count == 1 {
            entry.singleItem = list.items[0]
            entry.singleFrequency = list.frequencies?[0] ?? 1
            return entry
        }
        if list.items.count < PostingsFormat.blockSize {
            appendTail(list, from: 0, base: 0)
        } else {
            appendLong(list)
        }
        entry.postingsLength = UInt64(postings.count) - entry.postingsOffset
        return entry
    }

    private mutating func appendLong(_ list: PostingsInput) {
        let size = PostingsFormat.blockSize
        let count = list.items.count
        let full = count / size
        let blocks = (count + size - 1) / size
        let start = postings.count
        let columns = list.positions == nil ? 3 : 4
        postings.append(contentsOf: repeatElement(0, count: blocks * 4 * columns))
        var base: UInt32 = 0
        for block in 0..<blocks {
            let range = block * size..<min(count, (block + 1) * size)
            let last = list.items[range.upperBound - 1]
            setTable(start, blocks, column: 0, row: block, last)
            setTable(start, blocks, column: 1, row: block, impact(of: range, in: list))
            setTable(start, blocks, column: 2, row: block, UInt32(postings.count - start))
            if let (_, starts) = list.positions {
                setTable(start, blocks, column: 3, row: block, starts[range.lowerBound])
            }
            if block < full {
                appendBlock(list, from: range.lowerBound, base: base)
            } else {
                appendTail(list, from: range.lowerBound, base: base)
            }
            base = last &+ 1
        }
    }

    private mutating func setTable(_ start: Int, _ rows: Int, column: Int, row: Int, _ value: UInt32) {
        let at = start + (column * rows + row) * 4
        for byte in 0..<4 { postings[at + byte] = UInt8(truncatingIfNeeded: value >> UInt32(byte * 8)) }
    }

    private func impact(of range: Range<Int>, in list: PostingsInput) -> UInt32 {
        guard let frequencies = list.frequencies else { return 0 }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: range.count) { buffer in
            for (place, index) in range.enumerated() { buffer[place] = norms[Int(list.items[index])] }
            return Impact(
                frequencies: UnsafeBufferPointer(rebasing: frequencies[range]), norms: UnsafeBufferPointer(buffer)
            ).bits
        }
    }

    private mutating func appendBlock(_ list: PostingsInput, from: Int, base: UInt32) {
        guard let items = list.items.baseAddress else { return }
        let itemWidth = BlockPacking.deltaWidth(items + from, base: base)
        var frequencyWidth = 0
        if let frequencies = list.frequencies {
            for index in 0..<PostingsFormat.blockSize { packed[index] = frequencies[from + index] - 1 }
            frequencyWidth = packed.withUnsafeBufferPointer { Self.width($0) }
        }
        postings.append(UInt8(itemWidth))
        postings.append(UInt8(frequencyWidth))
        appendPacked(byteCount: BlockPacking.byteCount(width: itemWidth)) {
            BlockPacking.packDeltas(items + from, base: base, width: itemWidth, into: $0)
        }
        guard list.frequencies != nil else { return }
        packed.withUnsafeBufferPointer { values in
            guard let values = values.baseAddress else { return }
            appendPacked(byteCount: BlockPacking.byteCount(width: frequencyWidth)) {
                BlockPacking.pack(values, width: frequencyWidth, into: $0)
            }
        }
    }

    private static func width(_ values: UnsafeBufferPointer<UInt32>) -> Int {
        guard let base = values.baseAddress else { return 0 }
        return BlockPacking.width(base)
    }

    private mutating func appendPacked(byteCount: Int, _ pack: (UnsafeMutableRawPointer) -> Void) {
        guard byteCount > 0 else { return }
        withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 16) { buffer in
            guard let base = buffer.baseAddress else { return }
            pack(base)
            postings.append(contentsOf: UnsafeRawBufferPointer(buffer))
        }
    }

    private mutating func appendTail(_ list: PostingsInput, from: Int, base: UInt32) {
        var next = base
        for index in from..<list.items.count {
            let item = list.items[index]
            let delta = UInt64(item - next)
            next = item &+ 1
            guard let frequencies = list.frequencies else {
                postings.appendVarint(delta)
                continue
            }
            let frequency = frequencies[index]
            postings.appendVarint(delta << 1 | (frequency == 1 ? 1 : 0))
            if frequency != 1 { postings.appendVarint(UInt64(frequency)) }
        }
    }
}
