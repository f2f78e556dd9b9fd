// Owns: writing a file no faster than a rate, so that merges leave the disk to others.

import Glibc
import Storage

/// A file whose writer sleeps when it is ahead of its rate. Used by one thread.
final class ThrottledFile: WritableFile, @unchecked Sendable {
    private let file: any WritableFile
    private let bytesPerSecond: Double
    private let began = ContinuousClock.now
    private var written = 0

    /// - Parameter bytesPerSecond: above 0.
    init(_ file: any WritableFile, bytesPerSecond: Int) {
        self.file = file
        self.bytesPerSecond = Double(bytesPerSecond)
    }

    var size: UInt64 { file.size }

    func append(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
        try file.append(bytes)
        written += bytes.count
        let elapsed = (ContinuousClock.now - began) / .seconds(1)
        let ahead = Double(written) / bytesPerSecond - elapsed
        if ahead > 0.001 { usleep(UInt32(min(ahead, 1) * 1e6)) }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StorageError) {
        try file.write(bytes, at: offset)
    }

    func sync() throws(StorageError) { try file.sync() }
    func close() throws(StorageError) { try file.close() }
    func truncate(to size: UInt64) throws(StorageError) { try file.truncate(to: size) }
}
