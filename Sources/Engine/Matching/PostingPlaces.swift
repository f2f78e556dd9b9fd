// Owns: the occurrences of one posting at a time, of the forms that are meant.

import Storage

/// Finds a posting's occurrences by the counts of the postings before it.
///
/// Lifetime: owns its buffers; points into a segment that the search holds. Not thread-safe.
final class PostingPlaces {
    private let list: PostingsList
    private let hasForms: Bool
    /// The bits of the forms that are meant.
    private let forms: UnsafeMutablePointer<UInt64>
    private let formWords: Int
    private let reader: OccurrencesReader
    /// For the counted block, the number of each posting's first occurrence, and that after the last.
    private let starts: UnsafeMutablePointer<UInt32>
    private var block = -1
    /// The occurrences of the posting read last: raw memory, for this is read for every item of a filtered list.
    private var positions: UnsafeMutablePointer<UInt32>
    private var kinds: UnsafeMutablePointer<UInt32>
    private var capacity = 16

    init(_ entry: TermEntry, _ list: PostingsList, _ forms: FormSet?, _ segment: SegmentReader) throws {
        self.list = list
        hasForms = forms != nil
        formWords = forms?.words.count ?? 0
        self.forms = .allocate(capacity: formWords)
        self.forms.initialize(from: forms?.words ?? [], count: formWords)
        starts = .allocate(capacity: PostingsFormat.blockSize + 1)
        positions = .allocate(capacity: capacity)
        kinds = .allocate(capacity: capacity)
        do {
            let total = try Self.count(list, 0, into: starts)
            reader = try OccurrencesReader(entry, in: segment.occurrences, shortTotal: total)
            block = 0
        } catch {
            self.forms.deallocate()
            starts.deallocate()
            positions.deallocate()
            kinds.deallocate()
            throw error
        }
    }

    deinit {
        forms.deallocate()
        starts.deallocate()
        positions.deallocate()
        kinds.deallocate()
    }

    /// Sums a block's counts up. Returns how many occurrences there are to its end.
    private static func count(
        _ list: PostingsList, _ block: Int, into starts: UnsafeMutablePointer<UInt32>
    ) throws -> Int {
        let count = try list.decodeCounts(block: block, into: starts)
        var next = UInt32(truncatingIfNeeded: list.firstOccurrence(ofBlock: block))
        for place in 0..<count {
            let occurrences = starts[place]
            starts[place] = next
            next &+= occurrences
        }
        starts[count] = next
        return Int(next)
    }

    /// The numbers of a posting's occurrences.
    private func occurrences(_ target: Int, _ place: Int) throws -> Range<Int> {
        if target != block {
            block = -1
            _ = try Self.count(list, target, into: starts)
            block = target
        }
        return Int(starts[place])..<Int(starts[place + 1])
    }

    /// Reads a posting's occurrences into the buffers. Returns how many there are.
    private func read(_ target: Int, _ place: Int) throws -> Int {
        let range = try occurrences(target, place)
        if capacity < range.count { grow(to: range.count * 2) }
        try reader.read(range, positions: positions, forms: kinds)
        return range.count
    }

    private func grow(to count: Int) {
        positions.deallocate()
        kinds.deallocate()
        capacity = count
        positions = .allocate(capacity: count)
        kinds = .allocate(capacity: count)
    }

    /// Appends the positions that are meant, ascending.
    ///
    /// - Parameter ofAnyForm: append those of all forms: they cost less, and are enough to tell most items that have no place.
    func append(block: Int, place: Int, ofAnyForm: Bool, to result: PositionBuffer) throws {
        guard hasForms, !ofAnyForm else {
            let range = try occurrences(block, place)
            try reader.read(range, positions: result.room(for: range.count), forms: nil)
            return result.append(written: range.count)
        }
        let count = try read(block, place)
        let room = result.room(for: count)
        var meant = 0
        for index in 0..<count {
            room[meant] = positions[index]
            meant &+= isMeant(kinds[index]) ? 1 : 0
        }
        result.append(written: meant)
    }

    @inline(__always)
    private func isMeant(_ form: UInt32) -> Bool {
        let word = Int(form >> 6)
        return word < formWords && forms[word] >> UInt64(form & 63) & 1 == 1
    }

    /// How many occurrences are meant, how many there are of all forms, and the last one's position that is meant.
    func count(block: Int, place: Int) throws -> (meant: UInt32, all: UInt32, last: UInt32) {
        let count = try read(block, place)
        var meant: UInt32 = 0
        var last: UInt32 = 0
        for index in 0..<count where !hasForms || isMeant(kinds[index]) {
            meant += 1
            last = positions[index]
        }
        return (meant, UInt32(count), last)
    }
}
