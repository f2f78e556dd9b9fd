// Owns: which documents of a batch change the index, by their versions.

import Schema
import Storage

/// Resolves batches against a snapshot: of two documents with one key the higher version wins.
///
/// - Parameter Content: a document, or where it lies.
struct WriteBatch<Content> {
    struct Change {
        var version: UInt64
        var isDeleted: Bool
        var content: Content
    }

    private let snapshot: IndexSnapshot
    /// What this batch makes of each key.
    private(set) var changes: [KeyHash: Change] = [:]
    /// Where the items lie that the changes replace or delete.
    private var replaced: [KeyHash: (segment: Int, item: Int)] = [:]
    private(set) var stale = 0
    private(set) var applied = 0

    init(_ snapshot: IndexSnapshot) { self.snapshot = snapshot }

    /// Takes a change unless a version at least as high is known.
    mutating func add(_ key: KeyHash, _ change: Change) throws(StorageError) {
        if let known = try knownVersion(key), !Self.wins(change.version, over: known) {
            stale += 1
            return
        }
        changes[key] = change
        applied += 1
    }

    /// A record without a version has 0; of two such the later one wins. The index keeps no difference between a 0 that was
    /// given and none, so a 0 that was given counts as none.
    static func wins(_ version: UInt64, over known: UInt64) -> Bool { version > known || version == 0 && known == 0 }

    private mutating func knownVersion(_ key: KeyHash) throws(StorageError) -> UInt64? {
        if let change = changes[key] { return change.version }
        var known = try snapshot.tombstone(key)?.version
        if let place = try snapshot.find(key) {
            replaced[key] = place
            known = max(known ?? 0, snapshot.segments[place.segment].reader.version(place.item))
        }
        return known
    }

    /// What to index, in no particular order.
    var documents: [Content] { changes.values.lazy.filter { !$0.isDeleted }.map(\.content) }

    /// The deletions to remember.
    func tombstones(at now: Timestamp) -> [Tombstone] {
        changes.compactMap { key, change in
            change.isDeleted ? Tombstone(key: key, version: change.version, deletedAt: now) : nil
        }
    }

    /// The snapshot's segments without the items this batch replaces or deletes.
    var survivors: [SegmentView] {
        var dead: [Int: [Int]] = [:]
        for (key, place) in replaced where changes[key] != nil { dead[place.segment, default: []].append(place.item) }
        var views = snapshot.segments
        for (index, items) in dead { views[index] = views[index].deleting(items) }
        return views
    }
}

extension WriteBatch where Content == Document {
    mutating func add(_ document: Document) throws(StorageError) {
        try add(
            Identity.record(document.key),
            Change(version: document.version, isDeleted: document.isDeleted, content: document))
    }
}

extension WriteBatch where Content == OrderedDocuments.Place {
    mutating func add(_ entry: DocumentBuffer.Entry, at place: Content) throws(StorageError) {
        try add(entry.key, Change(version: entry.version, isDeleted: entry.isDeleted, content: place))
    }
}
