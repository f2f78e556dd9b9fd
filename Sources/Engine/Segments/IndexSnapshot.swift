// Owns: one generation of the index as readers see it: an immutable list of segments with their live items.

import Schema
import Storage

/// A segment and which of its items are live at one generation.
struct SegmentView: Sendable {
    let reader: SegmentReader
    /// `nil`: all of them.
    let live: LiveItems?
    /// For each of the segment's teams, the sum of the lengths of its live items, and their number.
    let liveTeams: [TeamStatistics]
    /// The file that holds `live`, if it has been written.
    let liveFile: String?

    struct TeamStatistics: Sendable {
        var items: UInt64
        var lengths: UInt64
    }

    init(_ reader: SegmentReader, live: LiveItems? = nil, liveFile: String? = nil) {
        self.reader = reader
        self.live = live.flatMap { $0.deletedCount == 0 ? nil : $0 }
        self.liveFile = liveFile
        let live = self.live
        liveTeams = reader.info.teams.map { team in
            var statistics = TeamStatistics(items: UInt64(team.items.count), lengths: team.lengths)
            guard let live else { return statistics }
            for item in team.items where !live.isLive(Int(item)) {
                statistics.items -= 1
                statistics.lengths -= UInt64(LengthNorm.decode(reader.norm(Int(item))))
            }
            return statistics
        }
    }

    var liveCount: Int { live?.liveCount ?? reader.itemCount }

    func isLive(_ item: Int) -> Bool { live?.isLive(item) ?? true }
}

/// One generation. Immutable; a search holds one from its first to its last step.
final class IndexSnapshot: Sendable {
    let generation: UInt64
    /// Oldest first; later segments hold later writes.
    let segments: [SegmentView]

    init(generation: UInt64, segments: [SegmentView]) {
        self.generation = generation
        self.segments = segments
    }

    /// Where a live record lies.
    func find(_ key: KeyHash) throws(StorageError) -> (segment: Int, item: Int)? {
        for (index, segment) in segments.enumerated().reversed() {
            if let item = try segment.reader.items.find(key), segment.isLive(Int(item)) { return (index, Int(item)) }
        }
        return nil
    }

    /// The newest tombstone of a record.
    func tombstone(_ key: KeyHash) -> Tombstone? {
        segments.compactMap { $0.reader.tombstones.rows[key] }.max { $0.version < $1.version }
    }

    /// The languages that a team's items were analysed in.
    func languages(team: String) -> [Language] {
        var bits: UInt64 = 0
        for segment in segments {
            guard let ordinal = segment.reader.info.ordinal(ofTeam: team) else { continue }
            bits |= segment.reader.info.teams[Int(ordinal)].languages
        }
        return Language.allCases.filter { bits >> UInt64($0.rawValue) & 1 == 1 }
    }

    /// What a team's own fields hold, by the name first seen.
    func customFields(team: String) -> [String: FieldKind] {
        var kinds: [String: CustomKinds] = [:]
        for segment in segments {
            guard let ordinal = segment.reader.info.ordinal(ofTeam: team) else { continue }
            kinds.merge(segment.reader.info.teams[Int(ordinal)].customFields) { $0.union($1) }
        }
        return kinds.mapValues(\.fieldKind)
    }
}
