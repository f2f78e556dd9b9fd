// Owns: what can still be read of a damaged log.

import Schema
import Storage

/// Goes through the log files of an index that nobody writes to.
struct LogSalvage {
    /// What was found.
    struct Result {
        /// The sequence of the first log record there is, or of the next one if there is none.
        var firstSequence: UInt64
        /// The records behind damage, whole each; their files have been set aside.
        var salvaged: [[Document]] = []
    }

    private let directory: any Directory
    private let index: KeyHash

    init(_ directory: any Directory, index: KeyHash) {
        self.directory = directory
        self.index = index
    }

    /// Sets aside the files that a replay refuses, keeping the frames before the damage in place.
    ///
    /// - Parameters:
    ///   - sequence: what segment files hold, where it is known.
    ///   - setAside: renames a file and notes the loss.
    func run(
        after sequence: UInt64?, _ setAside: (String, any Error, String) throws -> Void
    ) throws -> Result {
        let reader = LogReader(directory, index: index)
        let names = try LogReader.names(in: directory)
        let first = names.first.flatMap { LogReader.firstSequence(ofFile: $0) }
        var result = Result(firstSequence: (sequence ?? (first.map { $0 - 1 } ?? 0)) + 1)
        var isBroken = false
        for (place, name) in names.enumerated() {
            let bytes = try directory.read(name)
            let found = reader.salvage(
                name, bytes, isLast: place + 1 == names.count, isOnly: names.count == 1)
            guard isBroken || found.damage != nil else { continue }
            try setAside(name, found.damage ?? Self.behindDamage(name), "\(found.behind.count) whole records behind it")
            // The frames before the damage stay where a replay looks for them; a log without a header is none.
            if !isBroken, found.goodBytes > 0 {
                try bytes[..<found.goodBytes].withUnsafeBytes { try directory.copy($0, as: name, into: directory) }
                try directory.sync()
            }
            for range in isBroken ? found.before + found.behind : found.behind {
                try bytes[range].withUnsafeBytes { payload in
                    var reader = ByteReader(payload, file: name, base: UInt64(range.lowerBound))
                    result.salvaged.append(try DocumentCoding.decode(&reader))
                }
            }
            isBroken = true
        }
        return result
    }

    private static func behindDamage(_ name: String) -> StorageError {
        .corrupt(file: name, offset: 0, expected: "the records before it", got: "a damaged file")
    }
}
