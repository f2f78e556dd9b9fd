// Owns: writing postings lists, in the format of PostingsFormat.swift.

import Kernels

/// Encodes lists one after another.
public struct PostingsEncoder {
    /// The postings encoded since they were last taken.
    public private(set) var postings: [UInt8] = []
    private var places = OccurrencesEncoder()
    /// The length norm of every item that a list with occurrences names: what impacts are made from.
    public var norms: [UInt8]
    private var block = [UInt32](repeating: 0, count: PostingsFormat.blockSize)

    /// - Parameter norms: one byte an item; more can be added before the lists that need them.
    public init(norms: [UInt8] = []) { self.norms = norms }

    /// The occurrences encoded since they were last taken.
    public var occurrences: [UInt8] { places.bytes }

    /// Takes what was encoded; the next list begins at 0 again.
    public mutating func take() -> (postings: [UInt8], occurrences: [UInt8]) {
        defer { postings = [] }
        return (postings, places.take())
    }

    /// Appends one list. O(postings + occurrences).
    public mutating func append(_ list: borrowing PostingsBuffer) -> TermEntry {
        var entry = TermEntry(
            count: UInt32(list.items.count), hasOccurrences: list.hasOccurrences,
            hasOneForm: list.hasOccurrences && list.formTable.isEmpty, postingsOffset: UInt64(postings.count),
            occurrencesOffset: UInt64(places.bytes.count))
        if list.hasOccurrences {
            places.append(list)
            entry.occurrencesLength = UInt64(places.bytes.count) - entry.occurrencesOffset
        }
        if list.items.count == 1 {
            entry.single.item = list.items[0]
            if list.hasOccurrences { (entry.single.count, entry.single.extra) = (list.counts[0], list.extras[0]) }
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

    private mutating func appendLong(_ list: borrowing PostingsBuffer) {
        let size = PostingsFormat.blockSize
        let count = list.items.count
        let blocks = (count + size - 1) / size
        let start = postings.count
        postings.append(contentsOf: repeatElement(0, count: blocks * 4 * (list.hasOccurrences ? 4 : 3)))
        var base: UInt32 = 0
        var ordinal: UInt32 = 0
        for row in 0..<blocks {
            let range = row * size..<min(count, (row + 1) * size)
            let last = list.items[range.upperBound - 1]
            setTable(start, blocks, column: 0, row, last)
            setTable(start, blocks, column: 2, row, UInt32(postings.count - start))
            if list.hasOccurrences {
                setTable(start, blocks, column: 1, row, impact(of: range, in: list))
                setTable(start, blocks, column: 3, row, ordinal)
                for index in range { ordinal &+= list.counts[index] }
            }
            if range.count == size {
                appendBlock(list, from: range.lowerBound, base: base)
            } else {
                appendTail(list, from: range.lowerBound, base: base)
            }
            base = last &+ 1
        }
    }

    private mutating func setTable(_ start: Int, _ rows: Int, column: Int, _ row: Int, _ value: UInt32) {
        let at = start + (column * rows + row) * 4
        for byte in 0..<4 { postings[at + byte] = UInt8(truncatingIfNeeded: value >> UInt32(byte * 8)) }
    }

    private func impact(of range: Range<Int>, in list: borrowing PostingsBuffer) -> UInt32 {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: range.count) { lengths in
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: range.count) { frequencies in
                for (place, index) in range.enumerated() {
                    lengths[place] = norms[Int(list.items[index])]
                    frequencies[place] = list.counts[index] &+ list.extras[index]
                }
                return Impact(
                    frequencies: UnsafeBufferPointer(frequencies), norms: UnsafeBufferPointer(lengths)
                ).bits
            }
        }
    }

    private mutating func appendBlock(_ list: borrowing PostingsBuffer, from: Int, base: UInt32) {
        list.items.withUnsafeBufferPointer { items in
            guard let items = items.baseAddress else { return }
            let width = BlockPacking.deltaWidth(items + from, base: base)
            postings.append(UInt8(width))
            withUnsafeTemporaryAllocation(byteCount: 16 * 32, alignment: 16) { packed in
                guard let target = packed.baseAddress else { return }
                BlockPacking.packDeltas(items + from, base: base, width: width, into: target)
                postings.append(contentsOf: packed.prefix(BlockPacking.byteCount(width: width)))
            }
        }
        guard list.hasOccurrences else { return }
        let range = from..<from + PostingsFormat.blockSize
        for (place, index) in range.enumerated() { block[place] = list.counts[index] - 1 }
        let extras = range.filter { list.extras[$0] > 0 }
        block.withUnsafeBufferPointer { values in
            guard let values = values.baseAddress else { return }
            let width = BlockPacking.width(values)
            postings.append(UInt8(width))
            postings.append(UInt8(extras.count))
            postings.appendPacked(values, width: width)
        }
        for index in extras {
            postings.append(UInt8(index - from))
            postings.appendVarint(UInt64(list.extras[index]))
        }
    }

    private mutating func appendTail(_ list: borrowing PostingsBuffer, from: Int, base: UInt32) {
        var next = base
        for index in from..<list.items.count {
            let delta = UInt64(list.items[index] - next)
            next = list.items[index] &+ 1
            guard list.hasOccurrences else {
                postings.appendVarint(delta)
                continue
            }
            postings.appendPosting(delta, count: list.counts[index], extra: list.extras[index])
        }
    }
}

extension [UInt8] {
    /// Appends a posting of a tail: a number with its count and extra where they are not one and none.
    mutating func appendPosting(_ number: UInt64, count: UInt32, extra: UInt32) {
        let shape =
            (count > 1 ? PostingsFormat.severalShape : 0) | (extra > 0 ? PostingsFormat.extraShape : 0)
        appendVarint(number << 2 | shape)
        if count > 1 { appendVarint(UInt64(count - 2)) }
        if extra > 0 { appendVarint(UInt64(extra - 1)) }
    }
}
