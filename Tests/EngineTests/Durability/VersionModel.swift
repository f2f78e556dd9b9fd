// Owns: what an index must hold, told in the simplest way: of each record the highest version.

import Schema

@testable import Engine

/// A dictionary that takes batches as an index does. A value.
struct VersionModel {
    private(set) var versions: [DocumentKey: UInt64] = [:]
    private(set) var live: [DocumentKey: Document] = [:]

    /// Takes a batch. Returns how many of its documents change anything.
    mutating func apply(_ batch: [Document]) -> Int {
        var applied = 0
        for document in batch {
            if let known = versions[document.key], document.version <= known { continue }
            versions[document.key] = document.version
            live[document.key] = document.isDeleted ? nil : document
            applied += 1
        }
        return applied
    }

    func applying(_ batch: [Document]) -> VersionModel {
        var other = self
        _ = other.apply(batch)
        return other
    }

    /// The first thing in which an index differs, by search, by count and by `get`; `nil` when it holds exactly this.
    func difference(from index: NativeBackend) throws -> String? {
        for team in Set(versions.keys.map(\.team)) {
            var request = SearchRequest(
                team: team, clause: .all, limit: 1_000, wantsBoxes: false, wantsThreads: false, wantsMessages: true,
                wantsHighlights: false, count: .exact, now: AgreementTests.now)
            request.sort = .newest
            let results = try index.search(request)
            let found = Set(results.messages.map { DocumentKey(team: team, kind: $0.kind, id: $0.id) })
            let expected = Set(live.keys.filter { $0.team == team })
            guard found == expected else {
                let (lost, extra) = (expected.subtracting(found), found.subtracting(expected))
                return "\(team): lost \(lost.map(\.id)), found \(extra.map(\.id))"
            }
            guard results.totals.items == expected.count else { return "\(team): counted \(results.totals.items)" }
        }
        for key in versions.keys {
            let stored = try index.get(key)
            guard stored?.version == live[key]?.version else {
                return "\(key): version \(stored?.version ?? 0), not \(live[key]?.version ?? 0)"
            }
            guard stored?.record.encoded() == live[key]?.record else { return "\(key): another record" }
        }
        let items = index.statistics(team: nil).items
        return items == live.count ? nil : "\(items) items, not \(live.count)"
    }
}
