// Owns: `boxfish check`: every byte and every cross-reference of an index.

import Schema
import Storage

/// Verifies an index without writing to it.
public struct IndexChecker {
    /// One thing that is wrong.
    public struct Finding: Hashable, Sendable {
        public var file: String
        /// What is wrong; what to do about it is the same for all that is damaged.
        public var message: String
        public var kind: Kind

        /// What is wrong with it: its bytes, only that this program does not read its format, or that it says otherwise than
        /// the records in it.
        public enum Kind: String, Sendable {
            case damage
            case olderFormat = "older_format"
            case newerFormat = "newer_format"
            case disagreement
        }

        init(file: String, _ error: any Error) {
            self.file = file
            message = (error as? StorageError)?.fault ?? "\(error)"
            switch error {
            case StorageError.tooOld: kind = .olderFormat
            case StorageError.tooNew: kind = .newerFormat
            case is SampleCheck.Disagreement: kind = .disagreement
            default: kind = .damage
            }
        }
    }

    /// What a check looked at and found.
    public struct Report: Sendable {
        public var files = 0
        public var bytes = 0
        public var items = 0
        public var terms = 0
        public var postings = 0
        public var findings: [Finding] = []
        public var isWhole: Bool { findings.isEmpty }
    }

    /// The document of a stored record of a team: what writes it is above the engine.
    public typealias DocumentReader = (_ record: Record, _ bytes: [UInt8], _ team: String) throws -> Document

    private let directory: any Directory
    private let threads: Int
    private let document: DocumentReader?

    /// - Parameters:
    ///   - threads: how many may check at a time.
    ///   - document: reads records; with it some items of each segment are compared with what their records say.
    public init(
        _ directory: any Directory, threads: Int = IndexOptions.processors, document: DocumentReader? = nil
    ) {
        self.directory = directory
        self.threads = threads
        self.document = document
    }

    /// An index's files, opened: those that a writer removes meanwhile can still be read.
    private struct OpenedFiles {
        var segments: [SegmentReader] = []
        var live: SectionFile?
    }

    /// Checks everything, also while a service writes to the index. O(index).
    ///
    /// - Throws: when there is no index to check, or its manifest cannot be read; all else is a finding.
    public func check() throws(EngineError) -> Report {
        var report = Report()
        do {
            let opened: OpenedFiles
            do {
                opened = try IndexFiles.reading(directory) { try open { throw $1 } }
            } catch is StorageError {
                // It is not for a writer: all that is wrong is told.
                var findings: [Finding] = []
                opened = try open { findings.append(Finding(file: $0, $1)) }
                report.findings = findings
            }
            report.files = 1
            for reader in opened.segments { check(reader, &report) }
            if let live = opened.live { check(live, &report) }
        } catch {
            throw EngineError(wrapping: error)
        }
        return report
    }

    /// Opens the files that the manifest names, and reads the log.
    ///
    /// - Parameter failed: called with a file that cannot be opened, and why.
    private func open(_ failed: (String, StorageError) throws -> Void) throws -> OpenedFiles {
        let (files, manifest) = try IndexFiles.open(directory)
        var opened = OpenedFiles()
        for entry in manifest.segments {
            do throws(StorageError) { opened.segments.append(try files.openSegment(entry.name)) } catch {
                try failed(entry.name, error)
            }
        }
        if let live = manifest.liveFile {
            do throws(StorageError) {
                opened.live = try files.openLive(live)
                // The live items fit their segments.
                if opened.segments.count == manifest.segments.count {
                    _ = try files.openViews(
                        manifest, known: Dictionary(uniqueKeysWithValues: opened.segments.map { ($0.name, $0) }))
                }
            } catch { try failed(live, error) }
        }
        do {
            _ = try files.replayLog(after: manifest.sequence) { _, payload, name in
                var reader = ByteReader(payload, file: name, base: 0)
                _ = try DocumentCoding.decode(&reader)
            }
        } catch let error as StorageError { try failed(error.file, error) }
        return opened
    }

    private func check(_ reader: SegmentReader, _ report: inout Report) {
        report.files += 1
        report.bytes += reader.byteCount
        report.items += reader.itemCount
        do {
            let sample = ListCheck.Sample(of: reader.itemCount, most: SampleCheck.size)
            let found = try SegmentCheck(reader: reader, threads: threads).run(sample)
            report.terms += found.terms
            report.postings += found.postings
            guard let document else { return }
            try SampleCheck(reader: reader, document: document).run(sample, places: found.places)
        } catch { report.findings.append(Finding(file: reader.name, error)) }
    }

    private func check(_ live: SectionFile, _ report: inout Report) {
        report.files += 1
        report.bytes += live.byteCount
        do { try live.verifyAll() } catch { report.findings.append(Finding(file: live.name, error)) }
    }
}
