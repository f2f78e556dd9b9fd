// Owns: splitting text of scripts without blanks, by ICU's dictionaries.

import CText

/// Splits runs into words. Not thread-safe.
///
/// Lifetime: owns the C breaker, made at the first use: most text never needs it.
final class DictionaryBreaker {
    /// The longest run that is split as a whole.
    static let maximumBytes = 8_192

    private var breaker: OpaquePointer?
    private var units: [UInt16] = []
    /// For each UTF-16 unit, the byte it begins at.
    private var offsets: [Int] = []
    private var ends = [Int32](repeating: 0, count: maximumBytes + 1)
    /// The words of the last run, in bytes.
    private(set) var pieces: [Range<Int>] = []

    deinit { boxfish_breaker_destroy(breaker) }

    /// Finds the words of a run of valid UTF-8. O(run), but slow: about 20 MB/s.
    func split(_ run: UnsafeBufferPointer<UInt8>) {
        pieces.removeAll(keepingCapacity: true)
        fill(run)
        if breaker == nil { breaker = boxfish_breaker_create() }
        guard let breaker else {
            pieces.append(0..<run.count)
            return
        }
        let found = boxfish_break(breaker, units, Int32(units.count), &ends, Int32(ends.count))
        var start = 0
        for end in ends.prefix(Int(max(found, 0))) {
            let next = min(offsets[Int(end)], run.count)
            if next > start { pieces.append(start..<next) }
            start = next
        }
        if start < run.count { pieces.append(start..<run.count) }
    }

    /// Makes UTF-16 of a run. Marks are composed with what stands before them: the dictionaries know words only so.
    private func fill(_ run: UnsafeBufferPointer<UInt8>) {
        units.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        var at = 0
        var start = 0
        var previous: Unicode.Scalar = "\0"
        for scalar in String(decoding: run, as: UTF8.self).unicodeScalars {
            if let pair = composed(previous, scalar) {
                let width = UTF16.width(previous)
                units.removeLast(width)
                offsets.removeLast(width)
                append(pair, start)
                previous = pair
            } else {
                append(scalar, at)
                previous = scalar
                start = at
            }
            at += UTF8.width(scalar)
        }
        offsets.append(at)
    }

    private func append(_ scalar: Unicode.Scalar, _ offset: Int) {
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
            units.append(unit)
            offsets.append(offset)
        }
    }

    private func composed(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
        guard second.value < CharacterTables.limit,
            CharacterTables.shared.folds[Int(second.value)].has(CharacterTables.Fold.composes)
        else { return nil }
        let pair = boxfish_compose(first.value, second.value)
        return pair == 0 ? nil : Unicode.Scalar(pair)
    }
}
