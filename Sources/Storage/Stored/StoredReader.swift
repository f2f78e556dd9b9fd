// Owns: reading stored records, in the format of StoredFormat.swift.

/// The blocks that one thread decompressed last, of one segment and no other.
public final class StoredScratch {
    fileprivate struct Block {
        var bytes: [UInt8] = []
        /// Where each record of the block begins and ends.
        var records: [Range<Int>] = []
    }

    /// The most blocks that are kept, and about the most bytes of them.
    private static let capacity = 128
    private static let maximumBytes = 512 << 10

    fileprivate let context = ZstandardContext()
    fileprivate var hasDictionary = false
    /// The number of each block that is kept, in the order they came.
    fileprivate var numbers: [Int] = []
    fileprivate var blocks: [Block] = []
    private var byteCount = 0

    public init() {}

    /// A block to decompress into, in the memory of one that made room: those that came first do.
    fileprivate func room(for size: Int) -> Block {
        var block = Block()
        while !blocks.isEmpty, blocks.count == Self.capacity || byteCount + size > Self.maximumBytes {
            block = blocks.removeFirst()
            numbers.removeFirst()
            byteCount -= block.bytes.count
        }
        block.records.removeAll(keepingCapacity: true)
        return block
    }

    fileprivate func keep(_ block: Block, _ number: Int) {
        byteCount += block.bytes.count
        blocks.append(block)
        numbers.append(number)
    }
}

/// Stored records, opened. Thread-safe; each thread brings its own scratch.
public struct StoredReader: Sendable {
    private let data: Section
    private let index: Section
    /// How many records there are.
    public let count: Int
    /// Blocks, each compressed by itself.
    public let blockCount: Int
    private let dictionaryLength: Int

    public init(data: Section, index: Section) throws(StorageError) {
        self.data = data
        self.index = index
        var reader = ByteReader(try index.all(), section: index, offset: 0)
        let items = try reader.u64()
        blockCount = Int(try reader.u32())
        dictionaryLength = Int(try reader.u32())
        guard items < 1 << 32, blockCount > 0 || items == 0,
            index.count == 16 + blockCount * StoredFormat.rowSize + 8 + dictionaryLength
        else {
            throw reader.corrupt("an index of \(blockCount) blocks", "\(index.count) bytes")
        }
        count = Int(items)
    }

    /// How many bytes the compressed records take.
    public var size: Int { data.count }

    /// The dictionary of the records; empty: they have none.
    public func dictionary() throws(StorageError) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: try index.all().suffix(dictionaryLength))
    }

    private func loadDictionary(_ scratch: StoredScratch) throws(StorageError) {
        guard scratch.context.load(try dictionary()) else {
            throw index.corrupt(
                at: UInt64(index.count - dictionaryLength), expected: "a zstd dictionary", got: "other bytes")
        }
        scratch.hasDictionary = true
    }

    /// The rows of the index.
    ///
    /// Lifetime: borrows the section's bytes, which the reader keeps.
    private struct Rows {
        let bytes: UnsafeRawBufferPointer

        func offset(_ block: Int) -> UInt64 {
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place(block), as: UInt64.self))
        }

        func firstItem(_ block: Int) -> Int { number(place(block) + 8) }

        func size(_ block: Int) -> Int { number(place(block) + 12) }

        private func place(_ block: Int) -> Int { 16 + block * StoredFormat.rowSize }

        private func number(_ place: Int) -> Int {
            Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
        }
    }

    private func rows() throws(StorageError) -> Rows { Rows(bytes: try index.all()) }

    /// Calls `body` with an item's record. O(log blocks), and a block's decompression when it is not in the scratch.
    ///
    /// - Parameter item: below `count`.
    public func record<R>(
        at item: Int, _ scratch: StoredScratch, _ body: (UnsafeRawBufferPointer) throws -> R
    ) throws -> R {
        guard item >= 0, item < count else {
            throw index.corrupt(at: 0, expected: "an item below \(count)", got: "\(item)")
        }
        let rows = try rows()
        let number = block(of: item, rows)
        let place = try load(number, rows, scratch)
        let block = scratch.blocks[place]
        let record = item - rows.firstItem(number)
        guard record >= 0, record < block.records.count else {
            throw data.corrupt(
                at: rows.offset(number), expected: "record \(record)", got: "\(block.records.count) records")
        }
        return try block.bytes.withUnsafeBytes {
            try body(UnsafeRawBufferPointer(rebasing: $0[block.records[record]]))
        }
    }

    /// The last block that begins at an item or before, -1 for none. O(log blocks); where blocks hold about as many records
    /// each, most of it is near where it begins.
    private func block(of item: Int, _ rows: Rows) -> Int {
        guard blockCount > 0 else { return -1 }
        let guess = item * blockCount / count
        var low = guess
        var high = guess + 1
        var step = 1
        if rows.firstItem(guess) <= item {
            while high < blockCount, rows.firstItem(high) <= item {
                low = high
                high = min(high + step, blockCount)
                step *= 2
            }
        } else {
            (low, high) = (guess - 1, guess)
            while low >= 0, rows.firstItem(low) > item {
                high = low
                low = max(low - step, -1)
                step *= 2
            }
        }
        while high - low > 1 {
            let middle = (low + high) / 2
            if rows.firstItem(middle) <= item { low = middle } else { high = middle }
        }
        return low
    }

    /// The place in the scratch of a block, decompressed now unless it is there.
    private func load(_ number: Int, _ rows: Rows, _ scratch: StoredScratch) throws(StorageError) -> Int {
        guard number >= 0 else { throw index.corrupt(at: 16, expected: "a first block for item 0", got: "none") }
        if let known = scratch.numbers.firstIndex(of: number) { return known }
        if !scratch.hasDictionary { try loadDictionary(scratch) }
        let start = rows.offset(number)
        let end = rows.offset(number + 1)
        let size = rows.size(number)
        guard start <= end, size <= StoredFormat.maximumBlock else {
            throw index.corrupt(at: 16, expected: "ascending blocks", got: "block \(number) from \(start) to \(end)")
        }
        let packed = try data.bytes(at: start, count: end - start)
        guard scratch.context.size(packed) == size else {
            throw data.corrupt(at: start, expected: "a zstd block of \(size) bytes", got: "another")
        }
        var block = scratch.room(for: size)
        guard scratch.context.decompress(packed, size: size, into: &block.bytes) else {
            throw data.corrupt(at: start, expected: "a zstd block of \(size) bytes", got: "another")
        }
        try addRecords(of: block.bytes, at: start, to: &block.records)
        scratch.keep(block, number)
        return scratch.blocks.count - 1
    }

    private func addRecords(
        of bytes: [UInt8], at offset: UInt64, to records: inout [Range<Int>]
    ) throws(StorageError) {
        let result: Result<Void, StorageError> = bytes.withUnsafeBytes { buffer in
            do throws(StorageError) {
                var reader = ByteReader(buffer, section: data, offset: offset)
                while !reader.isAtEnd {
                    let length = Int(clamping: try reader.varint())
                    let start = reader.offset
                    _ = try reader.bytes(length)
                    records.append(start..<start + length)
                }
                return .success(())
            } catch { return .failure(error) }
        }
        try result.get()
    }

    /// Decompresses blocks and calls `body` with each record and its item: what `check` does. O(data). That all blocks give
    /// all items follows when it is called for all.
    public func verify(
        blocks: Range<Int>, _ scratch: StoredScratch, _ body: (Int, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let rows = try rows()
        for number in blocks {
            let block = scratch.blocks[try load(number, rows, scratch)]
            let first = rows.firstItem(number)
            let next = number + 1 < blockCount ? rows.firstItem(number + 1) : count
            guard number > 0 || first == 0, first + block.records.count == next else {
                throw index.corrupt(
                    at: 16, expected: "items \(first)..<\(next) in block \(number)",
                    got: "\(block.records.count) records")
            }
            try block.bytes.withUnsafeBytes { bytes in
                for (place, record) in block.records.enumerated() {
                    try body(first + place, UnsafeRawBufferPointer(rebasing: bytes[record]))
                }
            }
        }
    }
}
