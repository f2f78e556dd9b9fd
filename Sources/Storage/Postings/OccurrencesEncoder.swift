// Owns: writing the occurrences of a list, in the format of PostingsFormat.swift.

/// Encodes the occurrences of lists one after another.
struct OccurrencesEncoder {
    private(set) var bytes: [UInt8] = []
    /// The positions of the list at hand as they are stored.
    private var deltas: [UInt32] = []

    /// Takes what was encoded; the next list begins at 0 again.
    mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    /// Appends a list's. O(occurrences).
    mutating func append(_ list: borrowing PostingsBuffer) {
        let start = bytes.count
        if !list.formTable.isEmpty {
            bytes.appendVarint(UInt64(list.formCount))
            bytes.appendVarint(UInt64(list.formTable.count))
            bytes.append(contentsOf: list.formTable)
        }
        if list.items.count >= PostingsFormat.blockSize { append(UInt32(list.positions.count)) }
        setDeltas(list)
        let chunks = deltas.count / PostingsFormat.blockSize
        if chunks > 0 { appendChunks(chunks, list, from: start) }
        let forms = UInt64(list.formCount)
        for index in chunks * PostingsFormat.blockSize..<deltas.count {
            bytes.appendVarint(UInt64(deltas[index]) * forms + (forms > 1 ? UInt64(list.forms[index]) : 0))
        }
    }

    private mutating func append(_ value: UInt32) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func setDeltas(_ list: borrowing PostingsBuffer) {
        deltas.removeAll(keepingCapacity: true)
        var next = 0
        for count in list.counts {
            var before: UInt32 = 0
            for index in next..<next + Int(count) {
                deltas.append(list.positions[index] &- before)
                before = list.positions[index] &+ 1
            }
            next += Int(count)
        }
    }

    private mutating func appendChunks(_ chunks: Int, _ list: borrowing PostingsBuffer, from start: Int) {
        let table = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: (chunks + 1) * 4))
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: PostingsFormat.blockSize) { values in
            guard let values = values.baseAddress else { return }
            for chunk in 0..<chunks {
                let first = chunk * PostingsFormat.blockSize
                setOffset(table, chunk, bytes.count - start)
                for place in 0..<PostingsFormat.blockSize { values[place] = deltas[first + place] }
                PatchedBlock.append(values, to: &bytes)
                guard list.formCount > 1 else { continue }
                for place in 0..<PostingsFormat.blockSize { values[place] = list.forms[first + place] }
                PatchedBlock.append(values, to: &bytes)
            }
        }
        setOffset(table, chunks, bytes.count - start)
    }

    private mutating func setOffset(_ table: Int, _ row: Int, _ value: Int) {
        for byte in 0..<4 { bytes[table + row * 4 + byte] = UInt8(truncatingIfNeeded: value >> (byte * 8)) }
    }
}
