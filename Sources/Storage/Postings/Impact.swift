// Owns: upper bounds of a block's scores that hold under any statistics.
//
// Goals: a block that cannot reach the top is passed over without decoding it, whatever team asks and however its
// collection has grown; four bytes a block.
//
//   impact    = frequency:u8 norm:u8 frequency:u8 norm:u8         two corners; a frequency of 255 is 255 or more
//
// Every posting of the block has at most the frequency and at least the norm of one of the corners. A score that grows
// with frequency and falls with the norm is therefore bounded by the larger of the corners' scores. Equal corners are
// one.
//
// Worked example: a block of a posting of frequency 1 and norm 10, and one of frequency 9 and norm 80, is
//
//   09 50  01 0A                    at most 9 at a norm of 80 or more; at most 1 at 10 or more
//
// Drawbacks: two corners are looser than the whole frontier of pairs; frequencies above 255 are not told apart.
//
// Version 1: this.

/// A bound on the (frequency, length norm) pairs of a block: two corners, so that every posting of the block has at
/// most the frequency and at least the norm of one of them. The pairs are stored, not a score (as Lucene's impacts,
/// LUCENE-4198).
public struct Impact: Hashable, Sendable {
    public var frequency1: UInt8
    public var norm1: UInt8
    public var frequency2: UInt8
    public var norm2: UInt8

    @inlinable
    public init(bits: UInt32) {
        frequency1 = UInt8(truncatingIfNeeded: bits)
        norm1 = UInt8(truncatingIfNeeded: bits >> 8)
        frequency2 = UInt8(truncatingIfNeeded: bits >> 16)
        norm2 = UInt8(truncatingIfNeeded: bits >> 24)
    }

    public var bits: UInt32 {
        UInt32(frequency1) | UInt32(norm1) << 8 | UInt32(frequency2) << 16 | UInt32(norm2) << 24
    }

    /// The tightest two corners over some postings, as far as a typical BM25 can tell. O(count + 256).
    public init(frequencies: UnsafeBufferPointer<UInt32>, norms: UnsafeBufferPointer<UInt8>) {
        // The pairs that no other pair dominates: for each frequency (capped) its smallest norm, from above.
        var smallest = [UInt16](repeating: 256, count: 256)
        for (frequency, norm) in zip(frequencies, norms) {
            let capped = Int(min(frequency, 255))
            smallest[capped] = min(smallest[capped], UInt16(norm))
        }
        var frontier: [(frequency: UInt8, norm: UInt8)] = []
        var best: UInt16 = 256
        for frequency in stride(from: 255, through: 0, by: -1) where smallest[frequency] < best {
            best = smallest[frequency]
            frontier.append((UInt8(frequency), UInt8(best)))
        }
        guard let first = frontier.first, let last = frontier.last else {
            self.init(bits: 0)
            return
        }
        // Corner one covers frontier[..<split], corner two the rest; pick the split with the lowest typical bound.
        var chosen = (bound: Double.infinity, split: 1)
        for split in 1...frontier.count {
            let one = Self.typicalScore(first.frequency, frontier[split - 1].norm)
            let two = split < frontier.count ? Self.typicalScore(frontier[split].frequency, last.norm) : 0
            let bound = max(one, two)
            if bound < chosen.bound { chosen = (bound, split) }
        }
        self.init(bits: 0)
        frequency1 = first.frequency
        norm1 = frontier[chosen.split - 1].norm
        (frequency2, norm2) =
            chosen.split < frontier.count ? (frontier[chosen.split].frequency, last.norm) : (frequency1, norm1)
    }

    /// BM25's saturation with a middling length, only to choose between splits; no stored bound depends on it.
    private static func typicalScore(_ frequency: UInt8, _ norm: UInt8) -> Double {
        let tf = Double(frequency)
        return tf / (tf + 0.4 + Double(norm) / 80)
    }
}
