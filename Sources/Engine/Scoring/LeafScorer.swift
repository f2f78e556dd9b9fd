// Owns: a leaf's BM25 over one segment as the loops over postings compute it.

import Kernels
import Storage

/// K for every norm, in two orders: a leaf's length normalisation over one segment.
///
/// Lifetime: owns its 2 KiB; a ``LeafScorer`` made from it must not outlive it.
final class SaturationTable {
    /// By the byte that the segment stores.
    let ofStored: UnsafeMutablePointer<Float>
    /// By the norm.
    let ofNorm: UnsafeMutablePointer<Float>

    init(_ weight: TermWeight, _ segment: SegmentReader) {
        ofStored = .allocate(capacity: 256)
        ofNorm = .allocate(capacity: 256)
        weight.writeSaturations(to: ofNorm)
        // What stored bytes stand for is in equal steps.
        var norm = segment.norm(ofStored: 0)
        let step = segment.norm(ofStored: 1) &- norm
        for byte in 0..<256 {
            ofStored[byte] = ofNorm[Int(norm)]
            norm &+= step
        }
    }

    deinit {
        ofStored.deallocate()
        ofNorm.deallocate()
    }
}

/// Scores postings of one leaf: ``TermWeight/score(_:_:_:)`` with everything but the posting at hand.
///
/// Lifetime: points into a ``SaturationTable`` and the segment's norms; the matcher that has it holds both. Items must be
/// below the segment's count.
struct LeafScorer {
    let weight: Float
    private let ofStored: UnsafePointer<Float>
    private let ofNorm: UnsafePointer<Float>
    private let norms: UnsafePointer<UInt8>

    init(_ weight: TermWeight, _ table: SaturationTable, _ segment: SegmentReader) {
        self.weight = weight.weight
        ofStored = UnsafePointer(table.ofStored)
        ofNorm = UnsafePointer(table.ofNorm)
        norms = segment.storedNorms
    }

    /// The score of an item that has the leaf so often.
    @inline(__always)
    func score(_ frequency: UInt32, _ item: UInt32) -> Float {
        TermWeight.score(weight, Float(frequency), ofStored[Int(norms[Int(item)])])
    }

    /// An upper bound for every posting that an impact covers.
    @inline(__always)
    func bound(_ impact: Impact) -> Float {
        max(corner(impact.frequency1, impact.norm1), corner(impact.frequency2, impact.norm2))
    }

    @inline(__always)
    private func corner(_ frequency: UInt8, _ norm: UInt8) -> Float {
        // Only of lists without occurrences is a frequency 0, which an even weight would divide by itself.
        frequency == 255 ? weight : frequency == 0 ? 0 : TermWeight.score(weight, Float(frequency), ofNorm[Int(norm)])
    }

    /// Adds a posting's score, and sets its bit.
    @inline(__always)
    func add(
        _ item: UInt32, _ frequency: UInt32, _ base: UInt32, into words: UnsafeMutablePointer<UInt64>,
        _ scores: UnsafeMutablePointer<Float>
    ) {
        let bit = (item &- base) & Window.lastBit
        words[Int(bit >> 6)] |= 1 << UInt64(bit & 63)
        scores[Int(bit)] += score(frequency, item)
    }

    /// Adds the scores of a span of postings.
    @inline(__always)
    func add(
        _ items: UnsafePointer<UInt32>, _ frequencies: UnsafePointer<UInt32>, _ span: Range<Int>, _ base: UInt32,
        _ scores: UnsafeMutablePointer<Float>
    ) {
        PostingScores.add(
            items + span.lowerBound, frequencies + span.lowerBound, count: span.count, base: base, norms: norms,
            saturations: ofStored, weight: weight, to: scores)
    }

    /// Writes the scores of some postings, one after another.
    @inline(__always)
    func write(
        _ items: UnsafePointer<UInt32>, _ frequencies: UnsafePointer<UInt32>, count: Int,
        to scores: UnsafeMutablePointer<Float>
    ) {
        PostingScores.write(
            items, frequencies, count: count, norms: norms, saturations: ofStored, weight: weight, to: scores)
    }
}
