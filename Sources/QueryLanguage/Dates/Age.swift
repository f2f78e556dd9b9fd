// Owns: lengths of time back from now: `2d`, `3 weeks`, `1h`.

/// A length of time in one unit.
struct Age: Equatable {
    enum Unit {
        case second, minute, hour, day, week, month, quarter, year

        /// The fixed length in seconds of the units that have one; the others are steps of the calendar.
        var seconds: Int64? {
            switch self {
            case .second: 1
            case .minute: 60
            case .hour: 3_600
            default: nil
            }
        }

        /// A unit by its letter or word; `m` is months, `min` minutes.
        init?(_ word: String) {
            switch word {
            case "s", "sec", "secs", "second", "seconds": self = .second
            case "min", "mins", "minute", "minutes": self = .minute
            case "h", "hr", "hrs", "hour", "hours": self = .hour
            case "d", "day", "days": self = .day
            case "w", "wk", "wks", "week", "weeks": self = .week
            case "m", "mo", "mon", "mos", "month", "months": self = .month
            case "q", "quarter", "quarters": self = .quarter
            case "y", "yr", "yrs", "year", "years": self = .year
            default: return nil
            }
        }
    }

    var count: Int64
    var unit: Unit
}

/// Reads ages.
enum AgeText {
    /// A number and a unit, blank, `-` or `_` between them allowed; a number alone is days, and says so.
    static func parse(_ text: String) -> (age: Age, hasUnit: Bool)? {
        guard let pieces = DatePiece.split(text) else { return nil }
        guard case .number(let count, _)? = pieces.first else { return nil }
        switch pieces.count {
        case 1: return (Age(count: count, unit: .day), false)
        case 2, 3:
            guard case .word(let word) = pieces[1], let unit = Age.Unit(word) else { return nil }
            if pieces.count == 3 {
                guard case .word("ago") = pieces[2] else { return nil }
            }
            return (Age(count: count, unit: unit), true)
        default: return nil
        }
    }
}
