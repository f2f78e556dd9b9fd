// Owns: dates in words: yesterday, monday, last week, oct 9 2012, 2012-q3, 2012-W41.

extension DateParser {
    func named(_ pieces: [DatePiece]) -> InstantInterval? {
        var pieces = pieces.filter { $0 != .word("of") }
        // `Tue, 9 Oct 2012`: the date says which day of the week it is.
        if pieces.count > 2, case .word(let word) = pieces[0], DateVocabulary.weekdays[word] != nil {
            pieces.removeFirst()
        }
        switch pieces.count {
        case 1:
            guard case .word(let word) = pieces[0] else { return nil }
            return oneWord(word)
        case 2: return twoPieces(pieces[0], pieces[1])
        case 3: return threePieces(pieces)
        case 4: return isoDay(pieces)
        default: return nil
        }
    }

    /// Whether text names a day or quarter that there is not: `31 april`, `29 feb 2011`, `q5 2012`. It is one date, though a
    /// wrong one: with another number in its place it would be read.
    func isMissingDay(_ text: String) -> Bool {
        guard let pieces = DatePiece.split(text), pieces.count > 1, named(pieces) == nil else { return false }
        let first = pieces.map { piece in
            guard case .number(1...31, let digits) = piece, digits <= 2 else { return piece }
            return DatePiece.number(1, digits: digits)
        }
        return named(first) != nil
    }

    private func oneWord(_ word: String) -> InstantInterval? {
        if let days = DateVocabulary.days[word] { return calendar.day(calendar.today.adding(days: days)) }
        if word == "now" { return calendar.unit(before: Age(count: 0, unit: .second)) }
        if let weekday = DateVocabulary.weekdays[word] { return calendar.day(latest(weekday)) }
        guard let month = DateVocabulary.months[word] else { return nil }
        return calendar.months(latest(month: month), count: 1)
    }

    /// The latest such day up to today.
    private func latest(_ weekday: Weekday) -> CivilDate { calendar.today.startOfWeek(weekday) }

    /// The latest such month that has begun.
    private func latest(month: Int64) -> Int64 {
        let current = calendar.today.monthIndex
        return current - floorMod(current - (month - 1), 12)
    }

    private func twoPieces(_ first: DatePiece, _ second: DatePiece) -> InstantInterval? {
        switch (first, second) {
        case (.word(let step), .word(let unit)):
            return DateVocabulary.steps[step].flatMap { stepped($0, unit) }
        case (.word(let word), .number(let number, let digits)), (.number(let number, let digits), .word(let word)):
            if let month = DateVocabulary.months[word] {
                if digits == 4 { return monthOf(number, month) }
                return digits <= 2 ? latest(month: month, day: number).map { calendar.day($0) } : nil
            }
            guard word == "q", case .word = first, (1...4).contains(number), digits == 1 else { return nil }
            return latestQuarter(number)
        default: return nil
        }
    }

    private func monthOf(_ year: Int64, _ month: Int64) -> InstantInterval? {
        CivilDate(year: year, month: month, day: 1).map { calendar.months($0.monthIndex, count: 1) }
    }

    private func latestQuarter(_ number: Int64) -> InstantInterval {
        let current = calendar.startOfQuarter(calendar.today.monthIndex)
        let start = calendar.quarter(number, of: calendar.today.parts.year)
        return calendar.months(current - floorMod(current - start, 12), count: 3)
    }

    /// `last week`, `this month`, `next friday`, `last october`.
    private func stepped(_ step: Int64, _ word: String) -> InstantInterval? {
        let today = calendar.today
        if let weekday = DateVocabulary.weekdays[word] { return calendar.day(stepped(step, weekday)) }
        if let month = DateVocabulary.months[word] {
            let current = today.monthIndex
            switch step {
            case 0: return calendar.months(today.parts.year * 12 + month - 1, count: 1)
            case 1: return calendar.months(current + 12 - floorMod(current - (month - 1), 12), count: 1)
            default: return calendar.months(current - 1 - floorMod(current - 1 - (month - 1), 12), count: 1)
            }
        }
        guard let unit = Age.Unit(word) else { return nil }
        switch unit {
        case .day, .week, .month, .quarter, .year: return calendar.unit(before: Age(count: -step, unit: unit))
        case .hour, .minute, .second: return nil
        }
    }

    /// `this` is the day in this week, `last` the latest before today, `next` the first after it.
    private func stepped(_ step: Int64, _ weekday: Weekday) -> CivilDate {
        let today = calendar.today
        switch step {
        case 0:
            let first = today.startOfWeek(calendar.weekStart)
            return first.adding(days: floorMod(Int64(weekday.rawValue - first.weekday.rawValue), 7))
        case 1: return today.startOfWeek(weekday).adding(days: 7)
        default: return today.adding(days: -1).startOfWeek(weekday)
        }
    }

    /// `2012-W41-2`: the second day, Tuesday, of that week.
    private func isoDay(_ pieces: [DatePiece]) -> InstantInterval? {
        guard case .number(let year, 4) = pieces[0], pieces[1] == .word("w"), case .number(let week, 1...2) = pieces[2],
            case .number(let day, 1) = pieces[3], (1...7).contains(day)
        else { return nil }
        return CivilDate.isoWeek(year: year, week: week).map { calendar.day($0.adding(days: day - 1)) }
    }

    private func threePieces(_ pieces: [DatePiece]) -> InstantInterval? {
        switch (pieces[0], pieces[1], pieces[2]) {
        case (.number(let year, 4), .word("w"), .number(let week, 1...2)),
            (.word("w"), .number(let week, 1...2), .number(let year, 4)),
            (.word("week"), .number(let week, 1...2), .number(let year, 4)):
            return CivilDate.isoWeek(year: year, week: week).map { calendar.interval($0, until: $0.adding(days: 7)) }
        case (.number(let year, 4), .word("q"), .number(let number, 1)),
            (.word("q"), .number(let number, 1), .number(let year, 4)):
            guard (1...4).contains(number), (1...9_998).contains(year) else { return nil }
            return calendar.months(calendar.quarter(number, of: year), count: 3)
        case (.word(let month), .number(let day, 1...2), .number(let year, 4)),
            (.number(let day, 1...2), .word(let month), .number(let year, 4)),
            (.number(let year, 4), .word(let month), .number(let day, 1...2)):
            guard let month = DateVocabulary.months[month] else { return nil }
            return CivilDate(year: year, month: month, day: day).map { calendar.day($0) }
        default: return nil
        }
    }
}
