// Owns: opening the envelope of SectionFileFormat.swift and checking its pages as they are touched.

import Synchronization

/// An opened file. Thread-safe.
public final class SectionFile: Sendable {
    public let name: String
    public let identity: FileIdentity
    let bytes: MappedBytes
    private let sections: [UInt16: Section]

    /// Opens a file: header, footer and table are verified, the sections' pages when they are first touched. O(sections +
    /// pages of the table).
    ///
    /// - Throws: ``StorageError/corrupt``, ``StorageError/tooOld`` or ``StorageError/tooNew``.
    public static func open(
        _ bytes: MappedBytes, name: String, expecting kind: UInt16
    ) throws(StorageError) -> SectionFile {
        try SectionFile(bytes, name: name, expecting: kind)
    }

    private init(_ bytes: MappedBytes, name: String, expecting kind: UInt16) throws(StorageError) {
        self.name = name
        self.bytes = bytes
        identity = try Self.identity(bytes, name, kind)
        let footer = try Self.footer(bytes, name)
        var sections: [UInt16: Section] = [:]
        var reader = ByteReader(
            UnsafeRawBufferPointer(rebasing: bytes.buffer[footer]), file: name, base: UInt64(footer.lowerBound))
        var rows: [(id: UInt16, pages: Int, offset: UInt64, length: UInt64)] = []
        for _ in 0..<(try reader.u32()) {
            let id = try reader.u16()
            _ = try reader.u16()
            let pages = Int(try reader.u32())
            let row = (id, pages, try reader.u64(), try reader.u64())
            guard row.2 <= UInt64(footer.lowerBound), row.3 <= UInt64(footer.lowerBound) - row.2,
                UInt64(pages) == (row.3 + UInt64(SectionFileFormat.pageSize) - 1) / UInt64(SectionFileFormat.pageSize)
            else { throw reader.corrupt("a section before byte \(footer.lowerBound)", "\(row.3) bytes at \(row.2)") }
            rows.append(row)
        }
        for row in rows {
            let checksums = try reader.bytes(row.pages * 4)
            sections[row.id] = Section(
                bytes: bytes, file: name, offset: Int(row.offset), count: Int(row.length), checksums: checksums)
        }
        self.sections = sections
    }

    private static func identity(
        _ bytes: MappedBytes, _ name: String, _ kind: UInt16
    ) throws(StorageError) -> FileIdentity {
        guard bytes.count >= SectionFileFormat.headerSize + SectionFileFormat.footerSize else {
            throw .corrupt(
                file: name, offset: 0,
                expected: "at least \(SectionFileFormat.headerSize + SectionFileFormat.footerSize) bytes",
                got: "\(bytes.count)")
        }
        var reader = ByteReader(
            UnsafeRawBufferPointer(rebasing: bytes.buffer[..<SectionFileFormat.headerSize]), file: name, base: 0)
        guard try reader.bytes(8).elementsEqual(SectionFileFormat.magic) else {
            throw .corrupt(file: name, offset: 0, expected: "a file of boxfish", got: "another")
        }
        let found = try reader.u16()
        let version = try reader.u16()
        _ = try reader.u32()
        let low = try reader.u64()
        let identity = FileIdentity(
            kind: found, index: KeyHash(high: try reader.u64(), low: low), generation: try reader.u64())
        let crc = Checksum.crc32c(UnsafeRawBufferPointer(rebasing: bytes.buffer[..<60]))
        _ = try reader.bytes(20)
        let stored = try reader.u32()
        guard crc == stored else {
            throw .corrupt(file: name, offset: 60, expected: "checksum \(crc)", got: "\(stored)")
        }
        guard version >= SectionFileFormat.oldestVersion else {
            throw .tooOld(file: name, version: version, oldest: SectionFileFormat.oldestVersion)
        }
        guard version <= SectionFileFormat.currentVersion else {
            throw .tooNew(file: name, version: version, newest: SectionFileFormat.currentVersion)
        }
        guard found == kind else {
            throw .corrupt(file: name, offset: 8, expected: "a file of kind \(kind)", got: "kind \(found)")
        }
        return identity
    }

    /// Where the table lies.
    private static func footer(_ bytes: MappedBytes, _ name: String) throws(StorageError) -> Range<Int> {
        let start = bytes.count - SectionFileFormat.footerSize
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
        let found = Checksum.crc32c(UnsafeRawBufferPointer(rebasing: bytes.buffer[range]))
        guard found == tableCRC else {
            throw .corrupt(file: name, offset: table, expected: "checksum \(tableCRC)", got: "\(found)")
        }
        return range
    }

    /// The file's length.
    public var byteCount: Int { bytes.count }

    public func section(_ id: UInt16) throws(StorageError) -> Section {
        guard let section = sections[id] else {
            throw .corrupt(file: name, offset: 0, expected: "section \(id)", got: "none")
        }
        return section
    }

    /// Verifies every page of every section, and that the padding between them is zero. O(file).
    public func verifyAll() throws(StorageError) {
        var covered = SectionFileFormat.headerSize
        // An empty section begins where the next one does.
        for section in sections.values.sorted(by: { ($0.fileOffset, $0.count) < ($1.fileOffset, $1.count) }) {
            guard covered <= Int(section.fileOffset) else {
                throw section.corrupt(at: 0, expected: "a section from byte \(covered) on", got: "an overlap")
            }
            try verifyZero(covered..<Int(section.fileOffset))
            try section.verifyAll()
            covered = Int(section.fileOffset) + section.count
        }
    }

    private func verifyZero(_ range: Range<Int>) throws(StorageError) {
        for offset in range where bytes.buffer[offset] != 0 {
            throw .corrupt(
                file: name, offset: UInt64(offset), expected: "padding of zeros", got: "\(bytes.buffer[offset])")
        }
    }
}

/// A section of an opened file. A page's checksum is verified when the page is first touched, once for as long as the file
/// is open; later touches cost a bit test. Thread-safe.
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
            try verify(pages: from / SectionFileFormat.pageSize...(from + Int(count) - 1) / SectionFileFormat.pageSize)
        }
        return UnsafeRawBufferPointer(start: bytes.base + start + from, count: Int(count))
    }

    /// All bytes, verified. O(1) after the first time.
    public func all() throws(StorageError) -> UnsafeRawBufferPointer {
        let result = try bytes(at: 0, count: UInt64(count))
        wholeIsVerified.store(true, ordering: .releasing)
        return result
    }

    private func verify(pages: ClosedRange<Int>) throws(StorageError) {
        for page in pages {
            let flag: UInt64 = 1 << UInt64(page & 63)
            if verified[page >> 6].bits.load(ordering: .acquiring) & flag != 0 { continue }
            try verify(page: page)
            verified[page >> 6].bits.bitwiseOr(flag, ordering: .releasing)
        }
    }

    private func verify(page: Int) throws(StorageError) {
        let from = page * SectionFileFormat.pageSize
        let length = min(SectionFileFormat.pageSize, count - from)
        let found = Checksum.crc32c(UnsafeRawBufferPointer(start: bytes.base + start + from, count: length))
        guard found == checksums[page] else {
            throw corrupt(at: UInt64(from), expected: "checksum \(checksums[page])", got: "\(found)")
        }
    }

    /// Verifies every page again, whatever was verified before. O(section).
    public func verifyAll() throws(StorageError) {
        for page in checksums.indices { try verify(page: page) }
    }
}
