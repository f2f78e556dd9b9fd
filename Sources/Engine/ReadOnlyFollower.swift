// Owns: following the generations of an index that another process writes.

import Storage
import Synchronization

/// Opens newer generations of an index that is open for reading. Segments that stay are not opened again. Thread-safe.
final class ReadOnlyFollower: Sendable {
    private struct State {
        var manifest: Manifest
        var sequence: UInt64
        var segments: [String: SegmentReader]
    }

    private let directory: any Directory
    private let options: IndexOptions
    private let state: Mutex<State>

    init(_ directory: any Directory, _ options: IndexOptions, _ opened: OpenedIndex) {
        self.directory = directory
        self.options = options
        state = Mutex(Self.state(of: opened))
    }

    private static func state(of opened: OpenedIndex) -> State {
        let readers = opened.writer.snapshot.segments.map(\.reader).filter { !$0.isInMemory }
        return State(
            manifest: opened.manifest, sequence: opened.writer.sequence,
            segments: Dictionary(uniqueKeysWithValues: readers.map { ($0.name, $0) }))
    }

    /// What there is now; `nil` when nothing has been written since. O(log after the manifest).
    ///
    /// - Throws: what opening throws.
    func newer() throws -> (snapshot: IndexSnapshot, sequence: UInt64)? {
        try state.withLock { state in
            let known = state.segments
            let opened = try IndexFiles.reading(directory) {
                try OpenedIndex(directory, options, readOnly: true, create: false, known: known)
            }
            guard opened.manifest != state.manifest || opened.writer.sequence != state.sequence else { return nil }
            state = Self.state(of: opened)
            return (opened.writer.snapshot, opened.writer.sequence)
        }
    }
}
