// Owns: which grams are kept, and how much memory they take together.

import Schema
import Storage
import Synchronization

/// Grams of segments, kept from search to search. Thread-safe.
final class TermGramCache: Sendable {
    /// The most bytes that are kept; what has not been asked for longest goes first.
    private static let maximumBytes = 32 << 20

    private struct Key: Hashable {
        var segment: ObjectIdentifier
        var team: UInt32
        var space: TermSpace
        var start: [UInt8]
    }

    private struct Entry {
        /// Held so that no other segment takes its identity.
        var segment: SegmentReader
        /// `nil`: the space has too many terms.
        var grams: TermGrams?
        var lastUse: Int
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var bytes = 0
        var clock = 0
        var generation: UInt64 = 0
    }

    private let state = Mutex(State())

    /// The grams of a team's space in a segment, of the terms from `start` on; `nil` when there are too many.
    ///
    /// - Parameter collect: lists the terms, or gives up when there are more than so many; called when they are not kept.
    func grams(
        _ segment: SegmentReader, team: UInt32, _ space: TermSpace, from start: [UInt8], _ budget: SearchBudget,
        collect: (_ limit: Int) throws -> CollectedTerms?
    ) throws -> TermGrams? {
        let key = Key(segment: ObjectIdentifier(segment), team: team, space: space.with(.stem), start: start)
        let known = state.withLock { state -> Entry? in
            state.clock += 1
            state.entries[key]?.lastUse = state.clock
            return state.entries[key]
        }
        if let known { return known.grams }
        let grams = try collect(TermGrams.maximumTerms).map { try TermGrams($0, budget) }
        state.withLock { state in
            guard state.entries[key] == nil else { return }
            state.entries[key] = Entry(segment: segment, grams: grams, lastUse: state.clock)
            state.bytes += grams?.byteCount ?? 0
            while state.bytes > Self.maximumBytes,
                let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.bytes -= oldest.value.grams?.byteCount ?? 0
                state.entries[oldest.key] = nil
            }
        }
        return grams
    }

    /// Drops what belongs to segments that are no longer searched.
    func forget(segmentsNotIn snapshot: IndexSnapshot) {
        state.withLock { state in
            guard state.generation != snapshot.generation else { return }
            state.generation = snapshot.generation
            let current = Set(snapshot.segments.map { ObjectIdentifier($0.reader) })
            for (key, entry) in state.entries where !current.contains(key.segment) {
                state.bytes -= entry.grams?.byteCount ?? 0
                state.entries[key] = nil
            }
        }
    }
}
