// Owns: today, days and periods as instants of the caller's zone.

import Schema

/// Instants `[start, end)`; `nil` is open.
struct InstantInterval: Equatable {
    var start: Timestamp?
    var end: Timestamp?
}

/// The caller's clock and calendar.
struct DateCalendar {
    let now: Timestamp
    let zone: ZoneRules
    let weekStart: Weekday
    let fiscalStart: Int64
    let dateOrder: DateOrder
    /// What the caller's clocks show now, in seconds since 1970 as if it were UTC.
    let reading: Int64
    /// The day it is for the caller.
    let today: CivilDate

    init(_ context: QueryContext) {
        // Beyond the years 1 to 9999 there is no calendar; a clock that is so wrong counts as the nearest year.
        now = min(max(context.now, Timestamp(seconds: -62_000_000_000)), Timestamp(seconds: 253_000_000_000))
        zone = ZoneRules.named(context.timeZone)
        weekStart = context.weekStart
        fiscalStart = Int64(context.fiscalStart)
        dateOrder = context.dateOrder
        reading = now.seconds + zone.offset(at: now.seconds)
        today = CivilDate(days: floorDiv(reading, 86_400))
    }

    /// The instant a day begins: midnight, or the first moment after it where clocks skip midnight.
    func start(of day: CivilDate) -> Timestamp { Timestamp(seconds: zone.instant(day.days * 86_400, gap: .end)) }

    /// From the beginning of one day to the beginning of another.
    func interval(_ first: CivilDate, until end: CivilDate) -> InstantInterval {
        InstantInterval(start: start(of: first), end: start(of: end))
    }

    func day(_ day: CivilDate) -> InstantInterval { interval(day, until: day.adding(days: 1)) }

    func week(of day: CivilDate) -> InstantInterval {
        let first = day.startOfWeek(weekStart)
        return interval(first, until: first.adding(days: 7))
    }

    /// So many months, from a month counted since year 0.
    func months(_ index: Int64, count: Int64) -> InstantInterval {
        interval(CivilDate(monthIndex: index), until: CivilDate(monthIndex: index + count))
    }

    /// The first month of the quarter that a month is in; quarters count from `fiscalStart`.
    func startOfQuarter(_ monthIndex: Int64) -> Int64 {
        monthIndex - floorMod(monthIndex - (fiscalStart - 1), 3)
    }

    /// The first month of a numbered quarter of the year that begins in `fiscalStart`.
    func quarter(_ number: Int64, of year: Int64) -> Int64 { year * 12 + fiscalStart - 1 + (number - 1) * 3 }

    /// The instant that lies an age before now. Days and longer are steps of the calendar that keep the wall clock;
    /// `nil` when that is before the year 1.
    func instant(before age: Age) -> Timestamp? {
        if let seconds = age.unit.seconds {
            let (length, overflow) = age.count.multipliedReportingOverflow(by: seconds)
            guard !overflow, length < 100_000_000_000 else { return nil }
            let result = Timestamp(milliseconds: now.milliseconds - length * 1_000)
            return result.seconds > -62_135_000_000 ? result : nil
        }
        guard let day = self.day(before: age) else { return nil }
        let wall = day.days * 86_400 + floorMod(reading, 86_400)
        let seconds = day == today ? now.seconds : zone.instant(wall, gap: .later)
        return Timestamp(milliseconds: seconds * 1_000 + floorMod(now.milliseconds, 1_000))
    }

    /// The day an age of days or longer before today; negative ages lie ahead. `nil` outside the years 1 to 9999.
    func day(before age: Age) -> CivilDate? {
        guard abs(age.count) < 4_000_000 else { return nil }
        let day: CivilDate =
            switch age.unit {
            case .day: today.adding(days: -age.count)
            case .week: today.adding(days: -age.count * 7)
            case .month: today.adding(months: -age.count)
            case .quarter: today.adding(months: -age.count * 3)
            case .year: today.adding(months: -age.count * 12)
            case .second, .minute, .hour: today
            }
        return (1...9_998).contains(day.parts.year) ? day : nil
    }

    /// The whole unit that lies an age back: `3d` is the day three days ago, `2h` the hour two hours ago.
    func unit(before age: Age) -> InstantInterval? {
        if let length = age.unit.seconds {
            guard let instant = instant(before: age), instant.seconds < 253_000_000_000 else { return nil }
            let reading = instant.seconds + zone.offset(at: instant.seconds)
            let start = instant.seconds - floorMod(reading, length)
            return InstantInterval(start: Timestamp(seconds: start), end: Timestamp(seconds: start + length))
        }
        guard let day = day(before: age) else { return nil }
        switch age.unit {
        case .day: return self.day(day)
        case .week: return week(of: day)
        case .month: return months(day.monthIndex, count: 1)
        case .quarter: return months(startOfQuarter(day.monthIndex), count: 3)
        default: return months(day.parts.year * 12, count: 12)
        }
    }
}
