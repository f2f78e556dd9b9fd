// Owns: what a searching thread reuses from search to search.

import Dispatch
import Storage
import Synchronization

/// What all searches of an index share. Thread-safe.
struct SearchCaches: Sendable {
    let grams = TermGramCache()
    let deadCounts = DeadCountCache()
    let groupSets = GroupSetCache()

    /// Drops what belongs to segments or generations that are no longer searched.
    func forget(segmentsNotIn snapshot: IndexSnapshot) {
        grams.forget(segmentsNotIn: snapshot)
        deadCounts.forget(segmentsNotIn: snapshot)
        groupSets.forget(olderThan: snapshot)
    }
}

/// Analyzers and decompression buffers. Used by one thread at a time.
final class SearchScratch {
    let analyzer = QueryAnalyzer()
    var highlighter = Highlighter()
    /// Shared by all scratches of a pool.
    let caches: SearchCaches
    /// The snapshot of the last search.
    private var serial: Int?
    /// Decompressed blocks, by segment; dropped when there are too many segments.
    private var stored: [ObjectIdentifier: (segment: SegmentReader, scratch: StoredScratch)] = [:]

    init(_ caches: SearchCaches) { self.caches = caches }

    /// The block cache of a segment. It keeps the segment alive until it is dropped.
    func stored(for segment: SegmentReader) -> StoredScratch {
        if let known = stored[ObjectIdentifier(segment)] { return known.scratch }
        if stored.count >= 64 { stored.removeAll() }
        let scratch = StoredScratch()
        stored[ObjectIdentifier(segment)] = (segment, scratch)
        return scratch
    }

    /// Drops what belongs to segments that are no longer searched.
    func forget(segmentsNotIn snapshot: IndexSnapshot) {
        guard snapshot.serial != serial else { return }
        serial = snapshot.serial
        caches.forget(segmentsNotIn: snapshot)
        let current = Set(snapshot.segments.map { ObjectIdentifier($0.reader) })
        stored = stored.filter { current.contains($0.key) }
    }
}

/// Lends scratches: one a running search.
///
/// Sendable: a scratch is only ever in the pool or with the one search it was lent to.
final class ScratchPool: @unchecked Sendable {
    private let lock = Mutex<Void>(())
    private var idle: [SearchScratch] = []
    private let caches = SearchCaches()

    /// Makes a scratch ahead, on a thread of its own: before the first can be used, tables are taken from ICU.
    func prepare() {
        DispatchQueue.global().async { [self] in with { _ in } }
    }

    /// Runs `body` with a scratch of its own.
    func with<R>(_ body: (SearchScratch) throws -> R) rethrows -> R {
        let scratch = lock.withLock { _ in idle.popLast() } ?? SearchScratch(caches)
        defer { lock.withLock { _ in if idle.count < 16 { idle.append(scratch) } } }
        return try body(scratch)
    }
}
