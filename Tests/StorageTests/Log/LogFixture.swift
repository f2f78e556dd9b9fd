// Owns: writing and replaying logs for tests.

import TestSupport

@testable import Storage

/// A log's records as tests compare them.
struct LogRecord: Equatable {
    var sequence: UInt64
    var payload: [UInt8]
}

enum LogFixture {
    static let index = KeyHash(high: 0x1111_2222, low: 0x3333_4444)

    static func records(
        _ directory: any Directory, after sequence: UInt64 = 0, index: KeyHash = index
    ) throws -> (records: [LogRecord], result: LogReader.Result) {
        var records: [LogRecord] = []
        let result = try LogReader(directory, index: index).replay(after: sequence) { sequence, payload, _ in
            records.append(LogRecord(sequence: sequence, payload: Array(payload)))
        }
        return (records, result)
    }

    /// A writer that goes on after what is there.
    static func writer(_ directory: any Directory, after sequence: UInt64 = 0) throws -> LogWriter {
        try LogWriter(directory, index: index, after: records(directory, after: sequence).result)
    }

    /// A payload that no other record has.
    static func payload(_ number: Int, size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: number &* 131 &+ $0 &* 7) }
    }

    /// A log in memory with records of these sizes; and the records.
    static func log(_ sizes: [Int]) throws -> (directory: FaultyDirectory, records: [LogRecord]) {
        let directory = FaultyDirectory()
        let writer = try writer(directory)
        var records: [LogRecord] = []
        for (place, size) in sizes.enumerated() {
            let payload = payload(place, size: size)
            records.append(LogRecord(sequence: try writer.append(payload), payload: payload))
        }
        return (directory, records)
    }

    /// The bytes of a log's first file up to the end of its last frame, without the zeros laid out behind it.
    static func bytes(_ directory: FaultyDirectory) throws -> [UInt8] {
        let file = try records(directory).result.files[0]
        return Array(directory.contents[file.name]?.prefix(Int(file.size)) ?? [])
    }

    /// Writes bytes behind the last frame of a log, over the zeros there.
    static func tear(_ directory: FaultyDirectory, _ bytes: [UInt8]) throws {
        guard let file = try records(directory).result.files.last else { return }
        directory.damage(file.name) {
            let end = min($0.count, Int(file.size) + bytes.count)
            $0.replaceSubrange(Int(file.size)..<end, with: bytes)
        }
    }

    /// Where each record's frame begins in the one file of a log, and where the last one ends.
    static func frames(_ records: [LogRecord]) -> [Int] {
        records.reduce(into: [SectionFileFormat.headerSize]) {
            $0.append(($0.last ?? 0) + LogFormat.frameHeader + $1.payload.count)
        }
    }
}
