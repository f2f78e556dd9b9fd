// Owns: what of the index that is there outlives a rebuild: of two versions of a record the higher wins, whichever way they came.

import Schema
import Storage

extension BulkLoad {
    /// Takes over from the index that is there what is newer than the snapshot: records of a higher version than the one read,
    /// and deletions. To be called when all of the snapshot is flushed. O(records there × log records read).
    ///
    /// Records there that the snapshot has not are not taken over: a rebuild makes the index what the snapshot is. Where the
    /// index that is there cannot be read nothing of it is, and the summary says why.
    ///
    /// - Parameter document: makes a record of a team a document again.
    public func takeOverNewer(
        _ document: @escaping (Record, _ team: String) throws -> Document
    ) throws(EngineError) {
        guard replacesRecords else { return }
        do { try NewerRecords(self, document).takeOver() } catch let error as StorageError where error.isUnreadable {
            summary.unreadable = "\(error)"
        } catch { throw EngineError(wrapping: error) }
    }
}

/// The index that is there beside a load that will take its place. Used once.
private struct NewerRecords {
    private let load: BulkLoad
    private let document: (Record, String) throws -> Document
    private let there: IndexSnapshot
    private let scratch = SearchScratch(SearchCaches())

    init(_ load: BulkLoad, _ document: @escaping (Record, String) throws -> Document) throws {
        self.load = load
        self.document = document
        there = try OpenedIndex(load.files.directory, load.options.index, readOnly: true, create: false).writer.snapshot
    }

    func takeOver() throws {
        var dropped = 0
        var newer: [ItemAddress] = []
        for (segment, view) in there.segments.enumerated() {
            for item in 0..<view.reader.itemCount where view.isLive(item) {
                if item & 0xFFF == 0, load.options.isCancelled() { throw EngineError.cancelled }
                guard let read = try version(of: view.reader.key(item)) else {
                    dropped += 1
                    continue
                }
                if view.reader.version(item) > read { newer.append(ItemAddress(segment: segment, item: UInt32(item))) }
            }
        }
        let deletions = try self.deletions()
        // All that is asked of the index that is there has been read once: only now is anything of it added.
        for address in newer {
            do { try add(address) } catch let error as StorageError where error.isUnreadable {
                load.summary.unreadable = "\(error)"
            }
        }
        try load.flushUntyped(remembering: deletions)
        load.summary.newer = newer.count
        load.summary.dropped = dropped
    }

    /// The version that the load has of a record, or of its deletion.
    private func version(of key: KeyHash) throws -> UInt64? {
        try load.segments.compactMap { try $0.version(of: key) }.max()
    }

    /// The newest deletion of each record; it was there before what was read.
    private func deletions() throws -> [LoadedSegment.Deletion] {
        var newest: [KeyHash: Tombstone] = [:]
        for view in there.segments {
            for row in 0..<view.reader.tombstones.count {
                let tombstone = try view.reader.tombstones[row]
                if newest[tombstone.key].map({ $0.version <= tombstone.version }) ?? true {
                    newest[tombstone.key] = tombstone
                }
            }
        }
        return newest.values.map { LoadedSegment.Deletion(tombstone: $0, arrival: 0) }
    }

    private func add(_ address: ItemAddress) throws {
        let reader = there.segments[address.segment].reader
        let team = reader.info.team(ofItem: address.item).map { reader.info.teams[$0].id } ?? ""
        var document = try document(there.record(at: address, scratch), team)
        guard Identity.record(document.key) == reader.key(Int(address.item)) else {
            throw EngineError.internalFailure("item \(address.item) of \(reader.name) is another record than it says")
        }
        document.version = reader.version(Int(address.item))
        load.workers[0].add(document, arrival: 0)
        if load.workers[0].isFull { try load.flushUntyped() }
    }
}

extension StorageError {
    /// Whether what is there is at fault, not the disk.
    fileprivate var isUnreadable: Bool {
        switch self {
        case .corrupt, .tooOld, .tooNew, .notAnIndex, .manifestLost: true
        case .io, .locked, .logPoisoned: isMissingFile
        }
    }
}
