// Owns: the documents of a segment in the order of its items.

import Schema
import Storage

/// Documents of some buffers, sorted. A value: any thread may read it.
struct OrderedDocuments: Sendable {
    /// Where a document lies.
    struct Place: Sendable {
        var buffer: Int
        var document: Int
    }

    /// In ascending order of their bytes.
    let teams: [String]
    private let buffers: [DocumentBuffer]
    private var places: [Place] = []
    /// For each buffer, the place in ``teams`` of each of its teams.
    private let teamPlaces: [[UInt32]]

    private struct Keyed {
        var team: UInt32
        var date: Int64
        var key: KeyHash
        var place: Place
    }

    /// Sorts documents: by team, newest first, then by key, so that equal dates have one order in every segmentation.
    /// O(n log n).
    init(_ places: [Place], of buffers: [DocumentBuffer]) {
        self.buffers = buffers
        let teams = TeamOrder.distinct(buffers.flatMap(\.teams))
        let numbers = Dictionary(uniqueKeysWithValues: teams.enumerated().map { (ExactString($1), UInt32($0)) })
        let teamPlaces = buffers.map { $0.teams.map { numbers[ExactString($0)] ?? 0 } }
        var keyed = places.map { place in
            let entry = buffers[place.buffer].entries[place.document]
            return Keyed(
                team: teamPlaces[place.buffer][Int(entry.team)], date: entry.date, key: entry.key, place: place)
        }
        keyed.sort { a, b in
            if a.team != b.team { return a.team < b.team }
            return a.date != b.date ? a.date > b.date : a.key < b.key
        }
        // A team may have had nothing but deletions: it is none of the segment's.
        var used: [UInt32] = []
        for entry in keyed where used.last != entry.team { used.append(entry.team) }
        var usedPlaces = [UInt32](repeating: 0, count: teams.count)
        for (place, team) in used.enumerated() { usedPlaces[Int(team)] = UInt32(place) }
        self.teams = used.map { teams[Int($0)] }
        self.teamPlaces = teamPlaces.map { $0.map { usedPlaces[Int($0)] } }
        self.places = keyed.map(\.place)
    }

    var count: Int { places.count }

    func entry(ofItem item: Int) -> DocumentBuffer.Entry {
        buffers[places[item].buffer].entries[places[item].document]
    }

    /// An item's team, as its place in ``teams``.
    func team(ofItem item: Int) -> UInt32 { teamPlaces[places[item].buffer][Int(entry(ofItem: item).team)] }

    /// Lends an item's document, with the names of the teams' own fields by their numbers in it.
    func withDocument<R>(_ item: Int, _ body: (PackedDocument, [String]) throws -> R) rethrows -> R {
        let place = places[item]
        return try buffers[place.buffer].withDocument(place.document) { try body($0, buffers[place.buffer].names) }
    }

    /// Bytes of all records.
    var recordBytes: Int { places.reduce(0) { $0 + buffers[$1.buffer].entries[$1.document].recordBytes } }

    /// The items cut into ranges of about as many bytes, at most `count`, and fewer where that is not worth a thread.
    func ranges(_ count: Int) -> [Range<Int>] {
        let bytes = recordBytes
        let wanted = max(1, min(count, bytes / Self.leastRange))
        var ranges: [Range<Int>] = []
        var (start, passed) = (0, 0)
        for item in 0..<places.count where wanted > 1 {
            passed += entry(ofItem: item).recordBytes
            if passed * wanted >= bytes * (ranges.count + 1), ranges.count + 1 < wanted {
                ranges.append(start..<item + 1)
                start = item + 1
            }
        }
        ranges.append(start..<places.count)
        return ranges
    }

    /// Bytes of records that are worth a thread.
    private static let leastRange = 1 << 20
}
