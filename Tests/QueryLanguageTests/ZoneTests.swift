// Properties, over every zone named here and seeded days of two centuries:
// 1. Days lie end to end: each begins where the one before it ends, and none ends before it begins.
// 2. A day begins with the first instant at which the zone's clocks show it or a later day.
// 3. A week is seven days and a month its days, however long those are.
// 4. Lengths of time back from now keep the wall clock, but for days on which clocks change.

import Foundation
import QueryLanguage
import Schema
import TestSupport
import Testing

private let zones = [
    "UTC", "America/Los_Angeles", "America/New_York", "America/Sao_Paulo", "America/St_Johns", "America/Havana",
    "Europe/Berlin", "Europe/London", "Europe/Moscow", "Africa/Cairo", "Africa/Casablanca", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Tehran", "Asia/Beirut", "Asia/Tokyo", "Asia/Gaza", "Australia/Lord_Howe",
    "Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Kwajalein",
    "Antarctica/Troll", "Etc/GMT+12", "Etc/GMT-14",
]

@Suite struct ZoneTests {
    private func interval(_ expression: String, _ context: QueryContext) -> Range<Int64>? {
        guard case .date(_, let start?, let end?) = QueryParser.parse("date:\"\(expression)\"", context).clause,
            start <= end
        else { return nil }
        return start.milliseconds..<end.milliseconds
    }

    private func name(_ days: Int64) -> String { String(Timestamp(seconds: days * 86_400).description.prefix(10)) }

    @Test(arguments: zones) func daysLieEndToEnd(zone: String) throws {
        let context = QueryContext.example { $0.timeZone = zone }
        let rules = try #require(TimeZone(identifier: zone))
        var random = SeededRandom(seed: UInt64(zone.utf8.count) &* 31)
        // Days since 1970: from 1900 to 2037, and each of 2011 and 2012.
        let days = (0..<FuzzRounds.scaled(200)).map { _ in Int64.random(in: -25_567..<24_837, using: &random) }
        for day in days + Array(14_975..<15_706) {
            let today = try #require(interval(name(day), context), "\(name(day))")
            let next = try #require(interval(name(day + 1), context), "\(name(day + 1))")
            #expect(today.upperBound == next.lowerBound, "\(zone) \(name(day))")
            #expect(today.count <= 27 * 3_600_000)
            let start = today.lowerBound / 1_000
            #expect(shown(start, rules) >= day, "\(zone) \(name(day))")
            #expect(shown(start - 1, rules) < day, "\(zone) \(name(day))")
        }
    }

    /// The day that a zone's clocks show.
    private func shown(_ seconds: Int64, _ zone: TimeZone) -> Int64 {
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
        return Int64((Double(seconds + Int64(offset)) / 86_400).rounded(.down))
    }

    @Test(arguments: zones) func periodsAreTheirDays(zone: String) throws {
        let context = QueryContext.example { $0.timeZone = zone }
        for (period, first, last) in [
            ("2012-10", "2012-10-01", "2012-10-31"), ("2012-02", "2012-02-01", "2012-02-29"),
            ("2011-12", "2011-12-01", "2011-12-31"), ("2012-W13", "2012-03-26", "2012-04-01"),
            ("2011-W52", "2011-12-26", "2012-01-01"), ("2012-q4", "2012-10-01", "2012-12-31"),
            ("2012", "2012-01-01", "2012-12-31"),
        ] {
            let whole = try #require(interval(period, context))
            let start = try #require(interval(first, context))
            let end = try #require(interval(last, context))
            #expect(whole == start.lowerBound..<end.upperBound, "\(zone) \(period)")
        }
    }

    @Test(arguments: zones) func agesKeepTheWallClock(zone: String) throws {
        let rules = try #require(TimeZone(identifier: zone))
        var random = SeededRandom(seed: 5)
        for _ in 0..<FuzzRounds.scaled(300) {
            let now = Int64.random(in: 0..<2_000_000_000, using: &random)
            let days = Int64.random(in: 1..<400, using: &random)
            let context = QueryContext.example {
                $0.timeZone = zone
                $0.now = Timestamp(seconds: now)
            }
            guard case .date(_, let start?, nil) = QueryParser.parse("newer_than:\(days)d", context).clause else {
                Issue.record("\(zone) \(now) \(days)")
                return
            }
            let wall = now + Int64(rules.secondsFromGMT(for: Date(timeIntervalSince1970: Double(now))))
            let then =
                start.seconds + Int64(rules.secondsFromGMT(for: Date(timeIntervalSince1970: Double(start.seconds))))
            // A reading that the clocks skipped is as much later as they were put forward.
            let skipped = then - (wall - days * 86_400)
            #expect(
                skipped == 0 || (skipped > 0 && skipped <= 86_400 && clocksChange(near: start.seconds, rules)),
                "\(zone) \(now) \(days)")
        }
    }

    private func clocksChange(near seconds: Int64, _ zone: TimeZone) -> Bool {
        let before = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds - 90_000)))
        return before != zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds + 90_000)))
    }

    @Test func zonesByName() {
        #expect(QueryContext.isKnown(timeZone: "Europe/Berlin"))
        #expect(!QueryContext.isKnown(timeZone: "Mars/Olympus"))
    }
}
