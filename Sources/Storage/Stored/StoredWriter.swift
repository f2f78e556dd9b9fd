// Owns: writing stored records, in the format of StoredFormat.swift.

import CCompress

/// Compresses records given in the order of their items: first all data, then the index.
public final class StoredWriter {
    private let context = ZstandardContext()
    private var block: [UInt8] = []
    private var blockFirst: UInt32 = 0
    private var rows: [(offset: UInt64, first: UInt32, size: UInt32)] = []
    private var items: UInt32 = 0
    private var offset: UInt64 = 0
    private var packed: [UInt8] = []
    private let dictionary: [UInt8]
    private let blockSize: Int

    /// - Parameter dictionary: of ``StoredDictionary``; empty for none.
    public init(dictionary: [UInt8] = []) {
        self.dictionary = dictionary
        blockSize = dictionary.isEmpty ? StoredFormat.blockSize : StoredFormat.blockSizeWithDictionary
        let isLoaded = dictionary.withUnsafeBytes { context.load($0) }
        precondition(isLoaded, "a dictionary that is none")
    }

    /// Adds the next item's record to the data section, which is open.
    public func append(_ record: [UInt8], to file: inout SectionFileWriter) throws(StorageError) {
        block.appendVarint(UInt64(record.count))
        block.append(contentsOf: record)
        items += 1
        if block.count >= blockSize { try endBlock(&file) }
    }

    /// Writes the last block of the data section.
    public func finishData(to file: inout SectionFileWriter) throws(StorageError) {
        if !block.isEmpty { try endBlock(&file) }
    }

    private func endBlock(_ file: inout SectionFileWriter) throws(StorageError) {
        context.compress(block, level: StoredFormat.level, into: &packed)
        rows.append((offset, blockFirst, UInt32(block.count)))
        try file.append(packed)
        offset += UInt64(packed.count)
        blockFirst = items
        block.removeAll(keepingCapacity: true)
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

    func compress(_ source: [UInt8], level: Int32, into target: inout [UInt8]) {
        let bound = boxfish_zstd_bound(source.count)
        target.removeAll(keepingCapacity: true)
        target.append(contentsOf: repeatElement(0, count: bound))
        let size = source.withUnsafeBytes { input in
            target.withUnsafeMutableBytes { output in
                boxfish_zstd_compress(
                    context, input.baseAddress, input.count, output.baseAddress, output.count, level)
            }
        }
        precondition(size >= 0, "zstd fails only when the target is too small")
        target.removeLast(target.count - Int(size))
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
