// Owns: an interval of instants as query text.

import Schema

/// Prints date conditions: by days where they begin and end with one, else by instants.
struct CanonicalDate {
    let calendar: DateCalendar

    init(_ calendar: DateCalendar) { self.calendar = calendar }

    /// The condition on a field; messages' own dates have before: and after:.
    func text(_ name: String, _ isMessageDate: Bool, _ start: Timestamp?, _ end: Timestamp?) -> String {
        switch (start, end) {
        case (nil, nil): return name + ":*"
        case (let start?, nil): return (isMessageDate ? "after:" : name + ">=") + spelled(start)
        case (nil, let end?): return (isMessageDate ? "before:" : name + "<") + spelled(end)
        case (let start?, let end?): return name + ":" + range(start, end)
        }
    }

    /// An instant as the beginning of what is written: a day, a second or a millisecond.
    private func spelled(_ instant: Timestamp) -> String {
        let day = self.day(of: instant)
        return calendar.start(of: day) == instant && isInYears(day) ? DateParser.iso(day) : instant.description
    }

    private func range(_ start: Timestamp, _ end: Timestamp) -> String {
        let first = day(of: start)
        let last = day(of: Timestamp(milliseconds: end.milliseconds - 1))
        if first <= last, isInYears(first), calendar.start(of: first) == start,
            calendar.start(of: last.adding(days: 1)) == end
        {
            return first == last ? DateParser.iso(first) : DateParser.iso(first) + ".." + DateParser.iso(last)
        }
        // A day that the zone skipped has no instants at all.
        let skipped = first.adding(days: -1)
        if start == end, calendar.day(skipped) == InstantInterval(start: start, end: end) {
            return DateParser.iso(skipped)
        }
        // The end is named by the last second, or else the last millisecond, before it.
        let width: Int64 = end.milliseconds % 1_000 == 0 && end.milliseconds - start.milliseconds >= 1_000 ? 1_000 : 1
        let before = Timestamp(milliseconds: end.milliseconds - width)
        let text =
            width == 1 && before.milliseconds % 1_000 == 0 ? String(before.description.dropLast()) + ".000Z" : nil
        return start.description + ".." + (text ?? before.description)
    }

    private func day(of instant: Timestamp) -> CivilDate {
        CivilDate(days: floorDiv(instant.seconds + calendar.zone.offset(at: instant.seconds), 86_400))
    }

    private func isInYears(_ day: CivilDate) -> Bool { (1...9_998).contains(day.parts.year) }
}
