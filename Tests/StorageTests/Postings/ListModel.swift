// Owns: postings lists as tests make and compare them.

import Storage
import TestSupport

/// A list in the plainest form, and the ways to make one from a seed.
struct ListModel {
    /// How far items lie apart.
    enum Gaps: CaseIterable { case none, small, mixed, huge }
    /// What stands at each item.
    enum Content: CaseIterable { case itemsOnly, once, several, extras, forms, oneNamedForm }

    struct Occurrence: Equatable {
        var position: UInt32
        var form: UInt32
    }

    var items: [UInt32] = []
    var hasOccurrences = false
    /// For each item its occurrences.
    var occurrences: [[Occurrence]] = []
    var extras: [UInt32] = []
    var formCount = 1
    var formTable: [UInt8] = []

    init(count: Int, _ gaps: Gaps, _ content: Content, _ random: inout SeededRandom) {
        items = Self.items(count, gaps, &random)
        hasOccurrences = content != .itemsOnly
        guard hasOccurrences else { return }
        if content == .forms { formCount = [2, 3, 200][count % 3] }
        if content == .forms || content == .oneNamedForm { formTable = Array("forms of \(count)".utf8) }
        for _ in items {
            let number = content == .once ? 1 : Self.occurrenceCount(&random)
            occurrences.append(Self.occurrences(number, formCount, &random))
            let isCounted = content == .extras && Int.random(in: 0..<3, using: &random) == 0
            extras.append(
                isCounted ? UInt32.random(in: 1...(random.next() % 50 == 0 ? 1 << 30 : 9), using: &random) : 0)
        }
    }

    private static func items(_ count: Int, _ gaps: Gaps, _ random: inout SeededRandom) -> [UInt32] {
        var items: [UInt32] = []
        var next: UInt64 = gaps == .none ? 0 : UInt64.random(in: 0...9, using: &random)
        // Huge gaps: the last item is the largest there is.
        let room = UInt64(UInt32.max) / UInt64(max(count, 1))
        for index in 0..<count {
            if gaps == .huge, index == count - 1 { next = UInt64(UInt32.max) }
            items.append(UInt32(next))
            let gap: UInt64 =
                switch gaps {
                case .none: 0
                case .small: UInt64.random(in: 0...3, using: &random)
                case .mixed: random.next() % 40 == 0 ? UInt64.random(in: 0...100_000, using: &random) : 1
                case .huge: UInt64.random(in: 0..<max(1, room - 1), using: &random)
                }
            next += gap + 1
        }
        return items
    }

    private static func occurrenceCount(_ random: inout SeededRandom) -> Int {
        random.next() % 60 == 0 ? Int.random(in: 100...300, using: &random) : Int.random(in: 1...4, using: &random)
    }

    private static func occurrences(_ count: Int, _ forms: Int, _ random: inout SeededRandom) -> [Occurrence] {
        var position: UInt64 = random.next() % 5 == 0 ? 0 : UInt64.random(in: 0...500, using: &random)
        var result: [Occurrence] = []
        for index in 0..<count {
            if index > 0 { position += 1 + (random.next() % 30 == 0 ? random.next() % 1_000_000 : random.next() % 20) }
            if index == count - 1, random.next() % 50 == 0 { position = UInt64(UInt32.max) }
            result.append(
                Occurrence(position: UInt32(position), form: UInt32.random(in: 0..<UInt32(forms), using: &random)))
        }
        return result
    }

    var buffer: PostingsBuffer {
        var buffer = PostingsBuffer()
        buffer.items = items
        buffer.hasOccurrences = hasOccurrences
        buffer.counts = occurrences.map { UInt32($0.count) }
        buffer.extras = extras
        buffer.positions = occurrences.joined().map(\.position)
        buffer.forms = occurrences.joined().map(\.form)
        buffer.formCount = formCount
        buffer.formTable = formTable
        return buffer
    }

    func count(_ index: Int) -> UInt32 { hasOccurrences ? UInt32(occurrences[index].count) : 1 }
    func frequency(_ index: Int) -> UInt32 { hasOccurrences ? count(index) + extras[index] : 1 }
}

extension PostingsList {
    /// A block's items with their counts or frequencies.
    func decoded(_ block: Int, frequencies: Bool) throws -> (items: [UInt32], numbers: [UInt32]) {
        var items = [UInt32](repeating: 0xDEAD, count: PostingsFormat.blockSize)
        var numbers = items
        let count =
            frequencies
            ? try decode(block: block, items: &items, frequencies: &numbers)
            : try decode(block: block, items: &items, counts: &numbers)
        return (Array(items.prefix(count)), Array(numbers.prefix(count)))
    }
}

extension OccurrencesReader {
    /// Some occurrences as a model has them.
    func decoded(_ range: Range<Int>) throws -> [ListModel.Occurrence] {
        var positions = [UInt32](repeating: 0xDEAD, count: range.count + 1)
        var forms = positions
        try read(range, positions: &positions, forms: &forms)
        return (0..<range.count).map { ListModel.Occurrence(position: positions[$0], form: forms[$0]) }
    }
}
