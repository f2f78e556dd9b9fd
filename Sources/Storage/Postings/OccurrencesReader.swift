// Owns: reading where the words of one list occur, in the format of PostingsFormat.swift.

/// The occurrences of a list, by their number in it.
///
/// Lifetime: points into the segment's mapped bytes, like ``PostingsList``, and owns the buffers of the chunk it decoded
/// last. Not thread-safe.
public final class OccurrencesReader {
    /// The forms that the list's occurrences have.
    public let formTable: FormTable
    /// How many occurrences there are in all.
    public let total: Int
    private let bytes: UnsafeRawBufferPointer
    private let location: SectionLocation
    private let chunkCount: Int
    /// Where the chunks' offsets stand, or where the tail begins when there are no chunks.
    private let tableAt: Int
    private let positions: UnsafeMutablePointer<UInt32>
    private let forms: UnsafeMutablePointer<UInt32>
    /// The decoded chunk, `chunkCount` for the tail, or -1.
    private var chunk = -1
    /// Where the chunk's forms stand while they are not decoded: phrases ask for them only where positions fit.
    private var formsAt: Int?

    /// - Parameter shortTotal: how many occurrences a list without a table has: the sum of its counts.
    public init(_ entry: TermEntry, in section: Section, shortTotal: Int) throws(StorageError) {
        let bytes = try section.bytes(at: entry.occurrencesOffset, count: entry.occurrencesLength)
        let location = SectionLocation(section: section, offset: entry.occurrencesOffset)
        var at = 0
        formTable = try FormTable(entry, bytes, &at, location)
        var total = shortTotal
        if entry.count >= PostingsFormat.blockSize {
            guard at + 4 <= bytes.count else { throw location.corrupt(at, "a total", "the list's end") }
            total = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
            at += 4
        }
        chunkCount = total / PostingsFormat.blockSize
        guard chunkCount == 0 || at + (chunkCount + 1) * 4 <= bytes.count else {
            throw location.corrupt(at, "offsets of \(chunkCount) chunks", "\(bytes.count) bytes")
        }
        self.total = total
        self.bytes = bytes
        self.location = location
        tableAt = at
        positions = .allocate(capacity: PostingsFormat.blockSize)
        forms = .allocate(capacity: PostingsFormat.blockSize)
    }

    deinit {
        positions.deallocate()
        forms.deallocate()
    }

    /// The forms that a term's occurrences have, without opening the rest.
    public static func formTable(_ entry: TermEntry, in section: Section) throws(StorageError) -> FormTable {
        let bytes = try section.bytes(at: entry.occurrencesOffset, count: entry.occurrencesLength)
        var at = 0
        return try FormTable(
            entry, bytes, &at, SectionLocation(section: section, offset: entry.occurrencesOffset))
    }

    /// Copies the positions and forms of one posting's occurrences, positions ascending.
    ///
    /// - Parameters:
    ///   - range: the numbers of the occurrences; it must begin where a posting's do.
    ///   - positions: room for as many.
    ///   - forms: room for as many, or `nil`.
    public func read(
        _ range: Range<Int>, positions target: UnsafeMutablePointer<UInt32>, forms kinds: UnsafeMutablePointer<UInt32>?
    ) throws(StorageError) {
        guard range.upperBound <= total else {
            throw location.corrupt(0, "\(range.upperBound) occurrences", "\(total)")
        }
        var next: UInt32 = 0
        var index = range.lowerBound
        var written = 0
        while index < range.upperBound {
            if index / PostingsFormat.blockSize != chunk { try load(index / PostingsFormat.blockSize) }
            let place = index % PostingsFormat.blockSize
            let count = min(range.upperBound - index, PostingsFormat.blockSize - place)
            for step in 0..<count {
                let position = next &+ positions[place + step]
                target[written + step] = position
                next = position &+ 1
            }
            if let kinds {
                try loadForms()
                (kinds + written).update(from: forms + place, count: count)
            }
            written += count
            index += count
        }
    }

    /// Copies what is stored of occurrences, of any number of postings: of each posting's first its position, of each other
    /// its distance from the one before, minus one. For reading many postings at once, as `check` does.
    ///
    /// - Parameters:
    ///   - range: the numbers of the occurrences.
    ///   - distances: room for as many.
    ///   - forms: room for as many.
    public func readDistances(
        _ range: Range<Int>, into distances: UnsafeMutablePointer<UInt32>, forms kinds: UnsafeMutablePointer<UInt32>
    ) throws(StorageError) {
        guard range.upperBound <= total else {
            throw location.corrupt(0, "\(range.upperBound) occurrences", "\(total)")
        }
        var index = range.lowerBound
        while index < range.upperBound {
            if index / PostingsFormat.blockSize != chunk { try load(index / PostingsFormat.blockSize) }
            let place = index % PostingsFormat.blockSize
            let count = min(range.upperBound - index, PostingsFormat.blockSize - place)
            (distances + index - range.lowerBound).update(from: positions + place, count: count)
            try loadForms()
            (kinds + index - range.lowerBound).update(from: forms + place, count: count)
            index += count
        }
    }

    private func offset(_ chunk: Int) -> Int {
        Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: tableAt + chunk * 4, as: UInt32.self)))
    }

    @inline(never)
    private func load(_ target: Int) throws(StorageError) {
        chunk = -1
        var at = chunkCount == 0 ? tableAt : offset(target)
        guard at <= bytes.count else { throw location.corrupt(tableAt, "a chunk's offset", "\(at)") }
        if target < chunkCount {
            try PatchedBlock.decode(bytes, at: &at, into: positions, location)
            formsAt = at
        } else {
            formsAt = nil
            let count = UInt64(formTable.count)
            for place in 0..<total - chunkCount * PostingsFormat.blockSize {
                let code = try location.varint(bytes, &at)
                positions[place] = UInt32(truncatingIfNeeded: count == 1 ? code : code / count)
                forms[place] = count == 1 ? 0 : UInt32(truncatingIfNeeded: code % count)
            }
        }
        chunk = target
    }

    @inline(__always)
    private func loadForms() throws(StorageError) { if let formsAt { try loadForms(at: formsAt) } }

    /// The forms of the decoded chunk.
    @inline(never)
    private func loadForms(at start: Int) throws(StorageError) {
        guard formTable.count > 1 else {
            forms.update(repeating: 0, count: PostingsFormat.blockSize)
            formsAt = nil
            return
        }
        var at = start
        try PatchedBlock.decode(bytes, at: &at, into: forms, location)
        var largest: UInt32 = 0
        for place in 0..<PostingsFormat.blockSize { largest = max(largest, forms[place]) }
        guard largest < formTable.count else {
            throw location.corrupt(at, "a form below \(formTable.count)", "\(largest)")
        }
        formsAt = nil
    }
}

/// The forms at the start of a list's occurrences.
///
/// Lifetime: points into the segment's mapped bytes.
public struct FormTable {
    /// How many there are.
    public private(set) var count = 1
    /// What they are; empty: the one form is the term itself.
    public private(set) var bytes = UnsafeRawBufferPointer(start: nil, count: 0)

    fileprivate init(
        _ entry: TermEntry, _ bytes: UnsafeRawBufferPointer, _ at: inout Int, _ location: SectionLocation
    ) throws(StorageError) {
        guard !entry.hasOneForm else { return }
        let count = try location.varint(bytes, &at)
        let length = try location.varint(bytes, &at)
        guard count > 0, count < 1 << 31, length <= UInt64(bytes.count - at) else {
            throw location.corrupt(at, "a table of forms", "\(length) bytes")
        }
        self.count = Int(count)
        self.bytes = UnsafeRawBufferPointer(rebasing: bytes[at..<at + Int(length)])
        at += Int(length)
    }
}
