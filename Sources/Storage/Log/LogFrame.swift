// Owns: telling frames of the log from other bytes, in the format of LogFormat.swift.

/// A good frame. Lifetime: points into the buffer it was read from.
struct Frame {
    let sequence: UInt64
    let payload: UnsafeRawBufferPointer
    /// Where the payload lies in the buffer.
    let range: Range<Int>

    init?(_ buffer: UnsafeRawBufferPointer, at: Int, _ index: KeyHash) {
        guard let length = Self.length(buffer, at: at) else { return nil }
        let crc = UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self))
        sequence = UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self))
        let start = at + LogFormat.frameHeader
        range = start..<start + length
        payload = UnsafeRawBufferPointer(rebasing: buffer[range])
        guard LogFormat.checksum(index, sequence, payload) == crc else { return nil }
    }

    /// The length of the payload that a frame at this place would have; `nil` where none fits.
    static func length(_ buffer: UnsafeRawBufferPointer, at: Int) -> Int? {
        guard at + LogFormat.frameHeader <= buffer.count else { return nil }
        let length = Int(UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
        let isPossible = length > 0 && length <= LogFormat.maximumPayload
        return isPossible && length <= buffer.count - at - LogFormat.frameHeader ? length : nil
    }
}

/// Looks for good frames at every place of some bytes. Lifetime: points into the buffer it was given.
struct FrameScan {
    private let buffer: UnsafeRawBufferPointer
    private let index: KeyHash
    private var place: Int
    /// Bytes that may still be checksummed: many times what any torn tail needs, so that bytes in which frames seem to
    /// begin everywhere cannot take for ever.
    private var work: Int

    /// Whether so much looked like frames that the rest was not looked at.
    var hasGivenUp: Bool { work < 0 }

    init(_ buffer: UnsafeRawBufferPointer, from start: Int, _ index: KeyHash) {
        self.buffer = buffer
        self.index = index
        place = max(0, start)
        work = 16 * (buffer.count - place)
    }

    /// The next good frame with a sequence above this one; the search goes on behind it. O(bytes passed over).
    mutating func next(above sequence: UInt64) -> Frame? {
        while place + LogFormat.frameHeader <= buffer.count, work >= 0 {
            // The sequence is looked at first: only a plausible one pays for a checksum.
            let found = UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: place + 8, as: UInt64.self))
            if found > sequence, found - sequence < 1 << 32, let length = Frame.length(buffer, at: place) {
                work -= length
                if let frame = Frame(buffer, at: place, index) {
                    place = frame.range.upperBound
                    return frame
                }
            }
            place += 1
        }
        return nil
    }
}
