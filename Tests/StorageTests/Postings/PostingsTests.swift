// Properties, of lists of any length around a block's end, any gaps up to the largest item, and any content:
// 1. Items, counts and frequencies come back a block at a time; lists in one section do not disturb each other.
// 2. A block's last item is its last; searching for the block of an item finds what a scan finds.
// 3. Every posting of a block is bounded by one of the block's impact corners: at most its frequency, at least its
//    norm.
// 4. Positions and forms come back by the occurrences' numbers, in any order of asking; so do the table of forms and
//    totals.
// 5. Hostile bytes, in lists, tables and occurrences, end in a StorageError or in numbers of 32 bits.

import Kernels
import TestSupport
import Testing

@testable import Storage

@Suite struct PostingsTests {
    static let counts = [1, 2, 3, 126, 127, 128, 129, 255, 256, 257, 1_000, 4_095, 4_096, 4_097]

    /// Lists in their sections.
    private struct Encoded {
        var entries: [TermEntry] = []
        var postings: [UInt8] = []
        var occurrences: [UInt8] = []
        /// What items' norms are, by item; the largest items share one.
        var norms: [UInt8] = []
    }

    private func encoded(_ models: [ListModel], _ random: inout SeededRandom) -> Encoded {
        // A norm for every item would take 4 GB: items of huge gaps have none, and no occurrences.
        let largest = models.filter(\.hasOccurrences).compactMap(\.items.last).max() ?? 0
        let norms = (0...largest).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        var encoder = PostingsEncoder(norms: norms)
        let entries = models.map { encoder.append($0.buffer) }
        return Encoded(entries: entries, postings: encoder.postings, occurrences: encoder.occurrences, norms: norms)
    }

    private func model(_ count: Int, _ gaps: ListModel.Gaps, _ content: ListModel.Content, _ random: inout SeededRandom)
        -> ListModel
    {
        ListModel(count: count, gaps, gaps == .huge ? .itemsOnly : content, &random)
    }

    private func check(_ entry: TermEntry, _ model: ListModel, _ sections: [Section], _ norms: [UInt8], _ what: Comment)
        throws
    {
        #expect(entry.count == UInt32(model.items.count) && entry.hasOccurrences == model.hasOccurrences, what)
        let list = try PostingsList(entry, in: sections[0])
        #expect(list.count == model.items.count && list.blockCount == (model.items.count + 127) / 128, what)
        var next = 0
        var occurrences = 0
        for block in 0..<list.blockCount {
            let (items, counts) = try list.decoded(block, frequencies: false)
            let (again, frequencies) = try list.decoded(block, frequencies: true)
            let range = next..<next + items.count
            #expect(items[...] == model.items[range] && again == items, what)
            #expect(counts == range.map { model.count($0) }, what)
            #expect(frequencies == range.map { model.frequency($0) }, what)
            if list.hasTable {
                #expect(list.lastItem(ofBlock: block) == items.last, what)
                checkImpact(list.impact(ofBlock: block), items, frequencies, model.hasOccurrences ? norms : nil, what)
                if model.hasOccurrences { #expect(list.firstOccurrence(ofBlock: block) == occurrences, what) }
            }
            if model.hasOccurrences { occurrences += counts.reduce(0) { $0 + Int($1) } }
            next = range.upperBound
        }
        #expect(next == model.items.count, what)
    }

    private func checkImpact(
        _ impact: Impact, _ items: [UInt32], _ frequencies: [UInt32], _ norms: [UInt8]?, _ what: Comment
    ) {
        guard let norms else {
            #expect(impact.bits == 0, what)
            return
        }
        for (item, frequency) in zip(items, frequencies) {
            let capped = UInt8(min(frequency, 255))
            let norm = norms[Int(item)]
            #expect(
                impact.frequency1 >= capped && impact.norm1 <= norm
                    || impact.frequency2 >= capped && impact.norm2 <= norm,
                what)
        }
    }

    private func checkOccurrences(_ entry: TermEntry, _ model: ListModel, _ section: Section, _ what: Comment) throws {
        let all = model.occurrences.flatMap(\.self)
        let reader = try OccurrencesReader(entry, in: section, shortTotal: all.count)
        #expect(reader.total == all.count && reader.formTable.count == model.formCount, what)
        #expect(try OccurrencesReader.formTable(entry, in: section).count == model.formCount, what)
        #expect(Array(reader.formTable.bytes) == model.formTable && entry.hasOneForm == model.formTable.isEmpty, what)
        let starts = model.occurrences.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
        // In order, backwards, and every seventh.
        let orders = [
            Array(model.items.indices), model.items.indices.reversed(), model.items.indices.filter { $0 % 7 == 0 },
        ]
        for order in orders {
            for index in order {
                let range = starts[index]..<starts[index + 1]
                let found = try reader.decoded(range)
                if found != model.occurrences[index] { Issue.record("\(what): occurrences of posting \(index)") }
            }
        }
        #expect(throws: StorageError.self, what) { try reader.decoded(0..<all.count + 1) }
    }

    @Test(arguments: counts, ListModel.Gaps.allCases) func listsComeBack(count: Int, gaps: ListModel.Gaps) throws {
        var random = SeededRandom(seed: UInt64(count))
        let models = ListModel.Content.allCases.map { model(count, gaps, $0, &random) }
        let encoded = encoded(models, &random)
        let sections = try Sections.sections([encoded.postings, encoded.occurrences])
        for (entry, model) in zip(encoded.entries, models) {
            let what: Comment = "\(count) items, \(gaps)"
            try check(entry, model, sections, encoded.norms, what)
            if model.hasOccurrences { try checkOccurrences(entry, model, sections[1], what) }
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>) func manyListsShareTheirSections(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let models = (0..<30).map { _ in
            model(
                Int.random(in: 1...300, using: &random), .small,
                ListModel.Content.allCases[Int.random(in: 0..<6, using: &random)], &random)
        }
        let encoded = encoded(models, &random)
        let sections = try Sections.sections([encoded.postings, encoded.occurrences])
        for (entry, model) in zip(encoded.entries, models) {
            try check(entry, model, sections, encoded.norms, "seed \(seed)")
            if model.hasOccurrences { try checkOccurrences(entry, model, sections[1], "seed \(seed)") }
        }
    }

    @Test(arguments: ListModel.Gaps.allCases) func theBlockOfAnItemIsFound(gaps: ListModel.Gaps) throws {
        var random = SeededRandom(seed: 4)
        let model = model(3_000, gaps, .itemsOnly, &random)
        let encoded = encoded([model], &random)
        let list = try PostingsList(encoded.entries[0], in: Sections.section(encoded.postings))
        for round in 0..<500 {
            let item = model.items[Int.random(in: 0..<3_000, using: &random)]
            let target = round % 3 == 0 ? UInt32.random(in: 0...UInt32.max, using: &random) : item
            let from = Int.random(in: 0...list.blockCount, using: &random)
            let expected = (from..<list.blockCount).first { list.lastItem(ofBlock: $0) >= target } ?? list.blockCount
            #expect(list.block(containing: target, from: from) == expected, "\(target) from \(from)")
        }
    }

    @Test func impactsBoundEveryPosting() {
        for seed in 0..<300 as Range<UInt64> {
            var random = SeededRandom(seed: seed)
            let count = Int.random(in: 0...128, using: &random)
            let ceiling: UInt32 = [1, 3, 300, .max][Int(seed % 4)]
            let frequencies = (0..<count).map { _ in UInt32.random(in: 1...ceiling, using: &random) }
            let norms = (0..<count).map { _ in UInt8.random(in: 0...(seed % 3 == 0 ? 3 : 255), using: &random) }
            let impact = frequencies.withUnsafeBufferPointer { f in
                norms.withUnsafeBufferPointer { Impact(frequencies: f, norms: $0) }
            }
            #expect(Impact(bits: impact.bits) == impact)
            checkImpact(impact, (0..<UInt32(count)).map { $0 }, frequencies, norms, "seed \(seed)")
            // No looser than it must be: each corner touches the largest frequency and the smallest norm there is.
            #expect(
                max(impact.frequency1, impact.frequency2) == UInt8(min(frequencies.max() ?? 0, 255)), "seed \(seed)")
            if count > 0 { #expect(min(impact.norm1, impact.norm2) == norms.min(), "seed \(seed)") }
        }
    }

    @Test(arguments: [5, 127, 128, 700], ListModel.Content.allCases) func hostileBytesStayWithinBounds(
        count: Int, content: ListModel.Content
    ) throws {
        var random = SeededRandom(seed: UInt64(count))
        let model = model(count, .small, content, &random)
        let encoded = encoded([model], &random)
        let entry = encoded.entries[0]
        func read(_ sections: [Section]) throws {
            var total = 0
            let list = try PostingsList(entry, in: sections[0])
            for block in 0..<list.blockCount {
                let items = try list.decoded(block, frequencies: true).items
                #expect(zip(items, items.dropFirst()).allSatisfy { $0 < $1 }, "items ascend")
                total += try list.decoded(block, frequencies: false).numbers.reduce(0) { $0 + Int($1) }
                _ = list.block(containing: UInt32.random(in: 0...UInt32.max, using: &random), from: block)
            }
            guard entry.hasOccurrences else { return }
            let reader = try OccurrencesReader(entry, in: sections[1], shortTotal: total)
            var at = 0
            while at < min(reader.total, 3_000) {
                let end = min(reader.total, at + 1 + at % 200)
                #expect(try reader.decoded(at..<end).allSatisfy { $0.form < reader.formTable.count })
                at = end
            }
        }
        try HostileBytes.feed([encoded.postings, encoded.occurrences], rounds: 60, to: read)
        try HostileBytes.feedNoise(sections: 2, rounds: 30, to: read)
    }

    /// Deltas that go round 2^32, in the first block and in one after it, under a table that says that all is well.
    @Test(arguments: [0, 3_000_000_000], [0, 40]) func itemsThatWrapAreRefused(base: UInt32, first: Int) throws {
        let deltas = (0..<128).map { place -> UInt32 in place == first || place == 90 ? 1 << 31 : 2 }
        let last = deltas.reduce(base &- 1) { $0 &+ $1 &+ 1 }
        let blocks = base == 0 ? 1 : 2
        let width = UInt8(32)
        var packed = [UInt8](repeating: 0, count: BlockPacking.byteCount(width: 32))
        packed.withUnsafeMutableBytes { bytes in
            guard let target = bytes.baseAddress else { return }
            BlockPacking.pack(deltas, width: 32, into: target)
        }
        // The block that lies is the last; the one before it, which is not read, ends below the base.
        let start = UInt32(blocks * PostingsFormat.rowSize)
        var list = ByteWriter()
        for number in blocks == 1 ? [last] : [base - 1, last] { list.append(number) }
        for _ in 0..<blocks { list.append(UInt32(0)) }
        for _ in 0..<blocks { list.append(start) }
        list.append(width)
        list.append(bytes: packed)
        let entry = TermEntry(count: UInt32(blocks) * 128, postingsLength: UInt64(list.bytes.count))
        let opened = try PostingsList(entry, in: try Sections.section(list.bytes))
        #expect(opened.blockCount == blocks && opened.lastItem(ofBlock: blocks - 1) == last)
        #expect(throws: StorageError.self) { try opened.decoded(blocks - 1, frequencies: false) }
    }
}
