// Owns: reading the positions of one list, in the format of PostingsFormat.swift.

/// Walks the occurrences of a list's postings.
///
/// Lifetime: points into the segment's mapped bytes, like ``PostingsList``.
public struct PositionsReader {
    private let bytes: UnsafeRawBufferPointer
    private let location: SectionLocation
    /// The byte the next posting's occurrences begin at.
    private var at = 0

    public init(_ entry: TermEntry, in section: Section) throws(StorageError) {
        bytes = try section.bytes(at: entry.positionsOffset, count: entry.positionsLength)
        location = SectionLocation(section: section, offset: entry.positionsOffset)
    }

    /// Goes to where a posting's occurrences begin. - Parameter offset: from the start of the list's positions.
    public mutating func seek(_ offset: Int) { at = offset }

    /// Where the next posting's occurrences begin.
    public var offset: Int { at }

    /// Passes over the occurrences of some postings. O(bytes).
    public mutating func skip(_ postings: Int) throws(StorageError) {
        var left = postings
        var isFirstByte = true
        var isLast = false
        while left > 0 {
            guard at < bytes.count else { throw location.corrupt(at, "\(left) more postings", "the list's end") }
            let byte = bytes[at]
            at += 1
            if isFirstByte { isLast = byte & 1 == 1 }
            isFirstByte = byte < 0x80
            if isFirstByte, isLast { left -= 1 }
        }
    }

    /// Appends the next posting's positions, ascending.
    public mutating func next(into positions: inout [UInt32]) throws(StorageError) {
        var position: UInt64 = 0
        while true {
            let code: UInt64
            if at < bytes.count, bytes[at] < 0x80 {
                code = UInt64(bytes[at])
                at += 1
            } else {
                code = try location.varint(bytes, &at)
            }
            position &+= code >> 1
            guard position <= UInt64(UInt32.max) else {
                throw location.corrupt(at, "a position of 32 bits", "\(position)")
            }
            positions.append(UInt32(position))
            if code & 1 == 1 { return }
        }
    }

    /// The encoded occurrences of the next postings, for merges that copy them undecoded.
    public mutating func rawBytes(ofNext postings: Int) throws(StorageError) -> UnsafeRawBufferPointer {
        let start = at
        try skip(postings)
        return UnsafeRawBufferPointer(rebasing: bytes[start..<at])
    }
}
