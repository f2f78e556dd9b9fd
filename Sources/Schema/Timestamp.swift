// Owns: instants. Calendars and zones belong to QueryLanguage.

/// An instant: milliseconds since 1970-01-01T00:00:00Z, leap seconds ignored, negative before.
public struct Timestamp: Hashable, Comparable, Sendable, Codable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        milliseconds = overflow ? (seconds < 0 ? Int64.min : Int64.max) : product
    }

    public static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }

    /// The whole second this instant lies in.
    public var seconds: Int64 {
        milliseconds >= 0 ? milliseconds / 1_000 : -((-(milliseconds + 1)) / 1_000) - 1
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC, with milliseconds only when there are some: `2012-10-09T22:04:05Z`.
    ///
    /// Years outside 0 to 9999 are clamped to that range, for RFC 3339 has no others.
    public var description: String {
        let clamped = min(max(seconds, -62_167_219_200), 253_402_300_799)
        let days = clamped >= 0 ? clamped / 86_400 : -((-clamped + 86_399) / 86_400)
        let second = clamped - days * 86_400
        let (year, month, day) = Self.civil(fromDays: days)
        let fraction = clamped == seconds ? milliseconds - seconds * 1_000 : 0
        return String(unsafeUninitializedCapacity: 24) { text in
            var count = 0
            func append(_ value: Int64, _ width: Int, then end: Unicode.Scalar) {
                var rest = value
                for place in (count..<count + width).reversed() {
                    text[place] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
                    rest /= 10
                }
                text[count + width] = UInt8(ascii: end)
                count += width + 1
            }
            append(year, 4, then: "-")
            append(month, 2, then: "-")
            append(day, 2, then: "T")
            append(second / 3_600, 2, then: ":")
            append(second / 60 % 60, 2, then: ":")
            append(second % 60, 2, then: fraction == 0 ? "Z" : ".")
            if fraction != 0 { append(fraction, 3, then: "Z") }
            return count
        }
    }

    /// The proleptic Gregorian date of a day counted from 1970-01-01.
    ///
    /// The algorithm is `civil_from_days` of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    public static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        )
    }

    /// The day, counted from 1970-01-01, of a proleptic Gregorian date: `days_from_civil` of the same source.
    public static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

extension Timestamp {
    /// Reads an RFC 3339 date-time (`2001-05-14T16:39:00-07:00`, fraction optional, `Z` or an offset, `T` or a space)
    /// or a bare date (`2012-12-01`, midnight UTC). Anything else is `nil`.
    public init?(rfc3339 text: String) {
        var text = text
        let parsed = text.withUTF8 { Self.parse($0) }
        guard let parsed else { return nil }
        self = parsed
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Timestamp? {
        func number(_ range: Range<Int>) -> Int64? {
            guard range.upperBound <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[range] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                value = value * 10 + Int64(byte - 0x30)
            }
            return value
        }
        guard bytes.count >= 10, bytes[4] == 0x2D, bytes[7] == 0x2D,
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            (1...12).contains(month), (1...Self.daysIn(month, of: year)).contains(day)
        else { return nil }
        let midnight = Self.days(year: year, month: month, day: day) * 86_400
        if bytes.count == 10 { return Timestamp(seconds: midnight) }
        guard bytes.count >= 20, bytes[10] == 0x54 || bytes[10] == 0x74 || bytes[10] == 0x20,
            bytes[13] == 0x3A, bytes[16] == 0x3A,
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        var at = 19
        var milliseconds: Int64 = 0
        if bytes[at] == 0x2E {
            at += 1
            var scale: Int64 = 100
            let start = at
            while at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39 {
                milliseconds += Int64(bytes[at] - 0x30) * scale
                scale /= 10
                at += 1
            }
            guard at > start else { return nil }
        }
        guard at < bytes.count else { return nil }
        var offset: Int64 = 0
        switch bytes[at] {
        case 0x5A, 0x7A:
            guard at + 1 == bytes.count else { return nil }
        case 0x2B, 0x2D:
            guard at + 6 == bytes.count, bytes[at + 3] == 0x3A,
                let hours = number(at + 1..<at + 3), let minutes = number(at + 4..<at + 6), hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 3_600 + minutes * 60) * (bytes[at] == 0x2D ? -1 : 1)
        default: return nil
        }
        let seconds = midnight + hour * 3_600 + minute * 60 + second - offset
        return Timestamp(milliseconds: seconds * 1_000 + milliseconds)
    }

    private static func daysIn(_ month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
