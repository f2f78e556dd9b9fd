// Owns: opening the envelope of SectionFileFormat.swift and checking its pages as they are touched.

import Synchronization

/// An opened file. Thread-safe.
public final class SectionFile: Sendable {
    public let name: String
    public let identity: FileIdentity
    let bytes: MappedBytes
    /// In the order of the file.
    public let sections: [Section]
    private let byID: [UInt16: Section]

    /// Opens a file: header, footer and table are verified, the sections' pages when they are first touched. O(length of
    /// the table).
    ///
    /// - Throws: `StorageError.corrupt`, `StorageError.tooOld`, `StorageError.tooNew`, or `StorageError.io`.
    public static func open(
        _ bytes: MappedBytes, name: String, expecting kind: UInt16
    ) throws(StorageError) -> SectionFile {
        try SectionFile(bytes, name: name, expecting: kind)
    }

    private init(_ bytes: MappedBytes, name: String, expecting kind: UInt16) throws(StorageError) {
        self.name = name
        self.bytes = bytes
        let least = SectionFileFormat.headerSize + SectionFileFormat.footerSize
        guard bytes.count >= least else {
            throw .corrupt(file: name, offset: 0, expected: "at least \(least) bytes", got: "\(bytes.count)")
        }
        try bytes.load(0..<SectionFileFormat.headerSize, of: name)
        identity = try FileIdentity(header: bytes.buffer, file: name, expecting: kind)
        let table = try Self.footer(bytes, name)
        var reader = ByteReader(
            UnsafeRawBufferPointer(rebasing: bytes.buffer[table]), file: name, base: UInt64(table.lowerBound))
        var rows: [Row] = []
        for _ in 0..<(try reader.u32()) {
            rows.append(try Self.row(&reader, after: rows.last, before: table.lowerBound))
        }
        var sections: [Section] = []
        var byID: [UInt16: Section] = [:]
        for row in rows {
            let section = Section(
                bytes: bytes, file: name, offset: Int(row.offset), count: Int(row.length),
                checksums: try reader.bytes(row.pages * 4))
            guard byID.updateValue(section, forKey: row.id) == nil else {
                throw reader.corrupt("section \(row.id) once", "twice")
            }
            sections.append(section)
        }
        guard reader.isAtEnd, rows.last?.end ?? UInt64(SectionFileFormat.headerSize) == UInt64(table.lowerBound) else {
            throw reader.corrupt("a table right after \(rows.count) sections", "another")
        }
        self.sections = sections
        self.byID = byID
    }

    /// A row of the table.
    private struct Row {
        var id: UInt16
        var pages: Int
        var offset: UInt64
        var length: UInt64

        var end: UInt64 { offset + length }
    }

    /// Reads a row: sections lie one after another, with nothing between them but padding.
    private static func row(
        _ reader: inout ByteReader, after previous: Row?, before table: Int
    ) throws(StorageError) -> Row {
        let id = try reader.u16()
        _ = try reader.u16()
        let row = Row(id: id, pages: Int(try reader.u32()), offset: try reader.u64(), length: try reader.u64())
        let alignment = UInt64(SectionFileFormat.alignment)
        let start = ((previous?.end ?? UInt64(SectionFileFormat.headerSize)) + alignment - 1) / alignment * alignment
        let pageSize = UInt64(SectionFileFormat.pageSize)
        guard row.offset == start, start <= UInt64(table), row.length <= UInt64(table) - start,
            UInt64(row.pages) == (row.length + pageSize - 1) / pageSize
        else {
            throw reader.corrupt(
                "a section at \(start) that ends before \(table)",
                "\(row.length) bytes at \(row.offset) in \(row.pages) pages")
        }
        return row
    }

    /// Where the table lies.
    private static func footer(_ bytes: MappedBytes, _ name: String) throws(StorageError) -> Range<Int> {
        let start = bytes.count - SectionFileFormat.footerSize
        try bytes.load(start..<bytes.count, of: name)
        let footer = UnsafeRawBufferPointer(rebasing: bytes.buffer[start...])
        var reader = ByteReader(footer, file: name, base: UInt64(start))
        let table = try reader.u64()
        let length = try reader.u64()
        let fileLength = try reader.u64()
        let tableCRC = try reader.u32()
        let crc = Checksum.crc32c(UnsafeRawBufferPointer(rebasing: footer[..<28]))
        let stored = try reader.u32()
        guard try reader.bytes(8).elementsEqual(SectionFileFormat.magic), crc == stored else {
            throw .corrupt(file: name, offset: UInt64(start), expected: "a footer", got: "a cut or damaged end")
        }
        guard fileLength == UInt64(bytes.count), table >= UInt64(SectionFileFormat.headerSize),
            table <= UInt64(start), length == UInt64(start) - table
        else {
            throw .corrupt(
                file: name, offset: UInt64(start), expected: "\(fileLength) bytes", got: "\(bytes.count) bytes")
        }
        let range = Int(table)..<start
        try bytes.load(range, of: name)
        let found = Checksum.crc32c(UnsafeRawBufferPointer(rebasing: bytes.buffer[range]))
        guard found == tableCRC else {
            throw .corrupt(file: name, offset: table, expected: "checksum \(tableCRC)", got: "\(found)")
        }
        return range
    }

    /// The file's length.
    public var byteCount: Int { bytes.count }

    public func section(_ id: UInt16) throws(StorageError) -> Section {
        guard let section = byID[id] else {
            throw .corrupt(file: name, offset: 0, expected: "section \(id)", got: "none")
        }
        return section
    }

    /// Verifies every page of every section, and that the padding between them is zero. O(file).
    public func verifyAll() throws(StorageError) {
        try verifyPadding()
        for section in sections { try section.verify(pages: 0..<section.pageCount) }
    }

    /// Verifies that what lies between the sections is zero: no page's checksum covers it.
    public func verifyPadding() throws(StorageError) {
        var covered = SectionFileFormat.headerSize
        for section in sections {
            try verifyZero(covered..<Int(section.fileOffset))
            covered = Int(section.fileOffset) + section.count
        }
    }

    private func verifyZero(_ range: Range<Int>) throws(StorageError) {
        try bytes.load(range, of: name)
        for offset in range where bytes.buffer[offset] != 0 {
            throw .corrupt(
                file: name, offset: UInt64(offset), expected: "padding of zeros", got: "\(bytes.buffer[offset])")
        }
    }
}

/// A section of an opened file. A page's checksum is verified when the page is first touched, once for as long as the
/// file is open; later touches cost a bit test. Thread-safe.
///
/// Lifetime: the section keeps the file's bytes alive; a pointer taken from it must not outlive it.
public final class Section: Sendable {
    public let fileName: String
    /// Where it begins in the file.
    public let fileOffset: UInt64
    public let count: Int
    private let bytes: MappedBytes
    private let start: Int
    private let checksums: [UInt32]
    /// Bit n: page n has been verified.
    private let verified: [Flags]
    private let wholeIsVerified = Atomic<Bool>(false)

    /// 64 page bits.
    private final class Flags: Sendable {
        let bits = Atomic<UInt64>(0)
    }

    init(bytes: MappedBytes, file: String, offset: Int, count: Int, checksums: UnsafeRawBufferPointer) {
        self.bytes = bytes
        fileName = file
        fileOffset = UInt64(offset)
        start = offset
        self.count = count
        let pages = checksums.count / 4
        self.checksums = (0..<pages).map {
            UInt32(littleEndian: checksums.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self))
        }
        verified = (0..<(pages + 63) / 64).map { _ in Flags() }
    }

    /// An error that names the file and the place.
    public func corrupt(at offset: UInt64, expected: String, got: String) -> StorageError {
        .corrupt(file: fileName, offset: fileOffset &+ offset, expected: expected, got: got)
    }

    /// Some of the section's bytes, verified.
    public func bytes(at offset: UInt64, count: UInt64) throws(StorageError) -> UnsafeRawBufferPointer {
        guard offset <= UInt64(self.count), count <= UInt64(self.count) - offset else {
            throw corrupt(
                at: min(offset, UInt64(self.count)), expected: "\(count) bytes",
                got: "a section of \(self.count) bytes")
        }
        let from = Int(offset)
        if !wholeIsVerified.load(ordering: .acquiring), count > 0 {
            try verifyOnce(
                pages: from / SectionFileFormat.pageSize...(from + Int(count) - 1) / SectionFileFormat.pageSize)
        }
        return UnsafeRawBufferPointer(start: bytes.base + start + from, count: Int(count))
    }

    /// All bytes, verified. O(1) after the first time.
    public func all() throws(StorageError) -> UnsafeRawBufferPointer {
        let result = try bytes(at: 0, count: UInt64(count))
        // Written once: all threads read it at every call.
        if !wholeIsVerified.load(ordering: .relaxed) { wholeIsVerified.store(true, ordering: .releasing) }
        return result
    }

    private func verifyOnce(pages: ClosedRange<Int>) throws(StorageError) {
        for page in pages {
            if verified[page >> 6].bits.load(ordering: .acquiring) >> UInt64(page & 63) & 1 != 0 { continue }
            try verify(page: page)
            note(page)
        }
    }

    private func verify(page: Int) throws(StorageError) {
        let from = page * SectionFileFormat.pageSize
        let length = min(SectionFileFormat.pageSize, count - from)
        try bytes.load(start + from..<start + from + length, of: fileName)
        let found = Checksum.crc32c(UnsafeRawBufferPointer(start: bytes.base + start + from, count: length))
        guard found == checksums[page] else {
            throw corrupt(at: UInt64(from), expected: "checksum \(checksums[page])", got: "\(found)")
        }
    }

    /// How many pages have a checksum.
    public var pageCount: Int { checksums.count }

    /// Verifies pages again, whatever was verified before. O(pages).
    public func verify(pages: Range<Int>) throws(StorageError) {
        for page in pages {
            try verify(page: page)
            note(page)
        }
    }

    private func note(_ page: Int) { verified[page >> 6].bits.bitwiseOr(1 << UInt64(page & 63), ordering: .releasing) }
}
