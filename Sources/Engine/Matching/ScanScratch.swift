// Owns: the memory that the matchers of one scan share, so that a large tree takes little more than a small one.

/// Buffers lent within one scan of one segment. Not thread-safe.
final class ScanScratch {
    let budget: SearchBudget
    let segment: SegmentReader
    private var idle: [WindowBits] = []
    private var sums: UnsafeMutablePointer<UInt32>?
    private var tables: [Bool?: SaturationTable] = [:]
    private var reserved = 0

    init(_ segment: SegmentReader, _ budget: SearchBudget) {
        self.segment = segment
        self.budget = budget
    }

    deinit {
        sums?.deallocate()
        budget.release(reserved)
    }

    /// Counts memory that is held as long as the scan.
    func reserve(_ bytes: Int) throws(EngineError) {
        try budget.reserve(bytes)
        reserved += bytes
    }

    /// Lends clear bits; give them back in the same call.
    func takeBits() throws(EngineError) -> WindowBits {
        guard let bits = idle.popLast() else {
            try reserve(Window.wordCount * 8)
            return WindowBits()
        }
        bits.clear()
        return bits
    }

    func give(_ bits: WindowBits) { idle.append(bits) }

    /// A number for each item of a window, all 0: whoever uses them leaves them so.
    func zeros() throws(EngineError) -> UnsafeMutablePointer<UInt32> {
        if let sums { return sums }
        try reserve(Int(Window.size) * 4)
        let zeros = UnsafeMutablePointer<UInt32>.allocate(capacity: Int(Window.size))
        zeros.update(repeating: 0, count: Int(Window.size))
        sums = zeros
        return zeros
    }

    /// BM25's K for every norm: the same for all leaves that normalise alike.
    func saturations(_ weight: TermWeight) -> SaturationTable {
        let kind = weight.isEven ? nil : weight.normalizesLength
        if let known = tables[kind] { return known }
        let table = SaturationTable(weight, segment)
        tables[kind] = table
        return table
    }
}
