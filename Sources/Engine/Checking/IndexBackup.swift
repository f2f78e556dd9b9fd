// Owns: a consistent copy of an index, also while it is written.

import Schema
import Storage

/// Copies an index into an empty folder, which then is an index.
///
/// Segments and live items never change once they are written, so they are linked where the file system can; the log and
/// the manifest are copied. What was acknowledged before the backup began is in it.
public struct IndexBackup {
    /// What a backup came to.
    public struct Report: Sendable {
        public var files = 0
        public var bytes = 0
        public var generation: UInt64 = 0
        /// Times it began anew because the index went on to another generation meanwhile.
        public var retries = 0
    }

    private static let attempts = 20

    private let source: any Directory
    private let target: any Directory

    /// - Parameter target: an empty folder.
    public init(of source: any Directory, to target: any Directory) {
        self.source = source
        self.target = target
    }

    /// - Throws: what reading or writing throws; `EngineError.targetNotEmpty`.
    public func run() throws(EngineError) -> Report {
        do {
            guard try target.list().isEmpty else { throw EngineError.targetNotEmpty(target.path) }
            var report = Report()
            while true {
                if let done = try attempt(report) { return done }
                report.retries += 1
                guard report.retries < Self.attempts else { throw EngineError.tooBusy }
                for name in try target.list() { try target.remove(name) }
            }
        } catch { throw EngineError(wrapping: error) }
    }

    /// `nil` when the index went on to another generation before the copy was whole.
    private func attempt(_ begun: Report) throws -> Report? {
        var report = begun
        let manifestBytes = try source.read(Manifest.fileName)
        let (_, manifest) = try IndexFiles.open(source)
        report.generation = manifest.generation
        do {
            for name in manifest.files.sorted() {
                try source.link(name, into: target)
                report.files += 1
                report.bytes += try target.map(name).count
            }
            for name in try LogReader.names(in: source) {
                let bytes = try source.read(name)
                try bytes.withUnsafeBytes { try source.copy($0, as: name, into: target) }
                report.files += 1
                report.bytes += bytes.count
            }
        } catch let error as StorageError where error.isMissingFile {
            return nil
        }
        // A newer manifest may have let go of log records that the copied one still needs.
        guard try source.read(Manifest.fileName) == manifestBytes else { return nil }
        try target.sync()
        try target.replace(Manifest.fileName, with: manifestBytes)
        report.files += 1
        report.bytes += manifestBytes.count
        return report
    }
}
