// Owns: writing stored records, in the format of StoredFormat.swift.

import CCompress

/// Some consecutive records, compressed: whole blocks.
public struct PackedRecords: Sendable {
    fileprivate struct Block {
        var items: UInt32
        /// Uncompressed.
        var size: UInt32
        /// Compressed.
        var length: Int
    }

    fileprivate var blocks: [Block] = []
    fileprivate var bytes: [UInt8] = []

    /// How many bytes they take.
    public var byteCount: Int { bytes.count }
}

/// Compresses records, on any thread: what it makes is put together by a ``StoredWriter``. Not thread-safe.
public final class RecordPacker {
    private let context = ZstandardContext()
    private let blockSize: Int
    private var block: [UInt8] = []
    private var blockItems: UInt32 = 0
    private var result = PackedRecords()

    /// - Parameter dictionary: of ``StoredDictionary``; empty for none.
    public init(dictionary: [UInt8] = []) {
        blockSize = dictionary.isEmpty ? StoredFormat.blockSize : StoredFormat.blockSizeWithDictionary
        let isLoaded = dictionary.withUnsafeBytes { context.load($0) }
        precondition(isLoaded, "a dictionary that is none")
    }

    /// Adds the next record.
    public func append(_ record: UnsafeRawBufferPointer) {
        block.appendVarint(UInt64(record.count))
        block.append(contentsOf: record)
        blockItems += 1
        if block.count >= blockSize { endBlock() }
    }

    private func endBlock() {
        let before = result.bytes.count
        context.compress(block, level: StoredFormat.level, appendingTo: &result.bytes)
        result.blocks.append(
            PackedRecords.Block(
                items: blockItems, size: UInt32(block.count), length: result.bytes.count - before))
        block.removeAll(keepingCapacity: true)
        blockItems = 0
    }

    /// Bytes of the whole blocks so far.
    public var byteCount: Int { result.bytes.count }

    /// Takes the records added so far, the last block ended if `isLast`, and otherwise kept for the next time.
    public func take(isLast: Bool) -> PackedRecords {
        if isLast, !block.isEmpty { endBlock() }
        defer { result = PackedRecords() }
        return result
    }
}

/// Writes records packed in the order of their items: first all data, then the index.
public struct StoredWriter: ~Copyable {
    private let dictionary: [UInt8]
    private var rows: [(offset: UInt64, first: UInt32, size: UInt32)] = []
    private var items: UInt32 = 0
    private var offset: UInt64 = 0

    /// - Parameter dictionary: that of the packers.
    public init(dictionary: [UInt8] = []) { self.dictionary = dictionary }

    /// Adds the next records to the data section, which is open.
    public mutating func append(_ records: PackedRecords, to file: inout SectionFileWriter) throws(StorageError) {
        for block in records.blocks {
            rows.append((offset, items, block.size))
            items += block.items
            offset += UInt64(block.length)
        }
        try file.append(records.bytes)
    }

    /// Writes the index section, which is open.
    public func writeIndex(to file: inout SectionFileWriter) throws(StorageError) {
        var index = ByteWriter()
        index.append(UInt64(items))
        index.append(UInt32(rows.count))
        index.append(UInt32(dictionary.count))
        for row in rows {
            index.append(row.offset)
            index.append(row.first)
            index.append(row.size)
        }
        index.append(offset)
        index.append(bytes: dictionary)
        try file.append(index.bytes)
    }
}

/// A zstd context. Used by one thread at a time.
///
/// Lifetime: owns the C context.
final class ZstandardContext {
    private let context: OpaquePointer

    init() {
        guard let context = boxfish_zstd_create() else { fatalError("out of memory") }
        self.context = context
    }

    deinit { boxfish_zstd_destroy(context) }

    /// Lets all later blocks have a dictionary; an empty one is none. Whether it can be one.
    func load(_ dictionary: UnsafeRawBufferPointer) -> Bool {
        dictionary.isEmpty || boxfish_zstd_load(context, dictionary.baseAddress, dictionary.count) == 0
    }

    func compress(_ source: [UInt8], level: Int32, appendingTo target: inout [UInt8]) {
        let start = target.count
        let bound = boxfish_zstd_bound(source.count)
        target.append(contentsOf: repeatElement(0, count: bound))
        let size = source.withUnsafeBytes { input in
            target.withUnsafeMutableBytes { output in
                boxfish_zstd_compress(
                    context, input.baseAddress, input.count, output.baseAddress.map { $0 + start }, bound, level)
            }
        }
        precondition(size >= 0, "zstd fails only when the target is too small")
        target.removeLast(bound - Int(size))
    }

    /// How many bytes a block says that it holds; negative where it does not say.
    func size(_ source: UnsafeRawBufferPointer) -> Int { Int(boxfish_zstd_size(source.baseAddress, source.count)) }

    /// Whether the bytes are a block of exactly `size` bytes, which then are in `target`. Ask for no size that the block
    /// itself does not say, for the memory is taken first.
    func decompress(_ source: UnsafeRawBufferPointer, size: Int, into target: inout [UInt8]) -> Bool {
        if target.count > size { target.removeLast(target.count - size) }
        if target.count < size { target += repeatElement(0, count: size - target.count) }
        let got = target.withUnsafeMutableBytes { output in
            boxfish_zstd_decompress(context, source.baseAddress, source.count, output.baseAddress, output.count)
        }
        return got == Int64(size)
    }
}
