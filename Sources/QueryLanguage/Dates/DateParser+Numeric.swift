// Owns: dates in digits: 2012, 2012-10, 10/2012, 2012/10/09, 10/09/2012, 9.10.2012, 20121009, 1349766000.

import Schema

extension DateParser {
    /// A date in digits and one kind of separator.
    func numeric(_ bytes: ArraySlice<UInt8>) -> DateReading? {
        if bytes.first == 0x40 { return epoch(bytes.dropFirst(), digits: 1...11) }
        guard let first = bytes.first, Code.isDigit(first),
            bytes.allSatisfy({ Code.isDigit($0) || $0 == 0x2F || $0 == 0x2D || $0 == 0x2E })
        else { return nil }
        let separators = bytes.filter { !Code.isDigit($0) }
        guard let separator = separators.first else { return digits(bytes) }
        guard separators.allSatisfy({ $0 == separator }) else { return nil }
        let runs = bytes.split(separator: separator, omittingEmptySubsequences: false)
        guard runs.allSatisfy({ (1...4).contains($0.count) }) else { return nil }
        let widths = runs.map(\.count)
        let values = runs.map { $0.reduce(0) { $0 * 10 + Int64($1 - 0x30) } }
        return runs.count == 2
            ? pair(values, widths, separator) : runs.count == 3 ? triple(values, widths, separator) : nil
    }

    /// Digits alone: a year, a day or an instant by how many there are.
    private func digits(_ bytes: ArraySlice<UInt8>) -> DateReading? {
        guard bytes.count == 4 || bytes.count == 8 else { return epoch(bytes, digits: 9...11) }
        let value = bytes.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
        if bytes.count == 4 { return month(year: value, month: 1, count: 12) }
        return CivilDate(year: value / 10_000, month: value / 100 % 100, day: value % 100).map { reading($0) }
    }

    /// Seconds since 1970: that second.
    private func epoch(_ bytes: ArraySlice<UInt8>, digits: ClosedRange<Int>) -> DateReading? {
        guard digits.contains(bytes.count), bytes.allSatisfy({ Code.isDigit($0) }) else { return nil }
        let seconds = bytes.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
        return DateReading(
            interval: InstantInterval(start: Timestamp(seconds: seconds), end: Timestamp(seconds: seconds + 1)))
    }

    /// Year and month, or with a slash month and day: the latest such day that has begun.
    private func pair(_ values: [Int64], _ widths: [Int], _ separator: UInt8) -> DateReading? {
        if widths[0] == 4, widths[1] <= 2 { return month(year: values[0], month: values[1], count: 1) }
        if widths[1] == 4, widths[0] <= 2 { return month(year: values[1], month: values[0], count: 1) }
        guard separator == Code.slash, widths[0] <= 2, widths[1] <= 2 else { return nil }
        let isMonthFirst = calendar.dateOrder == .monthDay
        let (month, day) = isMonthFirst ? (values[0], values[1]) : (values[1], values[0])
        if let date = latest(month: month, day: day) { return reading(date) }
        return month > 12 ? latest(month: day, day: month).map(respelled) : nil
    }

    private func triple(_ values: [Int64], _ widths: [Int], _ separator: UInt8) -> DateReading? {
        if widths[0] == 4, widths[1] <= 2, widths[2] <= 2 {
            return CivilDate(year: values[0], month: values[1], day: values[2]).map { reading($0) }
        }
        guard widths[0] <= 2, widths[1] <= 2, widths[2] == 4 || (widths[2] == 2 && separator != Code.minus) else {
            return nil
        }
        let year = widths[2] == 4 ? values[2] : century(of: values[2])
        let isMonthFirst = separator == Code.slash && calendar.dateOrder == .monthDay
        let (month, day) = isMonthFirst ? (values[0], values[1]) : (values[1], values[0])
        if let date = CivilDate(year: year, month: month, day: day) { return reading(date) }
        guard month > 12, let date = CivilDate(year: year, month: day, day: month) else { return nil }
        return respelled(date)
    }

    /// A day that could only be read with day and month the other way round.
    private func respelled(_ day: CivilDate) -> DateReading {
        DateReading(interval: calendar.day(day), respelled: Self.iso(day))
    }

    /// The full year of a two-digit one: at most 20 years ahead.
    private func century(of year: Int64) -> Int64 {
        let limit = calendar.today.parts.year + 20
        let candidate = limit / 100 * 100 + year
        return candidate > limit ? candidate - 100 : candidate
    }

    private func month(year: Int64, month: Int64, count: Int64) -> DateReading? {
        guard let first = CivilDate(year: year, month: month, day: 1) else { return nil }
        return DateReading(interval: calendar.months(first.monthIndex, count: count))
    }

    private func reading(_ day: CivilDate) -> DateReading { DateReading(interval: calendar.day(day)) }

    /// `2012-10-09`.
    static func iso(_ day: CivilDate) -> String {
        String(Timestamp(seconds: day.days * 86_400).description.prefix(10))
    }

    /// The latest day of this month and day of the month that has begun; leap days may be eight years back.
    func latest(month: Int64, day: Int64) -> CivilDate? {
        let year = calendar.today.parts.year
        for back in 0...8 {
            if let date = CivilDate(year: year - Int64(back), month: month, day: day), date <= calendar.today {
                return date
            }
        }
        return nil
    }
}
