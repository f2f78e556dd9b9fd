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

        /// What is wrong with it: its bytes, or only that this program does not read its format.
        public enum Kind: Sendable {
            case damage, olderFormat, newerFormat
        }

        init(file: String, _ error: any Error) {
            self.file = file
            message = (error as? StorageError)?.fault ?? "\(error)"
            switch error as? StorageError {
            case .tooOld: kind = .olderFormat
            case .tooNew: kind = .newerFormat
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

    private let directory: any Directory

    public init(_ directory: any Directory) { self.directory = directory }

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
        do { try Self.verify(reader, &report) } catch {
            report.findings.append(Finding(file: reader.name, error))
        }
    }

    private func check(_ live: SectionFile, _ report: inout Report) {
        report.files += 1
        report.bytes += live.byteCount
        do { try live.verifyAll() } catch { report.findings.append(Finding(file: live.name, error)) }
    }

    /// Verifies every byte and cross-reference of one segment. O(segment).
    static func verify(_ reader: SegmentReader, _ report: inout Report) throws {
        try reader.file.verifyAll()
        try reader.stored.verify()
        for column in reader.numbers.values { try column.verify() }
        try checkOrder(reader)
        try checkKeys(reader)
        try checkTerms(reader, &report)
        try reader.tombstones.verify()
    }

    private static func fault(_ reader: SegmentReader, _ expected: String, _ got: String) -> StorageError {
        .corrupt(file: reader.name, offset: 0, expected: expected, got: got)
    }

    /// Teams ascend and cover all items; dates descend within a team, keys break ties.
    private static func checkOrder(_ reader: SegmentReader) throws {
        var next: UInt32 = 0
        var previous: String?
        for team in reader.info.teams {
            guard team.items.lowerBound == next else {
                throw fault(reader, "team \(team.id) to begin at item \(next)", "\(team.items.lowerBound)")
            }
            if let previous, !TeamOrder.isLess(previous, team.id) {
                throw fault(reader, "teams in order", "\(team.id) after \(previous)")
            }
            previous = team.id
            next = team.items.upperBound
            var lengths: UInt64 = 0
            for item in team.items {
                let item = Int(item)
                lengths += UInt64(LengthNorm.decode(reader.norm(item)))
                guard item > Int(team.items.lowerBound) else { continue }
                let (a, b) = (reader.dates[item - 1], reader.dates[item])
                guard a > b || a == b && reader.key(item - 1) < reader.key(item) else {
                    throw fault(reader, "item \(item) to follow item \(item - 1)", "another order")
                }
            }
            guard lengths == team.lengths else {
                throw fault(reader, "lengths of team \(team.id) to be \(team.lengths)", "\(lengths)")
            }
        }
    }

    /// Every key leads to its item, every group to its ordinal, every record to its own key.
    private static func checkKeys(_ reader: SegmentReader) throws {
        let scratch = StoredScratch()
        for item in 0..<reader.itemCount {
            guard try reader.items.find(reader.key(item)) == UInt32(item) else {
                throw fault(reader, "the key of item \(item) to lead to it", "another item")
            }
            guard DocumentKind(rawValue: UInt8(truncatingIfNeeded: reader.kinds[item])) != nil else {
                throw fault(reader, "a kind", "\(reader.kinds[item])")
            }
            let thread = reader.threadOrdinals[item]
            if thread >= 0, try !reader.threadMembers.items(of: thread).contains(UInt32(item)) {
                throw fault(reader, "item \(item) among its thread's", "none")
            }
            try reader.stored.record(at: item, scratch) { bytes in
                do { _ = try Record(decoding: bytes) } catch {
                    throw fault(reader, "the record of item \(item)", "\(error)")
                }
            }
        }
        for row in 0..<reader.threads.count { _ = try reader.threads.value(row) }
        for row in 0..<reader.boxes.count { _ = try reader.boxes.value(row) }
    }

    /// Terms ascend; every list lies within its team's items, ascends, and has as many postings and occurrences as it
    /// says; every exact form refers to a stem that has it in as many items.
    private static func checkTerms(_ reader: SegmentReader, _ report: inout Report) throws {
        var cursor = try reader.dictionary.cursor()
        var previous: [UInt8] = []
        var check = ListCheck(reader)
        while try cursor.next() {
            guard previous.isEmpty || previous.lexicographicallyPrecedes(cursor.key) else {
                throw fault(reader, "terms in order", "\(cursor.key) after \(previous)")
            }
            previous = cursor.key
            report.terms += 1
            let team = try team(of: cursor.key, reader)
            if cursor.entry.isReference {
                try check.checkReference(cursor.key, cursor.entry)
            } else {
                report.postings += Int(cursor.entry.count)
                try check.checkList(cursor.key, cursor.entry, items: team.items)
            }
        }
        try check.finishSpace()
    }

    private static func team(of key: [UInt8], _ reader: SegmentReader) throws -> TeamRange {
        guard key.count > 4 else { throw fault(reader, "a term with a team", "\(key)") }
        let ordinal = key.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard ordinal < reader.info.teams.count else { throw fault(reader, "a team below its count", "\(ordinal)") }
        return reader.info.teams[ordinal]
    }
}
