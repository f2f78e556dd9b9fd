// Properties:
// 1. What `DeadCountCache` says of a list is what counting its postings says: at every set of live items of a segment, in
//    whatever order searches of newer and older generations ask, for stems and for single forms of them.
// 2. A search answers the same with caches that are warm as with none: conditions on boxes and threads, while records are
//    put, changed and deleted between the searches.
// 3. `GroupSetCache` keeps no more bytes than it may, and nothing of a snapshot before the newest that was searched.

import Schema
import Storage
import TestSupport
import Testing

@testable import Engine

@Suite struct SearchCacheTests {
    private static let items = 4_000

    /// A segment whose lists are long, and short.
    private func segment(_ random: inout SeededRandom) throws -> SegmentView {
        let words = ["meeting", "meetings", "invoice", "invoices", "harbor"]
        let documents = (0..<Self.items).map { place in
            var document = Document(
                key: DocumentKey(team: "team", kind: .message, id: "m\(place)"), version: 1,
                date: Timestamp(seconds: Int64(place)))
            let chosen = words.filter { _ in Bool.random(using: &random) }
            document.values = [.init(.field(.body), .text(chosen.joined(separator: " ")))]
            if place % 100 == 0 { document.values.append(.init(.field(.subject), .text("seldom"))) }
            return document
        }
        let opened = try OpenedIndex(
            FaultyDirectory(), IndexOptions(now: { AgreementTests.now }), readOnly: false, create: true)
        _ = try opened.writer.apply([documents])
        return try #require(opened.writer.snapshot.segments.first)
    }

    @Test(arguments: 0..<4) func deadCountsAreExact(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var views = [try segment(&random)]
        let reader = views[0].reader
        let ordinal = try #require(reader.info.ordinal(ofTeam: "team"))
        let choices = ["meet", "meeting", "meetings", "invoic", "invoices", "harbor", "seldom"].flatMap { term in
            [TermChoice(stem: term, in: .all), TermChoice(exact: term)]
        }
        let lists = try choices.flatMap { try reader.lists(of: $0, .combined(.stem), team: ordinal) }
        try #require(lists.contains { $0.form != nil } && lists.contains { $0.items > DeadCountCache.shortList })
        let cache = DeadCountCache()
        let budget = SearchBudget(deadline: nil, isCancelled: { false })
        for step in 0..<300 {
            if let newest = views.last, Int.random(in: 0..<3, using: &random) > 0 {
                let count = Int.random(in: 1...[1, 3, 40, 400].randomElement(using: &random)!, using: &random)
                views.append(newest.deleting((0..<count).map { _ in Int.random(in: 0..<Self.items, using: &random) }))
            }
            // Mostly the newest, now and then an older one.
            let isNewest = Int.random(in: 0..<4, using: &random) > 0
            let view = isNewest ? views[views.count - 1] : views.randomElement(using: &random)!
            for list in lists where Int.random(in: 0..<3, using: &random) == 0 {
                let filtered = FilteredList(entry: list.entry, forms: list.form.map { FormSet([$0]) })
                let cursor = try PostingsCursor(filtered, in: reader)
                let expected = try view.live.map { try cursor.countDead($0, budget) } ?? 0
                #expect(try cache.count(list, in: view, budget) == expected, "seed \(seed), step \(step), \(list)")
            }
        }
    }

    private static let queries = [
        "stage:won", "-stage:won", "pipeline:sales invoice", "box:(roof invoice)", "thread:(roof -invoice)",
        "invoice roof",
        "is:unread", "-is:unread roof", "-in:spam", "assignee:amy@acme.example",
    ]

    @Test(arguments: 0..<3) func warmCachesChangeNoAnswer(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let warm = try SmallIndex([])
        var history: [Record] = []
        for step in 0..<60 {
            let record = Self.record(&random)
            history.append(record)
            try warm.put([record])
            guard step % 6 == 5 else { continue }
            let cold = try SmallIndex(history)
            for query in Self.queries {
                for round in 0..<2 {
                    let what = "seed \(seed), step \(step), round \(round): \(query)"
                    #expect(try warm.items(query) == cold.items(query), "\(what)")
                }
            }
        }
    }

    private static func record(_ random: inout SeededRandom) -> Record {
        let words = ["roof", "invoice", "harbor"].filter { _ in Bool.random(using: &random) }.joined(separator: " ")
        let place = Int.random(in: 0..<12, using: &random)
        if place < 4 {
            return .box(
                "b\(place)", name: words, stage: ["Won", "Lost"].randomElement(using: &random) ?? "",
                assignees: Bool.random(using: &random) ? ["amy@acme.example"] : [])
        }
        return .message(
            "m\(place)", thread: "t\(place % 4)", box: "b\(Int.random(in: 0..<4, using: &random))", body: words,
            labels: [["inbox"], ["inbox", "unread"], ["spam"]].randomElement(using: &random) ?? [])
    }

    @Test("The items of a set's groups are kept by segment, up to a number of them; the first that are kept stay")
    func groupItems() throws {
        let snapshot = try SmallIndex([.message("a"), .message("b"), .message("c")]).index.snapshot(nil)
        try #require(snapshot.segments.count == 3)
        let readers = snapshot.segments.map(\.reader)
        let known = GroupItems()
        #expect(known.items(in: readers[0]) == nil)
        known.keep([1, 5], in: readers[0])
        known.keep([9], in: readers[0])
        #expect(known.items(in: readers[0]) == [1, 5])
        known.keep(Array(0..<UInt32(GroupItems.maximumItems - 1)), in: readers[1])
        #expect(known.items(in: readers[1]) == nil, "more than are kept")
        known.keep([7], in: readers[1])
        #expect(known.items(in: readers[1]) == [7])
        known.keep(nil, in: readers[2])
        #expect(known.items(in: readers[2]) == .some(nil), "too many to be looked up")
    }

    @Test func groupSetsAreBounded() throws {
        let budget = SearchBudget(deadline: nil, isCancelled: { false })
        func members(_ last: Int64) throws -> GroupSet.Members {
            let set = GroupSet(budget)
            for ordinal in 0...last { set.insert(ordinal) }
            try set.settle()
            return set.members
        }
        func key(_ value: Int) -> GroupSetKey {
            GroupSetKey(team: ExactString("team"), kind: .box, condition: .keyword(.stage, "\(value)"))
        }
        let snapshots = (0..<2).map { _ in IndexSnapshot(generation: 1, segments: []) }
        let cache = GroupSetCache(maximumBytes: 20_000)
        cache.forget(olderThan: snapshots[0])
        for value in 0..<50 {
            cache.keep(try members(8_000), key(value), in: snapshots[0])
            #expect(cache.byteCount <= 20_000)
            _ = cache.find(key(0), in: snapshots[0])
        }
        #expect(cache.find(key(0), in: snapshots[0]) != nil, "it was asked for all the time")
        #expect(cache.find(key(1), in: snapshots[0]) == nil)
        cache.keep(try members(100_000), key(99), in: snapshots[0])
        #expect(cache.find(key(99), in: snapshots[0]) == nil, "one set has no more than an eighth")
        cache.forget(olderThan: snapshots[1])
        #expect(cache.byteCount == 0)
        cache.keep(try members(10), key(0), in: snapshots[0])
        #expect(cache.find(key(0), in: snapshots[0]) == nil && cache.byteCount == 0, "of an older snapshot")
    }
}
