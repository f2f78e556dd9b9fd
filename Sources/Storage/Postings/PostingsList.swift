// Owns: reading a postings list a block at a time, in the format of PostingsFormat.swift.

import Kernels

/// A stored list, opened.
///
/// Lifetime: it points into the segment's mapped bytes, so it must not outlive the segment it was opened from; the
/// engine holds the segment for the length of a search. Every offset is checked when the list is opened or a block
/// decoded, in release builds too.
public struct PostingsList {
    /// Postings, deleted items included.
    public let count: Int
    /// Blocks, the last one possibly short.
    public let blockCount: Int
    public let hasOccurrences: Bool
    /// Whether blocks have stored last items and impacts (lists of at least 128 postings).
    public let hasTable: Bool
    @usableFromInline let bytes: UnsafeRawBufferPointer
    private let single: TermEntry.Posting?
    private let location: SectionLocation

    /// - Throws: `StorageError.corrupt` when the list's table does not fit the bytes the dictionary gives it.
    public init(_ entry: TermEntry, in section: Section) throws(StorageError) {
        count = Int(entry.count)
        hasOccurrences = entry.hasOccurrences
        let size = PostingsFormat.blockSize
        blockCount = (count + size - 1) / size
        hasTable = count >= size
        location = SectionLocation(section: section, offset: entry.postingsOffset)
        guard count > 1 else {
            single = entry.single
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        single = nil
        bytes = try section.bytes(at: entry.postingsOffset, count: entry.postingsLength)
        guard !hasTable || bytes.count >= blockCount * (PostingsFormat.rowSize + (hasOccurrences ? 4 : 0)) else {
            throw location.corrupt(0, "a table of \(blockCount) blocks", "\(bytes.count) bytes")
        }
    }

    @inlinable
    func table(_ column: Int, _ block: Int) -> UInt32 {
        precondition(hasTable && block >= 0 && block < blockCount)
        return UInt32(
            littleEndian: bytes.loadUnaligned(fromByteOffset: (column * blockCount + block) * 4, as: UInt32.self))
    }

    /// The largest item of a block. Only for lists with a table.
    @inlinable
    public func lastItem(ofBlock block: Int) -> UInt32 { table(0, block) }

    /// The bound on a block's scores. Only for lists with a table.
    @inlinable
    public func impact(ofBlock block: Int) -> Impact { Impact(bits: table(1, block)) }

    /// How many occurrences the blocks before one have. Only for lists with occurrences.
    public func firstOccurrence(ofBlock block: Int) -> Int { hasTable ? Int(table(3, block)) : 0 }

    /// The first block at or after `from` whose last item is at least `target`; `blockCount` when there is none.
    /// Gallops, then halves: O(log distance).
    @inlinable
    public func block(containing target: UInt32, from: Int) -> Int {
        guard hasTable else { return from }
        var low = from
        var step = 1
        while low + step < blockCount, lastItem(ofBlock: low + step) < target {
            low += step
            step *= 2
        }
        var high = min(low + step, blockCount)
        while low < high {
            let middle = (low + high) / 2
            if lastItem(ofBlock: middle) < target { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Decodes a block's items, and where they lie between the items, their frequencies too.
    ///
    /// - Parameters:
    ///   - items: room for 128.
    ///   - frequencies: room for 128.
    /// - Returns: how many postings the block has, and whether `frequencies` is filled: otherwise
    ///   ``decodeFrequencies(block:into:)`` fills it.
    public func decodeItems(
        block: Int, into items: UnsafeMutablePointer<UInt32>, frequencies: UnsafeMutablePointer<UInt32>
    ) throws(StorageError) -> (count: Int, hasFrequencies: Bool) {
        guard let start = startOfFull(block) else {
            return (try decodeShort(block, items, frequencies, withExtras: true), true)
        }
        try unpackItems(block, at: start, into: items)
        return (PostingsFormat.blockSize, false)
    }

    /// Decodes the frequencies of a block (count and extra; 1 in lists without occurrences) that
    /// ``decodeItems(block:into:frequencies:)`` left out.
    public func decodeFrequencies(
        block: Int, into frequencies: UnsafeMutablePointer<UInt32>
    ) throws(StorageError) {
        guard let start = startOfFull(block) else { return }
        try decodeCounts(start, frequencies, withExtras: true)
    }

    /// Decodes a block's items and frequencies.
    ///
    /// - Returns: how many postings the block has.
    public func decode(
        block: Int, items: UnsafeMutablePointer<UInt32>, frequencies: UnsafeMutablePointer<UInt32>
    ) throws(StorageError) -> Int {
        let (count, hasFrequencies) = try decodeItems(block: block, into: items, frequencies: frequencies)
        if !hasFrequencies { try decodeFrequencies(block: block, into: frequencies) }
        return count
    }

    /// Decodes a block's items and counts, without the extras.
    ///
    /// - Parameters:
    ///   - items: room for 128.
    ///   - counts: room for 128.
    /// - Returns: how many postings the block has.
    public func decode(
        block: Int, items: UnsafeMutablePointer<UInt32>, counts: UnsafeMutablePointer<UInt32>
    ) throws(StorageError) -> Int {
        guard let start = startOfFull(block) else { return try decodeShort(block, items, counts, withExtras: false) }
        try unpackItems(block, at: start, into: items)
        try decodeCounts(start, counts, withExtras: false)
        return PostingsFormat.blockSize
    }

    /// Decodes a block's counts, without the extras.
    ///
    /// - Parameter counts: room for 128.
    /// - Returns: how many postings the block has.
    public func decodeCounts(block: Int, into counts: UnsafeMutablePointer<UInt32>) throws(StorageError) -> Int {
        if let start = startOfFull(block) {
            try decodeCounts(start, counts, withExtras: false)
            return PostingsFormat.blockSize
        }
        let result: Result<Int, StorageError> = withUnsafeTemporaryAllocation(
            of: UInt32.self, capacity: PostingsFormat.blockSize
        ) { items in
            guard let items = items.baseAddress else { return .success(0) }
            do throws(StorageError) {
                return .success(try decodeShort(block, items, counts, withExtras: false))
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// The items of a full block, ascending whatever its bytes say: so all are at most the last.
    private func unpackItems(_ block: Int, at start: Int, into items: UnsafeMutablePointer<UInt32>) throws(StorageError)
    {
        let width = try width(at: start)
        let base = base(of: block)
        BlockPacking.unpackDeltas(try packed(width, at: start + 1), base: base, width: width, into: items)
        // A block's deltas of 24 bits are less than 2^31 together.
        if width <= 24, base < 1 << 31 { return }
        for place in 1..<PostingsFormat.blockSize where items[place - 1] >= items[place] {
            throw location.corrupt(start, "an item above \(items[place - 1])", "\(items[place])")
        }
        if items[0] < base { throw location.corrupt(start, "an item from \(base) on", "\(items[0])") }
    }

    /// Where a full block begins; `nil` for a tail and for a single posting.
    private func startOfFull(_ block: Int) -> Int? {
        hasTable && (block + 1) * PostingsFormat.blockSize <= count ? Int(table(2, block)) : nil
    }

    private func base(of block: Int) -> UInt32 { block == 0 ? 0 : table(0, block - 1) &+ 1 }

    private func decodeShort(
        _ block: Int, _ items: UnsafeMutablePointer<UInt32>, _ counts: UnsafeMutablePointer<UInt32>, withExtras: Bool
    ) throws(StorageError) -> Int {
        if let single {
            items[0] = single.item
            counts[0] = single.count &+ (withExtras ? single.extra : 0)
            return 1
        }
        let rest = count - block * PostingsFormat.blockSize
        let start = hasTable ? Int(table(2, block)) : 0
        try decodeTail(at: start, count: rest, base: hasTable ? base(of: block) : 0, items, counts, withExtras)
        return rest
    }

    private func width(at place: Int) throws(StorageError) -> Int {
        guard place < bytes.count, bytes[place] <= 32 else { throw location.corrupt(place, "a width", "none") }
        return Int(bytes[place])
    }

    private func packed(_ width: Int, at place: Int) throws(StorageError) -> UnsafeRawPointer {
        guard let origin = bytes.baseAddress, place + BlockPacking.byteCount(width: width) <= bytes.count else {
            throw location.corrupt(place, "a block of \(width) bits", "the list's end")
        }
        return origin + place
    }

    /// The counts of the full block at `start`.
    private func decodeCounts(
        _ start: Int, _ counts: UnsafeMutablePointer<UInt32>, withExtras: Bool
    ) throws(StorageError) {
        guard hasOccurrences else {
            counts.update(repeating: 1, count: PostingsFormat.blockSize)
            return
        }
        var at = start + 1 + BlockPacking.byteCount(width: try width(at: start))
        let countWidth = try width(at: at)
        BlockPacking.unpack(try packed(countWidth, at: at + 2), width: countWidth, into: counts)
        for index in 0..<PostingsFormat.blockSize { counts[index] &+= 1 }
        guard withExtras else { return }
        let extraCount = Int(bytes[at + 1])
        at += 2 + BlockPacking.byteCount(width: countWidth)
        for _ in 0..<extraCount {
            guard at < bytes.count, bytes[at] < PostingsFormat.blockSize else {
                throw location.corrupt(at, "an extra's place", "none")
            }
            let place = Int(bytes[at])
            at += 1
            counts[place] &+= try location.varint32(bytes, &at)
        }
    }

    private func decodeTail(
        at start: Int, count: Int, base: UInt32, _ items: UnsafeMutablePointer<UInt32>,
        _ counts: UnsafeMutablePointer<UInt32>, _ withExtras: Bool
    ) throws(StorageError) {
        var at = start
        var next = UInt64(base)
        for index in 0..<count {
            var delta = try location.varint(bytes, &at)
            var frequency: UInt64 = 1
            if hasOccurrences {
                let shape = delta & 3
                delta >>= 2
                if shape & PostingsFormat.severalShape != 0 {
                    frequency = UInt64(try location.varint32(bytes, &at)) + 2
                }
                if shape & PostingsFormat.extraShape != 0 {
                    let extra = UInt64(try location.varint32(bytes, &at)) + 1
                    if withExtras { frequency += extra }
                }
            }
            // `next` is 2^32 behind the largest item: nothing can follow it.
            let (item, isOver) = next.addingReportingOverflow(delta)
            guard !isOver, item <= UInt64(UInt32.max), frequency <= UInt64(UInt32.max) else {
                throw location.corrupt(at, "an item and a frequency of 32 bits", "\(item), \(frequency)")
            }
            items[index] = UInt32(item)
            counts[index] = UInt32(frequency)
            next = item + 1
        }
    }
}

/// Where in which file a structure begins: what its errors name.
struct SectionLocation {
    let section: Section
    let offset: UInt64

    func corrupt(_ at: Int, _ expected: String, _ got: String) -> StorageError {
        section.corrupt(at: offset + UInt64(at), expected: expected, got: got)
    }

    /// Reads a LEB128 number, bounds checked.
    func varint(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) throws(StorageError) -> UInt64 {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while at < bytes.count, shift < 63 || shift == 63 && bytes[at] <= 1 {
            let byte = bytes[at]
            at += 1
            result |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return result }
            shift += 7
        }
        throw corrupt(at, "a number of at most 64 bits", at < bytes.count ? "more" : "the end")
    }

    /// Reads a LEB128 number that must fit 32 bits.
    func varint32(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) throws(StorageError) -> UInt32 {
        let value = try varint(bytes, &at)
        guard let small = UInt32(exactly: value) else { throw corrupt(at, "a number of at most 32 bits", "\(value)") }
        return small
    }
}
