// Owns: writing the envelope of SectionFileFormat.swift, to a file or to memory, in bounded memory.

import CPlatform

/// Writes sections one after another.
public struct SectionFileWriter {
    private struct Entry {
        var id: UInt16
        var offset: UInt64
        var length: UInt64
        var pages: [UInt32]
    }

    private let file: (any WritableFile)?
    /// What has not been written to the file yet; the whole file when it is in memory.
    private var buffer: [UInt8] = []
    private var written: UInt64 = 0
    private var entries: [Entry] = []
    private var pageCRC: UInt32 = 0
    private var pageFill = 0

    private static let bufferSize = 1 << 20

    /// - Parameter file: `nil` to keep the bytes in memory.
    public init(_ identity: FileIdentity, to file: (any WritableFile)?) {
        self.file = file
        buffer = identity.header()
    }

    private var position: UInt64 { written + UInt64(buffer.count) }

    public mutating func beginSection(_ id: UInt16) throws(StorageError) {
        precondition(!entries.contains { $0.id == id }, "section \(id) is written once")
        let padding = (SectionFileFormat.alignment - Int(position) % SectionFileFormat.alignment)
        if padding < SectionFileFormat.alignment { buffer.append(contentsOf: repeatElement(0, count: padding)) }
        entries.append(Entry(id: id, offset: position, length: 0, pages: []))
        pageCRC = 0
        pageFill = 0
    }

    public mutating func append(_ bytes: [UInt8]) throws(StorageError) {
        let result: Result<Void, StorageError> = bytes.withUnsafeBytes { source in
            do throws(StorageError) { return .success(try append(source)) } catch { return .failure(error) }
        }
        try result.get()
    }

    public mutating func append(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let chunk = UnsafeRawBufferPointer(rebasing: rest.prefix(SectionFileFormat.pageSize - pageFill))
            pageCRC = Checksum.crc32c(chunk, continuing: pageCRC)
            pageFill += chunk.count
            if pageFill == SectionFileFormat.pageSize { endPage() }
            rest = rest.dropFirst(chunk.count)
        }
        entries[entries.count - 1].length += UInt64(bytes.count)
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.bufferSize { try spill() }
    }

    private mutating func endPage() {
        entries[entries.count - 1].pages.append(pageCRC)
        pageCRC = 0
        pageFill = 0
    }

    private mutating func spill() throws(StorageError) {
        guard let file else { return }
        try file.append(buffer)
        written += UInt64(buffer.count)
        buffer.removeAll(keepingCapacity: true)
    }

    public mutating func endSection() throws(StorageError) {
        if pageFill > 0 { endPage() }
    }

    /// Writes table and footer; a file is not synced. No other call may follow but `bytes`.
    public mutating func finish() throws(StorageError) {
        let tableOffset = position
        var table = ByteWriter()
        table.append(UInt32(entries.count))
        for entry in entries {
            table.append(entry.id)
            table.append(UInt16(0))
            table.append(UInt32(entry.pages.count))
            table.append(entry.offset)
            table.append(entry.length)
        }
        for entry in entries { for page in entry.pages { table.append(page) } }
        var footer = ByteWriter()
        footer.append(tableOffset)
        footer.append(UInt64(table.bytes.count))
        footer.append(tableOffset + UInt64(table.bytes.count + SectionFileFormat.footerSize))
        footer.append(Checksum.crc32c(table.bytes))
        footer.append(Checksum.crc32c(footer.bytes))
        footer.append(bytes: SectionFileFormat.magic)
        buffer.append(contentsOf: table.bytes)
        buffer.append(contentsOf: footer.bytes)
        try spill()
    }

    /// The finished file, when it is in memory.
    public var bytes: [UInt8] { buffer }
}

/// CRC-32C.
public enum Checksum {
    public static func crc32c(_ bytes: UnsafeRawBufferPointer, continuing crc: UInt32 = 0) -> UInt32 {
        boxfish_crc32c(crc, bytes.baseAddress, bytes.count)
    }

    public static func crc32c(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { crc32c($0) } }
}
