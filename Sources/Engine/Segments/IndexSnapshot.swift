// Owns: one generation of the index as readers see it: an immutable list of segments with their live items.

import Schema
import Storage
import Synchronization

/// A segment and which of its items are live at one generation.
struct SegmentView: Sendable {
    let reader: SegmentReader
    /// `nil`: all of them.
    let live: LiveItems?
    /// For each of the segment's teams, the sum of the lengths of its live items, and their number.
    let liveTeams: [TeamStatistics]

    struct TeamStatistics: Sendable {
        var items: UInt64
        var lengths: UInt64
    }

    private init(_ reader: SegmentReader, _ live: LiveItems?, _ liveTeams: [TeamStatistics]) {
        self.reader = reader
        self.live = live
        self.liveTeams = liveTeams
    }

    /// O(deleted items).
    init(_ reader: SegmentReader, live: LiveItems? = nil) {
        let whole = SegmentView(
            reader, nil,
            reader.info.teams.map { TeamStatistics(items: UInt64($0.items.count), lengths: $0.lengths) })
        guard let live, live.deletedCount > 0 else {
            self = whole
            return
        }
        self = whole.deleting(LiveItems(count: live.count).items(notIn: live))
    }

    /// The same segment without some more of its items, each live until now. O(items to delete + segment / 32,768).
    func deleting(_ items: [Int]) -> SegmentView {
        var live = live ?? LiveItems(count: reader.itemCount)
        var teams = liveTeams
        for item in items where live.delete(item) {
            guard let team = reader.info.team(ofItem: UInt32(item)) else { continue }
            teams[team].items -= 1
            // A damaged segment may say less than its items have.
            teams[team].lengths -= min(teams[team].lengths, UInt64(LengthNorm.decode(reader.norm(item))))
        }
        return SegmentView(reader, live, teams)
    }

    var liveCount: Int { live?.liveCount ?? reader.itemCount }

    func isLive(_ item: Int) -> Bool { live?.isLive(item) ?? true }

    /// Whether anything would be lost without the segment.
    var isNeeded: Bool { liveCount > 0 || !reader.tombstones.isEmpty }
}

/// One generation. Immutable; a search holds one from its first to its last step.
final class IndexSnapshot: Sendable {
    let generation: UInt64
    /// Oldest first; later segments hold later writes.
    let segments: [SegmentView]
    /// Which of this process's snapshots it is; later ones have larger numbers. Generations do not tell as much: an index
    /// opened for reading may replay more of the log at the same generation.
    let serial: Int

    private static let lastSerial = Atomic<Int>(0)

    init(generation: UInt64, segments: [SegmentView]) {
        serial = Self.lastSerial.add(1, ordering: .relaxed).newValue
        self.generation = generation
        self.segments = segments
    }

    /// Where a live record lies.
    func find(_ key: KeyHash) throws(StorageError) -> (segment: Int, item: Int)? {
        for index in segments.indices.reversed() {
            if let item = try segments[index].reader.items.find(key), segments[index].isLive(Int(item)) {
                return (index, Int(item))
            }
        }
        return nil
    }

    /// The newest tombstone of a record.
    func tombstone(_ key: KeyHash) throws(StorageError) -> Tombstone? {
        var newest: Tombstone?
        for index in segments.indices where !segments[index].reader.tombstones.isEmpty {
            guard let found = try segments[index].reader.tombstones.find(key) else { continue }
            if found.version >= newest?.version ?? 0 { newest = found }
        }
        return newest
    }

    /// The languages that a team's items were analysed in.
    func languages(team: String) -> [Language] {
        var languages = LanguageSet()
        for segment in segments {
            guard let ordinal = segment.reader.info.ordinal(ofTeam: team) else { continue }
            languages.formUnion(segment.reader.info.teams[Int(ordinal)].languages)
        }
        return languages.languages
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
