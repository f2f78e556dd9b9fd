// Owns: text conditions over one segment: which items have the words, how often, and what that scores.

import Storage

/// The matcher of a ``TextLeaf``, with its scores.
class LeafMatcher: Matcher {
    let weight: TermWeight
    let name: String
    fileprivate let saturations: [Float]
    fileprivate let norms: UnsafePointer<UInt8>
    /// Items that cannot score as much as this need not be found: set for each window by a top-k search.
    var floor: Float = 0

    init(_ leaf: TextLeaf, _ weight: TermWeight, _ segment: SegmentReader) {
        self.weight = weight
        name = leaf.name
        // Indexed by the stored byte, not the norm.
        saturations = (0...255).map { weight.saturation(segment.norm(ofStored: UInt8($0))) }
        norms = segment.storedNorms
    }

    /// An upper bound on the scores in a window.
    func bound(_ window: Window) throws -> Float { weight.weight }

    /// Adds the scores of the set items to `scores`.
    func score(_ window: Window, _ bits: WindowBits, into scores: UnsafeMutablePointer<Float>) throws {
        preconditionFailure("every leaf scores")
    }

    /// How often an item has it; 0: it does not match.
    func frequency(of item: UInt32) throws -> UInt32 {
        preconditionFailure("every leaf counts")
    }
}

/// A word: one list, or several (the stems of several languages, an expanded prefix) taken as one.
final class TermMatcher: LeafMatcher {
    private let cursors: [PostingsCursor]
    private let sums: UnsafeMutablePointer<UInt32>?
    private let found = WindowBits()

    init(_ leaf: TextLeaf, _ lists: [FilteredList], _ weight: TermWeight, _ segment: SegmentReader) throws {
        cursors = try lists.map { try PostingsCursor($0, in: segment) }
        let isPlain = lists.count == 1 && lists[0].forms == nil
        sums = isPlain ? nil : .allocate(capacity: Int(Window.size))
        sums?.update(repeating: 0, count: Int(Window.size))
        super.init(leaf, weight, segment)
    }

    deinit { sums?.deallocate() }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        if cursors.count == 1, cursors[0].forms == nil {
            return try cursors[0].fill(window, into: bits, weight: weight, floor: floor)
        }
        for cursor in cursors {
            guard cursor.forms != nil else {
                try cursor.fill(window, into: bits)
                continue
            }
            // Two phases: which items have the stem, then whether in the form that is meant.
            found.clear()
            try cursor.fill(window, into: found)
            found.intersect(mask)
            try found.forEach { bit in
                if try cursor.frequency(of: window.base + UInt32(bit)) > 0 { bits.insert(bit) }
            }
        }
    }

    override func candidate(from item: UInt32) throws -> UInt32 {
        var least = UInt32.max
        for cursor in cursors { least = min(least, try cursor.candidate(from: item)) }
        return least
    }

    override var cost: UInt64 { cursors.reduce(0) { $0 + UInt64($1.list.count) } }

    override func bound(_ window: Window) throws -> Float {
        if cursors.count == 1 { return try cursors[0].bound(window, weight, norms: norms) }
        return cursors.isEmpty ? 0 : weight.weight
    }

    override func score(_ window: Window, _ bits: WindowBits, into scores: UnsafeMutablePointer<Float>) throws {
        guard let sums else {
            try saturations.withUnsafeBufferPointer { table in
                guard let base = table.baseAddress, let cursor = cursors.first else { return }
                try cursor.score(
                    window, bits, weight: weight.weight, saturations: base, norms: norms, into: scores)
            }
            return
        }
        for cursor in cursors { try cursor.addFrequencies(window, bits, into: sums) }
        bits.forEach { bit in
            guard sums[bit] > 0 else { return }
            let saturation = saturations[Int(norms[Int(window.base) + bit])]
            scores[bit] += TermWeight.score(weight.weight, Float(sums[bit]), saturation)
            sums[bit] = 0
        }
    }

    override func frequency(of item: UInt32) throws -> UInt32 {
        try cursors.reduce(0) { $0 &+ (try $1.frequency(of: item)) }
    }
}

/// Words at positions: a phrase, words near each other, or a word of the body.
///
/// Two phases: the lists decide which items have all the words, positions are read only for those.
final class SequenceMatcher: LeafMatcher {
    private let slots: [[PostingsCursor]]
    private let offsets: [UInt32]
    private let shape: TextLeaf.Shape
    private let bodyLengths: IntegerColumn?
    private let running = WindowBits()
    private let found = WindowBits()
    /// Of the items in `matched`; 0 elsewhere.
    private let frequencies: UnsafeMutablePointer<UInt32>
    /// Of the window at hand, the items that were looked at, and those of them that match.
    private let covered = WindowBits()
    private let matched = WindowBits()
    private var coveredWindow: UInt32?
    private var scratch: [[UInt32]]

    init(_ leaf: TextLeaf, _ lists: [[FilteredList]], _ weight: TermWeight, _ segment: SegmentReader) throws {
        slots = try lists.map { try $0.map { try PostingsCursor($0, in: segment) } }
        offsets = leaf.offsets
        shape = leaf.shape
        bodyLengths = leaf.isBodyOnly ? segment.bodyLengths : nil
        frequencies = .allocate(capacity: Int(Window.size))
        frequencies.update(repeating: 0, count: Int(Window.size))
        scratch = [[UInt32]](repeating: [], count: lists.count)
        super.init(leaf, weight, segment)
    }

    deinit { frequencies.deallocate() }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        try cover(window, mask)
        bits.copy(matched)
        bits.intersect(mask)
    }

    /// Looks at the items of `mask` that have not been looked at yet: a tree may ask for them in parts.
    private func cover(_ window: Window, _ mask: WindowBits) throws {
        if coveredWindow != window.base {
            matched.forEach { frequencies[$0] = 0 }
            matched.clear()
            covered.clear()
            coveredWindow = window.base
        }
        running.copy(mask)
        running.subtract(covered)
        covered.unite(mask)
        for slot in slots {
            if running.isEmpty { return }
            found.clear()
            for cursor in slot { try cursor.fill(window, into: found) }
            running.intersect(found)
        }
        try running.forEach { bit in
            let count = try occurrences(in: window.base + UInt32(bit))
            guard count > 0 else { return }
            matched.insert(bit)
            frequencies[bit] = count
        }
    }

    override func candidate(from item: UInt32) throws -> UInt32 {
        var item = item
        var agreed = 0
        while agreed < slots.count {
            agreed = 0
            for slot in slots {
                var next = UInt32.max
                for cursor in slot { next = min(next, try cursor.candidate(from: item)) }
                if next == .max { return .max }
                if next == item { agreed += 1 }
                item = next
            }
        }
        return item
    }

    /// Dearer than any list of its words, for it reads positions.
    override var cost: UInt64 {
        (slots.map { $0.reduce(0) { $0 + UInt64($1.list.count) } }.min() ?? 0) * 8
    }

    override func score(_ window: Window, _ bits: WindowBits, into scores: UnsafeMutablePointer<Float>) throws {
        // Items that another branch of the tree brought in have not been looked at.
        try cover(window, bits)
        bits.forEach { bit in
            guard matched.contains(bit) else { return }
            let saturation = saturations[Int(norms[Int(window.base) + bit])]
            scores[bit] += TermWeight.score(weight.weight, Float(frequencies[bit]), saturation)
        }
    }

    override func frequency(of item: UInt32) throws -> UInt32 {
        try hasAllWords(item) ? occurrences(in: item) : 0
    }

    private func hasAllWords(_ item: UInt32) throws -> Bool {
        for slot in slots {
            var has = false
            for cursor in slot where try cursor.candidate(from: item) == item {
                has = true
                break
            }
            if !has { return false }
        }
        return true
    }

    /// How often the words stand as asked in an item that has them all.
    private func occurrences(in item: UInt32) throws -> UInt32 {
        for (index, slot) in slots.enumerated() {
            scratch[index].removeAll(keepingCapacity: true)
            for cursor in slot { try cursor.appendPositions(of: item, to: &scratch[index]) }
            if slot.count > 1 { scratch[index].sort() }
            if let bodyLengths {
                let end = UInt32(truncatingIfNeeded: bodyLengths[Int(item)])
                scratch[index].removeAll { $0 >= end }
            }
        }
        switch shape {
        case .sequence: return UInt32(starts(of: 0..<slots.count).count)
        case .near(let split, let distance, let ordered):
            return nearOccurrences(split, distance, ordered)
        }
    }

    /// Where the sequence of some slots begins, ascending.
    private func starts(of range: Range<Int>) -> [UInt32] {
        guard let first = range.first else { return [] }
        var result = scratch[first]
        for index in range.dropFirst() {
            let positions = scratch[index]
            let offset = offsets[index]
            var at = 0
            result.removeAll { start in
                while at < positions.count, positions[at] < start + offset { at += 1 }
                return at == positions.count || positions[at] != start + offset
            }
            if result.isEmpty { break }
        }
        return result
    }

    private func nearOccurrences(_ split: Int, _ distance: UInt32, _ ordered: Bool) -> UInt32 {
        let left = starts(of: 0..<split)
        let right = starts(of: split..<slots.count)
        let leftLength = (offsets[..<split].last ?? 0) + 1
        let rightLength = (offsets[split...].last ?? 0) + 1
        var count: UInt32 = 0
        for start in left {
            let isNear = right.contains { other in
                if other >= start + leftLength { return other - (start + leftLength) <= distance }
                return !ordered && start >= other + rightLength && start - (other + rightLength) <= distance
            }
            if isNear { count += 1 }
        }
        return count
    }
}

/// A whole value: a list without frequencies, which scores nothing.
final class KeywordMatcher: Matcher {
    private let cursor: PostingsCursor

    init(_ entry: TermEntry, _ segment: SegmentReader) throws {
        cursor = try PostingsCursor(FilteredList(entry: entry), in: segment)
    }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        try cursor.fill(window, into: bits)
    }

    override func candidate(from item: UInt32) throws -> UInt32 { try cursor.candidate(from: item) }

    override var cost: UInt64 { UInt64(cursor.list.count) }
}
