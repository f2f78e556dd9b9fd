// Owns: giving changed files right checksums again, so that what is behind the checksums can be tested.

@testable import Storage

enum ResealedFile {
    /// Makes the header's checksum right.
    static func sealHeader(_ file: inout [UInt8]) {
        put(Checksum.crc32c(Array(file[..<60])), at: 60, in: &file)
    }

    /// Puts another table in a file, and a footer that fits it.
    static func replaceTable(_ file: [UInt8], with table: [UInt8]) -> [UInt8] {
        let footer = file.count - SectionFileFormat.footerSize
        let offset = tableOffset(file)
        var writer = ByteWriter()
        writer.append(UInt64(offset))
        writer.append(UInt64(table.count))
        writer.append(UInt64(file.count - (footer - offset) + table.count))
        writer.append(Checksum.crc32c(table))
        writer.append(Checksum.crc32c(writer.bytes))
        writer.append(bytes: SectionFileFormat.magic)
        return Array(file[..<offset]) + table + writer.bytes
    }

    /// The table's bytes.
    static func table(_ file: [UInt8]) -> [UInt8] {
        Array(file[tableOffset(file)..<file.count - SectionFileFormat.footerSize])
    }

    private static func tableOffset(_ file: [UInt8]) -> Int {
        let footer = file.count - SectionFileFormat.footerSize
        return file[footer..<footer + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private static func put(_ value: UInt32, at place: Int, in file: inout [UInt8]) {
        for byte in 0..<4 { file[place + byte] = UInt8(truncatingIfNeeded: value >> UInt32(byte * 8)) }
    }
}
