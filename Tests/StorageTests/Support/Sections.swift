// Owns: sections for tests: bytes in a good envelope, whatever the bytes are.

import Storage
import Testing

/// Files in memory whose checksums are right.
enum Sections {
    static let identity = FileIdentity(kind: 7, index: KeyHash(high: 0x0102_0304, low: 0x0506_0708), generation: 9)
    static let fileName = "a-file"

    /// The bytes of a file with these sections, numbered from 1.
    static func file(_ sections: [[UInt8]]) throws -> [UInt8] {
        var writer = SectionFileWriter(identity, to: nil)
        for (place, bytes) in sections.enumerated() {
            try writer.beginSection(UInt16(place + 1))
            try writer.append(bytes)
            try writer.endSection()
        }
        try writer.finish()
        return writer.bytes
    }

    static func open(_ file: [UInt8]) throws -> SectionFile {
        try SectionFile.open(MappedBytes(copying: file), name: fileName, expecting: identity.kind)
    }

    /// Opened sections with these bytes.
    static func sections(_ sections: [[UInt8]]) throws -> [Section] {
        let file = try open(self.file(sections))
        return try sections.indices.map { try file.section(UInt16($0 + 1)) }
    }

    static func section(_ bytes: [UInt8]) throws -> Section { try #require(try sections([bytes]).first) }
}

// Pointers into mapped bytes are good only while their owner is held; tests that look at bytes alone take copies.

extension Section {
    /// A copy of some of the bytes, verified.
    func copy(at offset: UInt64, count: UInt64) throws -> [UInt8] {
        try withExtendedLifetime(self) { Array(try bytes(at: offset, count: count)) }
    }

    /// A copy of all bytes, verified.
    func copy() throws -> [UInt8] { try withExtendedLifetime(self) { Array(try all()) } }
}

extension MappedBytes {
    /// A copy of the bytes.
    var copy: [UInt8] { withExtendedLifetime(self) { Array(buffer) } }
}
