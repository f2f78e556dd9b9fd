// Owns: reading stored records, in the format of StoredFormat.swift.

/// The blocks that one thread decompressed last, of one segment and no other.
public final class StoredScratch {
    fileprivate struct Block {
        var number: Int
        var bytes: [UInt8]
        /// Where each record of the block begins and ends.
        var records: [Range<Int>]
        var used: UInt64
    }

    fileprivate static let capacity = 32
    fileprivate let context = ZstandardContext()
    fileprivate var hasDictionary = false
    fileprivate var blocks: [Block] = []
    fileprivate var clock: UInt64 = 0

    public init() {}
}

/// Stored records, opened. Thread-safe; each thread brings its own scratch.
public struct StoredReader: Sendable {
    private let data: Section
    private let index: Section
    /// How many records there are.
    public let count: Int
    private let blockCount: Int
    private let dictionaryLength: Int

    public init(data: Section, index: Section) throws(StorageError) {
        self.data = data
        self.index = index
        var reader = ByteReader(try index.all(), section: index, offset: 0)
        let items = try reader.u64()
        blockCount = Int(try reader.u32())
        dictionaryLength = Int(try reader.u32())
        guard items < 1 << 32, index.count == 16 + blockCount * StoredFormat.rowSize + 8 + dictionaryLength else {
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

    private func offset(_ block: Int) throws(StorageError) -> UInt64 {
        let bytes = try index.all()
        return UInt64(
            littleEndian: bytes.loadUnaligned(
                fromByteOffset: 16 + block * StoredFormat.rowSize, as: UInt64.self))
    }

    private func number(_ block: Int, at column: Int) throws(StorageError) -> Int {
        let at = 16 + block * StoredFormat.rowSize + column
        return Int(UInt32(littleEndian: try index.all().loadUnaligned(fromByteOffset: at, as: UInt32.self)))
    }

    private func firstItem(_ block: Int) throws(StorageError) -> Int { try number(block, at: 8) }

    /// Calls `body` with an item's record. O(log blocks), and a block's decompression when it is not in the scratch.
    ///
    /// - Parameter item: below `count`.
    public func record<R>(
        at item: Int, _ scratch: StoredScratch, _ body: (UnsafeRawBufferPointer) throws -> R
    ) throws -> R {
        guard item >= 0, item < count else {
            throw index.corrupt(at: 0, expected: "an item below \(count)", got: "\(item)")
        }
        var low = 0
        var high = blockCount
        while low < high {
            let middle = (low + high) / 2
            if try firstItem(middle) <= item { low = middle + 1 } else { high = middle }
        }
        let place = try load(low - 1, scratch)
        let block = scratch.blocks[place]
        let record = item - (try firstItem(block.number))
        guard record >= 0, record < block.records.count else {
            throw data.corrupt(
                at: try offset(block.number), expected: "record \(record)", got: "\(block.records.count) records")
        }
        return try block.bytes.withUnsafeBytes {
            try body(UnsafeRawBufferPointer(rebasing: $0[block.records[record]]))
        }
    }

    /// The place in the scratch of a block, decompressed now unless it is there.
    private func load(_ number: Int, _ scratch: StoredScratch) throws(StorageError) -> Int {
        guard number >= 0 else { throw index.corrupt(at: 16, expected: "a first block for item 0", got: "none") }
        scratch.clock += 1
        if let known = scratch.blocks.firstIndex(where: { $0.number == number }) {
            scratch.blocks[known].used = scratch.clock
            return known
        }
        if !scratch.hasDictionary { try loadDictionary(scratch) }
        let start = try offset(number)
        let end = try offset(number + 1)
        let size = try self.number(number, at: 12)
        guard start <= end, size <= StoredFormat.maximumBlock else {
            throw index.corrupt(at: 16, expected: "ascending blocks", got: "block \(number) from \(start) to \(end)")
        }
        let packed = try data.bytes(at: start, count: end - start)
        // The block that was not used for longest makes room, and lends its memory.
        var block = StoredScratch.Block(number: number, bytes: [], records: [], used: scratch.clock)
        if scratch.blocks.count == StoredScratch.capacity,
            let oldest = scratch.blocks.indices.min(by: { scratch.blocks[$0].used < scratch.blocks[$1].used })
        {
            block.bytes = scratch.blocks.remove(at: oldest).bytes
        }
        guard scratch.context.decompress(packed, size: size, into: &block.bytes) else {
            throw data.corrupt(at: start, expected: "a zstd block of \(size) bytes", got: "another")
        }
        block.records = try records(block.bytes, start)
        scratch.blocks.append(block)
        return scratch.blocks.count - 1
    }

    private func records(_ bytes: [UInt8], _ offset: UInt64) throws(StorageError) -> [Range<Int>] {
        let result: Result<[Range<Int>], StorageError> = bytes.withUnsafeBytes { buffer in
            do throws(StorageError) {
                var reader = ByteReader(buffer, section: data, offset: offset)
                var ranges: [Range<Int>] = []
                while !reader.isAtEnd {
                    let length = Int(clamping: try reader.varint())
                    let start = reader.offset
                    _ = try reader.bytes(length)
                    ranges.append(start..<start + length)
                }
                return .success(ranges)
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// Decompresses every block and counts its records: what `check` does. O(data).
    public func verify() throws(StorageError) {
        let scratch = StoredScratch()
        var items = 0
        for block in 0..<blockCount {
            guard try firstItem(block) == items else {
                throw index.corrupt(at: 16, expected: "block \(block) to begin at item \(items)", got: "another")
            }
            items += scratch.blocks[try load(block, scratch)].records.count
        }
        guard items == count else { throw index.corrupt(at: 0, expected: "\(count) records", got: "\(items)") }
    }
}
