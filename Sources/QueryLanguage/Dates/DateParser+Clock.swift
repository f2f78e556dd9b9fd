// Owns: dates with a time of day: 2012-10-09T10:30[:40[.123]][Z or +05:30], the T may be a blank.

import Schema

extension DateParser {
    /// That minute, second or millisecond.
    func clockTime(_ bytes: [UInt8]) -> InstantInterval? {
        guard bytes.contains(Code.colon),
            let split = bytes.firstIndex(where: { $0 == UInt8(ascii: "t") || $0 == Code.blank || $0 == 0x5F }),
            let day = day(bytes[..<split])
        else { return nil }
        var rest = bytes[(split + 1)...].drop { $0 == Code.blank }
        guard let hour = Self.number(&rest), hour < 24, Self.skip(Code.colon, &rest),
            let minute = Self.number(&rest), minute < 60
        else { return nil }
        var second: Int64 = 0
        var milliseconds: Int64 = 0
        var width: Int64 = 60_000
        if Self.skip(Code.colon, &rest) {
            guard let value = Self.number(&rest), value < 60 else { return nil }
            second = value
            width = 1_000
            if Self.skip(0x2E, &rest) {
                guard let fraction = Self.fraction(&rest) else { return nil }
                milliseconds = fraction
                width = 1
            }
        }
        let reading = day.days * 86_400 + hour * 3_600 + minute * 60 + second
        guard let offset = offset(&rest) else { return nil }
        let seconds = offset.value.map { reading - $0 } ?? calendar.zone.instant(reading, gap: .later)
        let start = seconds * 1_000 + milliseconds
        return InstantInterval(start: Timestamp(milliseconds: start), end: Timestamp(milliseconds: start + width))
    }

    /// The day part: year first, or day and month as ``numeric(_:)`` reads them.
    private func day(_ bytes: ArraySlice<UInt8>) -> CivilDate? {
        guard bytes.count >= 8, bytes.count <= 10, let reading = numeric(bytes), let start = reading.interval.start,
            let end = reading.interval.end, end.seconds - start.seconds <= 100_000
        else { return nil }
        // Noon is the same day on every clock, whatever happens at midnight.
        let noon = (start.seconds + end.seconds) / 2
        return CivilDate(days: floorDiv(noon + calendar.zone.offset(at: noon), 86_400))
    }

    /// The zone written behind a time in seconds ahead of UTC; `.some(nil)` when there is none, `nil` when unreadable.
    private func offset(_ rest: inout ArraySlice<UInt8>) -> (value: Int64?, Void)? {
        rest = rest.drop { $0 == Code.blank }
        guard let first = rest.first else { return (nil, ()) }
        if first == UInt8(ascii: "z") { return rest.count == 1 ? (0, ()) : nil }
        guard first == Code.plus || first == Code.minus else { return nil }
        rest = rest.dropFirst()
        let digits = rest.filter { $0 != Code.colon }
        let isColonPlaced = rest.count == 4 || (rest.count == 5 && rest[rest.startIndex + 2] == Code.colon)
        guard digits.count == 4, isColonPlaced, digits.allSatisfy({ Code.isDigit($0) }) else { return nil }
        let value = digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
        guard value / 100 <= 18, value % 100 < 60 else { return nil }
        let seconds = value / 100 * 3_600 + value % 100 * 60
        return (first == Code.minus ? -seconds : seconds, ())
    }

    private static func skip(_ byte: UInt8, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.first == byte else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// One or two digits.
    private static func number(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        let run = rest.prefix { Code.isDigit($0) }
        guard run.count == 1 || run.count == 2 else { return nil }
        rest = rest.dropFirst(run.count)
        return run.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    /// The digits behind a point as milliseconds; further ones are dropped.
    private static func fraction(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        let run = rest.prefix { Code.isDigit($0) }
        guard !run.isEmpty, run.count <= 9 else { return nil }
        rest = rest.dropFirst(run.count)
        let digits = Array(run.prefix(3)) + [UInt8](repeating: 0x30, count: max(0, 3 - run.count))
        return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }
}
