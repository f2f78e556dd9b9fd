// Owns: days of the calendar and arithmetic on them, without zones.

import Schema

/// A day of the proleptic Gregorian calendar, as a count of days since 1970-01-01.
struct CivilDate: Hashable, Comparable {
    var days: Int64

    init(days: Int64) { self.days = days }

    /// A day by year, month and day; `nil` when there is no such day or its year is not 1 to 9999.
    init?(year: Int64, month: Int64, day: Int64) {
        guard (1...9_999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.length(ofMonth: year * 12 + month - 1)
        else { return nil }
        days = Timestamp.days(year: year, month: month, day: day)
    }

    static func < (a: Self, b: Self) -> Bool { a.days < b.days }

    var parts: (year: Int64, month: Int64, day: Int64) { Timestamp.civil(fromDays: days) }

    var weekday: Weekday { Weekday(rawValue: Int(floorMod(days + 4, 7))) ?? .sunday }

    /// Months since year 0: the coordinate in which months, quarters and years are steps.
    var monthIndex: Int64 {
        let parts = parts
        return parts.year * 12 + parts.month - 1
    }

    /// The first day of a month.
    init(monthIndex: Int64) {
        days = Timestamp.days(year: floorDiv(monthIndex, 12), month: floorMod(monthIndex, 12) + 1, day: 1)
    }

    static func length(ofMonth index: Int64) -> Int64 {
        Self(monthIndex: index + 1).days - Self(monthIndex: index).days
    }

    func adding(days count: Int64) -> Self { Self(days: days + count) }

    /// The same day of another month; a day that month does not have is its last.
    func adding(months count: Int64) -> Self {
        let index = monthIndex + count
        return Self(monthIndex: index).adding(days: min(parts.day, Self.length(ofMonth: index)) - 1)
    }

    /// The first day of the week that this day is in.
    func startOfWeek(_ first: Weekday) -> Self {
        adding(days: -floorMod(Int64(weekday.rawValue - first.rawValue), 7))
    }

    /// The Monday that begins an ISO 8601 week; `nil` when that year has no such week.
    static func isoWeek(year: Int64, week: Int64) -> Self? {
        guard (1...53).contains(week), let fourth = Self(year: year, month: 1, day: 4) else { return nil }
        let monday = fourth.startOfWeek(.monday).adding(days: (week - 1) * 7)
        // A week belongs to the year that its Thursday is in.
        return monday.adding(days: 3).parts.year == year ? monday : nil
    }
}

func floorDiv(_ a: Int64, _ b: Int64) -> Int64 { a >= 0 ? a / b : -((-a + b - 1) / b) }

func floorMod(_ a: Int64, _ b: Int64) -> Int64 { a - floorDiv(a, b) * b }
