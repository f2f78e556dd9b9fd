// Owns: which documents of a batch change the index, by their versions.

import Schema
import Storage

/// Resolves batches against a snapshot: of two documents with one key the higher version wins.
///
/// - Parameter Content: a document, or where it lies.
struct WriteBatch<Content> {
    struct Change {
        var key: KeyHash
        var version: UInt64
        var isDeleted: Bool
        var content: Content
        /// Where the item lies that this replaces or deletes; `nil` where there is none.
        fileprivate var replaced: (segment: Int, item: Int)?

        init(key: KeyHash, version: UInt64, isDeleted: Bool, content: Content) {
            self.key = key
            self.version = version
            self.isDeleted = isDeleted
            self.content = content
        }
    }

    private let snapshot: IndexSnapshot
    /// What this batch makes of each key, in the order in which the keys came: the same batch leaves the same bytes.
    private(set) var changes: [Change] = []
    /// Where a key's change stands in `changes`.
    private var places: [KeyHash: Int] = [:]
    private(set) var stale = 0
    private(set) var applied = 0

    init(_ snapshot: IndexSnapshot) { self.snapshot = snapshot }

    /// Takes a change unless a version at least as high is known.
    mutating func add(_ change: Change) throws(StorageError) {
        if let place = places[change.key] {
            guard takes(change.version, over: changes[place].version) else { return }
            (changes[place].version, changes[place].isDeleted) = (change.version, change.isDeleted)
            changes[place].content = change.content
            return
        }
        var known = try snapshot.tombstone(change.key)?.version
        let replaced = try snapshot.find(change.key)
        if let replaced {
            known = max(known ?? 0, snapshot.segments[replaced.segment].reader.version(replaced.item))
        }
        guard takes(change.version, over: known) else { return }
        var change = change
        change.replaced = replaced
        places[change.key] = changes.count
        changes.append(change)
    }

    /// Whether a version is newer than what is known, which is counted.
    private mutating func takes(_ version: UInt64, over known: UInt64?) -> Bool {
        let isNewer = known.map { Self.wins(version, over: $0) } ?? true
        if isNewer { applied += 1 } else { stale += 1 }
        return isNewer
    }

    /// A record without a version has 0; of two such the later one wins. The index keeps no difference between a 0 that was
    /// given and none, so a 0 that was given counts as none.
    static func wins(_ version: UInt64, over known: UInt64) -> Bool { version > known || version == 0 && known == 0 }

    /// What to index.
    var documents: [Content] { changes.lazy.filter { !$0.isDeleted }.map(\.content) }

    /// The deletions to remember.
    func tombstones(at now: Timestamp) -> [Tombstone] {
        changes.compactMap { change in
            change.isDeleted ? Tombstone(key: change.key, version: change.version, deletedAt: now) : nil
        }
    }

    /// The snapshot's segments without the items this batch replaces or deletes.
    var survivors: [SegmentView] {
        var dead: [Int: [Int]] = [:]
        for case let place? in changes.map(\.replaced) { dead[place.segment, default: []].append(place.item) }
        var views = snapshot.segments
        for (index, items) in dead { views[index] = views[index].deleting(items) }
        return views
    }
}

extension WriteBatch where Content == Document {
    mutating func add(_ document: Document) throws(StorageError) {
        try add(
            Change(
                key: Identity.record(document.key), version: document.version, isDeleted: document.isDeleted,
                content: document))
    }
}

extension WriteBatch where Content == OrderedDocuments.Place {
    mutating func add(_ entry: DocumentBuffer.Entry, at place: Content) throws(StorageError) {
        try add(Change(key: entry.key, version: entry.version, isDeleted: entry.isDeleted, content: place))
    }
}
