// Owns: a date expression to the interval it stands for (QUERY.md section 3): ranges, and which form reads it.

import Schema

/// What a date expression stands for.
struct DateReading: Equatable {
    var interval: InstantInterval
    /// The expression with the day and month the way round they were read, where that needed a guess.
    var respelled: String?
    /// The ends of a range were the wrong way round; this is the right one.
    var reordered: String?
}

/// Reads date expressions of every form, in any zone.
struct DateParser {
    let calendar: DateCalendar

    init(_ calendar: DateCalendar) { self.calendar = calendar }

    /// A date, or a range of two. `nil`: not a date. O(n).
    func parse(_ text: String) -> DateReading? {
        let bytes = DateVocabulary.folded(text)
        guard !bytes.isEmpty, bytes.count <= 128, !bytes.contains(0x80) else { return nil }
        for index in bytes.indices.dropLast() where bytes[index] == 0x2E && bytes[index + 1] == 0x2E {
            return range(bytes[..<index], bytes[(index + 2)...])
        }
        if bytes == [Code.star] { return DateReading(interval: InstantInterval()) }
        return single(bytes)
    }

    private func range(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> DateReading? {
        guard let first = bound(left), let last = bound(right) else { return nil }
        let low = first.interval.start
        let high = last.interval.end
        let spellings = (first.respelled ?? Self.string(left), last.respelled ?? Self.string(right))
        var reading = DateReading(interval: InstantInterval(start: low, end: high))
        if first.respelled != nil || last.respelled != nil { reading.respelled = spellings.0 + ".." + spellings.1 }
        if let low, let high, high <= low, let other = last.interval.start, let end = first.interval.end, other < end {
            reading.interval = InstantInterval(start: other, end: end)
            reading.reordered = spellings.1 + ".." + spellings.0
        }
        return reading
    }

    private func bound(_ bytes: ArraySlice<UInt8>) -> DateReading? {
        let text = DateVocabulary.folded(Self.string(bytes))
        if text.isEmpty || text == [Code.star] { return DateReading(interval: InstantInterval()) }
        return single(text)
    }

    static func string(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

    /// One date: the first form that reads it. The forms exclude one another but for their order here.
    private func single(_ bytes: [UInt8]) -> DateReading? {
        if let reading = numeric(bytes[...]) { return reading }
        if let interval = clockTime(bytes) ?? relative(bytes) { return DateReading(interval: interval) }
        guard let pieces = DatePiece.split(Self.string(bytes)) else { return nil }
        return named(pieces).map { DateReading(interval: $0) }
    }
}
