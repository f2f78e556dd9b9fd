// Owns: the header that every file of an index begins with, in the format of SectionFileFormat.swift: who the file is.

/// What a file says of itself in its header.
public struct FileIdentity: Hashable, Sendable {
    /// What kind of file it is; the numbers are the engine's, but for the log's.
    public var kind: UInt16
    /// The index it belongs to: 16 random bytes, so that a file of another index is told.
    public var index: KeyHash
    public var generation: UInt64

    public init(kind: UInt16, index: KeyHash, generation: UInt64) {
        self.kind = kind
        self.index = index
        self.generation = generation
    }

    /// The header's 64 bytes.
    func header() -> [UInt8] {
        var header = ByteWriter()
        header.append(bytes: SectionFileFormat.magic)
        header.append(kind)
        header.append(SectionFileFormat.currentVersion)
        header.append(UInt32(0))
        header.append(index.low)
        header.append(index.high)
        header.append(generation)
        header.append(bytes: [UInt8](repeating: 0, count: 20))
        header.append(Checksum.crc32c(header.bytes))
        return header.bytes
    }

    /// Reads a header and tells too old, too new and damaged apart, in that the checksum is looked at before anything
    /// else is believed.
    ///
    /// - Parameter bytes: the file, or as much of it as there is.
    init(
        header bytes: UnsafeRawBufferPointer, file: String, expecting kind: UInt16
    ) throws(StorageError) {
        var reader = ByteReader(
            UnsafeRawBufferPointer(rebasing: bytes.prefix(SectionFileFormat.headerSize)), file: file, base: 0)
        guard try reader.bytes(8).elementsEqual(SectionFileFormat.magic) else {
            throw .corrupt(file: file, offset: 0, expected: "a file of boxfish", got: "another")
        }
        self.kind = try reader.u16()
        let version = try reader.u16()
        _ = try reader.u32()
        let low = try reader.u64()
        index = KeyHash(high: try reader.u64(), low: low)
        generation = try reader.u64()
        _ = try reader.bytes(20)
        let stored = try reader.u32()
        let crc = Checksum.crc32c(UnsafeRawBufferPointer(rebasing: bytes.prefix(SectionFileFormat.headerSize - 4)))
        guard crc == stored else {
            throw .corrupt(file: file, offset: 60, expected: "checksum \(crc)", got: "\(stored)")
        }
        guard version >= SectionFileFormat.oldestVersion else {
            throw .tooOld(file: file, version: version, oldest: SectionFileFormat.oldestVersion)
        }
        guard version <= SectionFileFormat.currentVersion else {
            throw .tooNew(file: file, version: version, newest: SectionFileFormat.currentVersion)
        }
        guard self.kind == kind else {
            throw .corrupt(file: file, offset: 8, expected: "a file of kind \(kind)", got: "kind \(self.kind)")
        }
    }
}
