// Owns: an index's files as a whole: the manifest, opening segments, committing generations, sweeping what is left over.

import Schema
import Storage

/// The files of one index. Used by one writer at a time; reading the manifest and mapping segments is safe beside it.
final class IndexFiles: Sendable {
    let directory: any Directory
    /// The index's id: in every file's header.
    let id: KeyHash

    init(_ directory: any Directory, id: KeyHash) {
        self.directory = directory
        self.id = id
    }

    /// Opens what is there: the manifest and the index's id.
    static func open(_ directory: any Directory) throws(StorageError) -> (files: IndexFiles, manifest: Manifest) {
        try requireManifest(in: directory)
        let bytes = MappedBytes(copying: try directory.read(Manifest.fileName))
        let file = try SectionFile.open(bytes, name: Manifest.fileName, expecting: IndexFile.manifest)
        let manifest = try Manifest(file.section(1))
        try verify(manifest)
        return (IndexFiles(directory, id: file.identity.index), manifest)
    }

    /// - Throws: `notAnIndex` when there is none, `manifestLost` when there are its records all the same.
    static func requireManifest(in directory: any Directory) throws(StorageError) {
        guard try !directory.exists(Manifest.fileName) else { return }
        try refuseRecords(in: directory)
        throw .notAnIndex(path: directory.path, reason: "it has no manifest")
    }

    /// - Throws: `manifestLost` where there is more than an interrupted making of an index leaves.
    private static func refuseRecords(in directory: any Directory) throws(StorageError) {
        for name in try directory.list() {
            let isSegment = name.hasPrefix("segment-") || name.hasPrefix("live-")
            let isRecords = try isSegment ? true : LogReader.hasRecords(name, in: directory)
            guard !isRecords else { throw .manifestLost(path: directory.path, records: name) }
        }
    }

    /// Checks that the next segment file takes no other's place, and that none is named twice.
    private static func verify(_ manifest: Manifest) throws(StorageError) {
        var known: Set<UInt64> = []
        for name in manifest.segments.map(\.name) {
            let number = number(in: name)
            guard number < manifest.nextSegment, known.insert(number).inserted else {
                throw .corrupt(
                    file: Manifest.fileName, offset: 64,
                    expected: "segments with numbers of their own below \(manifest.nextSegment)", got: name)
            }
        }
    }

    /// Calls `body`, which reads files that the manifest names, while a writer may go on to another manifest: where that
    /// happened and `body` failed, its files may just be no longer wanted, and it is called again. A log is read while it is
    /// written to: its damage is believed when it is seen again.
    static func reading<R>(_ directory: any Directory, _ body: () throws -> R) throws -> R {
        var attempt = 1
        var logAttempt = 1
        while true {
            let manifest = try? directory.read(Manifest.fileName)
            do { return try body() } catch let error as StorageError {
                attempt += 1
                guard attempt <= maximumAttempts, error.isMissingFile || error.isDamage else { throw error }
                if try manifest != nil && directory.read(Manifest.fileName) != manifest { continue }
                logAttempt += 1
                guard case .corrupt(let file, _, _, _) = error, LogReader.firstSequence(ofFile: file) != nil,
                    logAttempt <= 3
                else { throw error }
            }
        }
    }

    private static let maximumAttempts = 50

    /// Makes an index without records.
    ///
    /// - Parameter id: what its files name it by.
    /// - Throws: `manifestLost` where there are records: that their manifest was lost is no reason to write over them.
    static func create(
        _ directory: any Directory, id: KeyHash
    ) throws(StorageError) -> (files: IndexFiles, manifest: Manifest) {
        try refuseRecords(in: directory)
        let files = IndexFiles(directory, id: id)
        let manifest = Manifest()
        try LogWriter(directory, index: files.id, after: LogReader.Result(lastSequence: 0)).prepare()
        try files.commit(manifest)
        return (files, manifest)
    }

    /// Removes an index that holds no records, the manifest before the log: what a crash leaves over is an index without
    /// records or none. The lock's file stays, for it is held.
    static func removeAll(from directory: any Directory) throws(StorageError) {
        let names = try directory.list()
        for name in names where isOurs(name) { try directory.remove(name) }
        try directory.sync()
        for name in [Manifest.fileName, LogReader.fileName(first: 1)] where names.contains(name) {
            try directory.remove(name)
            try directory.sync()
        }
    }

    // MARK: Segments

    /// The number in a segment file's name.
    static func number(of name: String) -> UInt64? {
        name.hasPrefix("segment-") ? number(in: name) : nil
    }

    static func segmentName(_ number: UInt64) -> String {
        let digits = String(number)
        return "segment-" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }

    /// The number in a file's name. The file's header repeats it, so that files that have changed places are told.
    private static func number(in name: String) -> UInt64 {
        name.lastIndex(of: "-").flatMap { UInt64(name[name.index(after: $0)...]) } ?? 0
    }

    /// Checks that a segment or live file is this index's and the one it is named.
    private func verify(_ file: SectionFile) throws(StorageError) {
        guard file.identity.index == id else {
            throw .corrupt(file: file.name, offset: 16, expected: "a file of this index", got: "one of another")
        }
        guard file.identity.generation == Self.number(in: file.name) else {
            throw .corrupt(
                file: file.name, offset: 32, expected: "number \(Self.number(in: file.name))",
                got: "number \(file.identity.generation)")
        }
    }

    /// Writes a segment file and makes it durable, but for its name: the commit syncs the folder.
    ///
    /// - Parameter bytesPerSecond: the fastest it is written; 0: no limit.
    func writeSegment(
        _ name: String, bytesPerSecond: Int = 0, _ body: (inout SectionFileWriter) throws -> Void
    ) throws {
        let plain = try directory.create(name)
        let file: any WritableFile =
            bytesPerSecond > 0 ? ThrottledFile(plain, bytesPerSecond: bytesPerSecond) : plain
        var writer = SectionFileWriter(
            FileIdentity(kind: IndexFile.segment, index: id, generation: Self.number(in: name)), to: file)
        try body(&writer)
        try file.sync()
        try file.close()
    }

    /// A segment in memory: the same bytes as a file's.
    func memorySegment(
        _ name: String, generation: UInt64, _ body: (inout SectionFileWriter) throws -> Void
    ) throws -> SegmentReader {
        var writer = SectionFileWriter(
            FileIdentity(kind: IndexFile.segment, index: id, generation: generation), to: nil)
        try body(&writer)
        return try SegmentReader(MappedBytes(copying: writer.bytes), name: name, isInMemory: true)
    }

    func openSegment(_ name: String) throws(StorageError) -> SegmentReader {
        let reader = try SegmentReader(try directory.map(name), name: name, isInMemory: false)
        try verify(reader.file)
        return reader
    }

    func openLive(_ name: String) throws(StorageError) -> SectionFile {
        let file = try SectionFile.open(try directory.map(name), name: name, expecting: IndexFile.live)
        try verify(file)
        return file
    }

    // MARK: Log

    /// Replays the log after a manifest's sequence.
    ///
    /// - Throws: what `LogReader` throws; `StorageError.corrupt` when there is no log, or only one without a header: an index
    ///   has one at all times.
    func replayLog(
        after sequence: UInt64, _ body: (UInt64, UnsafeRawBufferPointer, String) throws -> Void
    ) throws -> LogReader.Result {
        let result = try LogReader(directory, index: id).replay(after: sequence, body)
        guard !result.files.isEmpty else {
            let name = LogReader.fileName(first: sequence + 1)
            throw StorageError.corrupt(file: name, offset: 0, expected: "a log", got: "no file")
        }
        // The first log is durable before the first manifest, and each other before the one that it takes over from goes.
        if result.files.count == 1, result.passedOver.isEmpty, result.files[0].size == 0 {
            throw StorageError.corrupt(file: result.files[0].name, offset: 0, expected: "a log's header", got: "none")
        }
        return result
    }

    // MARK: Generations

    /// Opens a generation's segments.
    ///
    /// - Parameter known: segments that are open already, by name.
    func openViews(
        _ manifest: Manifest, known: [String: SegmentReader] = [:]
    ) throws(StorageError) -> [SegmentView] {
        let live = try manifest.liveFile.map { name throws(StorageError) in try openLive(name) }
        var views: [SegmentView] = []
        for (place, entry) in manifest.segments.enumerated() {
            let reader = if let open = known[entry.name] { open } else { try openSegment(entry.name) }
            guard entry.hasDeleted else {
                views.append(SegmentView(reader))
                continue
            }
            guard let live else {
                throw .corrupt(
                    file: Manifest.fileName, offset: 64, expected: "a live file for \(entry.name)", got: "none")
            }
            let items = try LiveItems(live.section(Manifest.liveSection(ofSegment: place)))
            guard items.count == reader.itemCount else {
                throw .corrupt(
                    file: live.name, offset: 64, expected: "\(reader.itemCount) items of \(entry.name)",
                    got: "\(items.count)")
            }
            views.append(SegmentView(reader, live: items))
        }
        return views
    }

    // MARK: Commit

    /// Writes the live items of the segments that have deleted ones. Returns the file's name; `nil` when there are none.
    func writeLive(_ views: [SegmentView], generation: UInt64) throws(StorageError) -> String? {
        guard views.contains(where: { $0.live != nil }) else { return nil }
        let name = "live-\(generation)"
        let file = try directory.create(name)
        var writer = SectionFileWriter(
            FileIdentity(kind: IndexFile.live, index: id, generation: generation), to: file)
        for (place, view) in views.enumerated() {
            guard let live = view.live else { continue }
            try writer.write(section: Manifest.liveSection(ofSegment: place), live.encoded())
        }
        try writer.finish()
        try file.sync()
        try file.close()
        return name
    }

    /// Makes a generation the index's: its files are durable before its manifest takes the old one's place.
    func commit(_ manifest: Manifest) throws(StorageError) {
        try directory.sync()
        var writer = SectionFileWriter(
            FileIdentity(kind: IndexFile.manifest, index: id, generation: manifest.generation), to: nil)
        try writer.write(section: 1, manifest.encoded())
        try writer.finish()
        try directory.replace(Manifest.fileName, with: writer.bytes)
    }

    /// Removes what an earlier process left over. Its last rename is made durable before: if that were lost, the files to
    /// remove would be the index's. Where the manifest names a file that is missing nothing is removed, for it may not be
    /// the newest one.
    func sweepLeftovers(keeping manifest: Manifest) throws(StorageError) {
        guard try manifest.files.isSubset(of: directory.list()) else { return }
        try directory.sync()
        try sweep(keeping: manifest)
    }

    /// Removes files that no committed generation names: what a crash or a merge left over. Mapped files stay readable to
    /// those who have them open.
    ///
    /// - Parameter writing: files that are being written and no generation names yet.
    func sweep(keeping manifest: Manifest, writing: Set<String> = []) throws(StorageError) {
        let kept = manifest.files.union(writing)
        for name in try directory.list() {
            if Self.isOurs(name), !kept.contains(name) { try directory.remove(name) }
        }
    }

    /// Whether a file may be one that no generation names.
    private static func isOurs(_ name: String) -> Bool {
        name.hasPrefix("segment-") || name.hasPrefix("live-") || name.hasSuffix(".tmp")
    }
}
