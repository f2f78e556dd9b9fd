// Owns: making an index with damaged files open again: what is beyond saving is set aside, never deleted.

import Schema
import Storage

/// Repairs an index folder that nobody writes to.
///
/// Damaged files are renamed to `damaged-NAME`. Segments that are whole are kept; which of their items are live is found
/// anew by versions when the manifest or the live items are lost. Log records are kept up to the damage, and the whole ones
/// behind it are applied again: versions make their order of no account. What is lost must be applied from a snapshot.
public struct IndexRepair {
    /// A file that was set aside, or is missing.
    public struct Loss: Hashable, Sendable {
        public var file: String
        public var isSetAside = false
        public var reason: String
        /// What it held, where that can still be told: "12,034 items of teams acme, globex".
        public var content: String
    }

    /// What a repair came to.
    public struct Report: Sendable {
        public var losses: [Loss] = []
        public var keptSegments = 0
        public var items = 0
        /// Log records behind damage that were applied again.
        public var salvagedRecords = 0
        public var isWhole: Bool { losses.isEmpty }
    }

    /// What the names of files begin with that were set aside.
    private static let aside = "damaged-"

    private let directory: any Directory
    private let options: IndexOptions

    public init(_ directory: any Directory, options: IndexOptions) {
        self.directory = directory
        self.options = options
    }

    /// Sets damaged files aside and commits what is left. O(index).
    ///
    /// - Throws: when there is nothing of an index, it is locked, of a format that is too old or too new, or the disk fails.
    public func run() throws(EngineError) -> Report {
        var report = Report()
        do {
            let lock = try directory.lock()
            defer { lock.release() }
            let salvage = try repairFiles(&report)
            lock.release()
            let index = try NativeBackend(directory, options: options, create: true)
            for batch in salvage {
                _ = try index.apply(batch)
                report.salvagedRecords += 1
            }
            report.items = index.statistics(team: nil).items
            try index.close()
        } catch { throw EngineError(wrapping: error) }
        return report
    }

    /// What is wrong, without the advice to repair it.
    private static func fault(_ error: any Error) -> String { (error as? StorageError)?.fault ?? "\(error)" }

    private func setAside(_ file: String, _ error: any Error, content: String = "", _ report: inout Report) throws {
        try directory.rename(file, to: Self.aside + file)
        report.losses.append(Loss(file: file, isSetAside: true, reason: Self.fault(error), content: content))
    }

    /// Repairs manifest, segments, live items and log. Returns the whole log records behind damage.
    private func repairFiles(_ report: inout Report) throws -> [[Document]] {
        var manifest: Manifest?
        var identity: KeyHash?
        do {
            let (files, found) = try IndexFiles.open(directory)
            (manifest, identity) = (found, files.id)
        } catch {
            switch error {
            case .manifestLost:
                report.losses.append(Loss(file: Manifest.fileName, reason: "there is no manifest", content: ""))
            case .corrupt: try setAside(Manifest.fileName, error, &report)
            default: throw error
            }
        }
        let names = try manifest?.segments.map(\.name) ?? directory.list().filter { $0.hasPrefix("segment-") }.sorted()
        let readers = try wholeSegments(names, &identity, &report)
        report.keptSegments = readers.count
        let id = try identity ?? logIdentity() ?? options.newID()
        let log = try LogSalvage(directory, index: id).run(after: manifest?.sequence) { file, error, content in
            try setAside(file, error, content: content, &report)
        }
        try makeLog(id, first: log.firstSequence, isLost: manifest != nil, &report)
        let isAsCommitted = manifest.map { $0.segments.map(\.name) == readers.map(\.name) } ?? false
        if isAsCommitted, report.losses.allSatisfy({ $0.file.hasPrefix("log-") }), try livesAreWhole(manifest, &report)
        {
            return log.salvaged
        }
        try commit(readers, manifest, id, sequence: log.firstSequence - 1)
        return log.salvaged
    }

    /// The index that the log says it is of, where neither manifest nor segments tell.
    private func logIdentity() throws -> KeyHash? {
        for name in try LogReader.names(in: directory) {
            if let index = LogReader.index(of: name, try directory.read(name)) { return index }
        }
        return nil
    }

    /// An index has a log at all times: makes one where there is none.
    private func makeLog(_ id: KeyHash, first sequence: UInt64, isLost: Bool, _ report: inout Report) throws {
        guard try LogReader.names(in: directory).isEmpty else { return }
        if isLost, !report.losses.contains(where: { LogReader.firstSequence(ofFile: $0.file) != nil }) {
            let name = LogReader.fileName(first: sequence)
            report.losses.append(Loss(file: name, reason: "there is no log", content: "records since the last flush"))
        }
        try LogWriter(directory, index: id, after: LogReader.Result(lastSequence: sequence - 1)).prepare()
    }

    /// Opens and verifies segments; those that are damaged, or that the disk cannot read, are set aside.
    private func wholeSegments(
        _ names: [String], _ identity: inout KeyHash?, _ report: inout Report
    ) throws -> [SegmentReader] {
        var readers: [SegmentReader] = []
        for name in names {
            do {
                let reader = try SegmentReader(try directory.map(name), name: name, isInMemory: false)
                _ = try SegmentCheck(reader: reader, threads: options.openingThreads).run(.none)
                guard identity == nil || identity == reader.file.identity.index else {
                    throw StorageError.corrupt(
                        file: name, offset: 16, expected: "a segment of this index", got: "one of another")
                }
                let right = IndexFiles.segmentName(reader.file.identity.generation)
                guard name == right else {
                    throw StorageError.corrupt(file: name, offset: 32, expected: "the file \(right)", got: name)
                }
                identity = reader.file.identity.index
                readers.append(reader)
            } catch let error as StorageError where error.isMissingFile {
                report.losses.append(Loss(file: name, reason: Self.fault(error), content: ""))
            } catch let error as StorageError where error.isDamage || error.isUnreadable {
                try setAside(name, error, content: content(of: name), &report)
            }
        }
        return readers
    }

    /// What a damaged segment says of itself, as far as it can be read.
    private func content(of name: String) -> String {
        guard let file = try? SectionFile.open(directory.map(name), name: name, expecting: IndexFile.segment),
            let info = try? SegmentInfo(file.section(SegmentSection.info))
        else { return "" }
        let items = info.teams.last?.items.upperBound ?? 0
        return "\(items) items of teams " + info.teams.map(\.id).joined(separator: ", ")
    }

    private func livesAreWhole(_ manifest: Manifest?, _ report: inout Report) throws -> Bool {
        guard let manifest, let name = manifest.liveFile else { return manifest != nil }
        do {
            let (files, _) = try IndexFiles.open(directory)
            let file = try SectionFile.open(try directory.map(name), name: name, expecting: IndexFile.live)
            try file.verifyAll()
            _ = try files.openViews(manifest)
            return true
        } catch {
            if error.isMissingFile {
                report.losses.append(Loss(file: name, reason: Self.fault(error), content: "which items are deleted"))
            } else {
                guard error.isDamage else { throw error }
                try setAside(name, error, content: "which items are deleted", &report)
            }
            return false
        }
    }

    /// Makes some segments an index: of each record the highest version is live, unless a deletion is higher.
    private func commit(
        _ readers: [SegmentReader], _ old: Manifest?, _ id: KeyHash, sequence: UInt64
    ) throws {
        let files = IndexFiles(directory, id: id)
        let views = try LiveVersions.views(of: readers)
        var next = Manifest()
        next.generation = max(old?.generation ?? 0, readers.map { $0.file.identity.generation }.max() ?? 0) + 1
        next.sequence = sequence
        // Beyond those that were set aside too, which another of the same name would replace when it is.
        let numbers = try directory.list().map { name in
            IndexFiles.number(of: name.hasPrefix(Self.aside) ? String(name.dropFirst(Self.aside.count)) : name) ?? 0
        }
        next.nextSegment = max(old?.nextSegment ?? 1, min(numbers.max() ?? 0, .max - 1) + 1)
        next.nextThread = try max(old?.nextThread ?? 0, Self.nextOrdinal(readers.map(\.threads)))
        next.nextBox = try max(old?.nextBox ?? 0, Self.nextOrdinal(readers.map(\.boxes)))
        next.segments = views.map { Manifest.Entry(name: $0.reader.name, hasDeleted: $0.live != nil) }
        next.liveFile = try files.writeLive(views, generation: next.generation)
        try files.commit(next)
    }

    private static func nextOrdinal(_ tables: [KeyTable]) throws -> UInt32 {
        var next: UInt32 = 0
        for table in tables {
            for row in 0..<table.count { next = max(next, try table.value(row) + 1) }
        }
        return next
    }
}

/// Which items of some segments are live, told by their versions alone.
enum LiveVersions {
    /// Of each record the highest version is live, of equal ones that of the later segment, unless a deletion is as high.
    static func views(of readers: [SegmentReader]) throws -> [SegmentView] {
        var newest: [KeyHash: (version: UInt64, segment: Int)] = [:]
        for (segment, reader) in readers.enumerated() {
            for row in 0..<reader.tombstones.count {
                let tombstone = try reader.tombstones[row]
                if tombstone.version >= newest[tombstone.key]?.version ?? 0 {
                    newest[tombstone.key] = (tombstone.version, -1)
                }
            }
            for item in 0..<reader.itemCount {
                let (key, version) = (reader.key(item), reader.version(item))
                guard let known = newest[key] else {
                    newest[key] = (version, segment)
                    continue
                }
                if version > known.version || version == known.version && known.segment >= 0 {
                    newest[key] = (version, segment)
                }
            }
        }
        return readers.enumerated().map { segment, reader in
            let dead = (0..<reader.itemCount).filter { newest[reader.key($0)]?.segment != segment }
            return dead.isEmpty ? SegmentView(reader) : SegmentView(reader).deleting(dead)
        }
    }
}

extension StorageError {
    /// Whether the bytes are at fault, not the disk, the format's age or another process.
    var isDamage: Bool {
        switch self {
        case .corrupt, .notAnIndex, .manifestLost: true
        case .io, .tooOld, .tooNew, .locked, .logPoisoned: false
        }
    }
}
