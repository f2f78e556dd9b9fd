// Properties:
// 1. Every instant of the years 0 to 9999 is printed as RFC 3339 and read back the same; others are clamped.
// 2. Days and dates agree with the Gregorian calendar, in both directions, and with dates that are known.
// 3. Fractions, offsets, lower case, a space for the T, leap seconds and bare dates are read; what is not RFC 3339 is
//    not.
// 4. Whole seconds round down, before 1970 too; sums that do not fit are clamped.
// 5. Any text ends in an instant or in nil.

import Schema
import TestSupport
import Testing

@Suite struct TimestampTests {
    @Test func knownInstantsAreReadAndPrinted() {
        let known: [(Int64, String)] = [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999Z"), (1, "1970-01-01T00:00:00.001Z"),
            (1_349_820_245_000, "2012-10-09T22:04:05Z"), (951_782_400_000, "2000-02-29T00:00:00Z"),
            (951_868_799_999, "2000-02-29T23:59:59.999Z"), (-2_203_891_200_001, "1900-02-28T23:59:59.999Z"),
            (-2_203_891_200_000, "1900-03-01T00:00:00Z"), (-62_167_219_200_000, "0000-01-01T00:00:00Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (4_107_542_400_000, "2100-03-01T00:00:00Z"),
        ]
        for (milliseconds, text) in known {
            #expect(Timestamp(milliseconds: milliseconds).description == text)
            #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds, "\(text)")
        }
    }

    @Test func instantsComeBack() {
        var random = SeededRandom(seed: 1)
        for _ in 0..<20_000 {
            let instant = Timestamp(
                milliseconds: Int64.random(in: -62_167_219_200_000...253_402_300_799_999, using: &random))
            #expect(Timestamp(rfc3339: instant.description) == instant, "\(instant.milliseconds)")
        }
        #expect(Timestamp(milliseconds: .min).description == "0000-01-01T00:00:00Z")
        #expect(Timestamp(milliseconds: -62_167_219_200_001).description == "0000-01-01T00:00:00Z")
        #expect(Timestamp(milliseconds: .max).description == "9999-12-31T23:59:59Z")
    }

    @Test func daysAreTheCalendars() {
        // Every day from the year -1 to 801, by counting.
        var (year, month, day): (Int64, Int64, Int64) = (-1, 1, 1)
        var expected = Timestamp.days(year: -1, month: 1, day: 1)
        #expect(
            Timestamp.days(year: 1970, month: 1, day: 1) == 0 && Timestamp.days(year: 0, month: 3, day: 1) == -719_468)
        while year < 801 {
            let date = Timestamp.civil(fromDays: expected)
            guard date == (year, month, day), Timestamp.days(year: year, month: month, day: day) == expected else {
                Issue.record("\(year)-\(month)-\(day): \(date)")
                return
            }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let length = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
            expected += 1
            day += 1
            if day > length { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
    }

    @Test func theFormsOfRFC3339AreRead() {
        let forms: [(String, String)] = [
            ("2001-05-14T16:39:00-07:00", "2001-05-14T23:39:00Z"),
            ("2001-05-14T16:39:00+05:45", "2001-05-14T10:54:00Z"),
            ("2001-05-14t16:39:00z", "2001-05-14T16:39:00Z"), ("2001-05-14 16:39:00Z", "2001-05-14T16:39:00Z"),
            ("2001-05-14T16:39:00-00:00", "2001-05-14T16:39:00Z"), ("2001-05-14T23:59:60Z", "2001-05-15T00:00:00Z"),
            ("2001-01-01T00:30:00+01:00", "2000-12-31T23:30:00Z"),
            ("2000-02-28T23:30:00-01:00", "2000-02-29T00:30:00Z"),
            ("2012-12-01", "2012-12-01T00:00:00Z"), ("2012-02-29", "2012-02-29T00:00:00Z"),
            ("2001-05-14T16:39:00.5Z", "2001-05-14T16:39:00.500Z"),
            ("2001-05-14T16:39:00.05Z", "2001-05-14T16:39:00.050Z"),
            ("2001-05-14T16:39:00.123456789+00:00", "2001-05-14T16:39:00.123Z"),
            ("2001-05-14T16:39:00.9999Z", "2001-05-14T16:39:00.999Z"),
            ("1969-12-31T23:59:59.25Z", "1969-12-31T23:59:59.250Z"),
            ("2001-05-14T16:39:00+23:59", "2001-05-13T16:40:00Z"),
        ]
        for (text, expected) in forms { #expect(Timestamp(rfc3339: text)?.description == expected, "\(text)") }
    }

    @Test func otherTextIsRefused() {
        let refused = [
            "", "2012", "2012-1-01", "2012-13-01", "2012-00-01", "2012-04-31", "2012-01-00", "2011-02-29", "1900-02-29",
            "2012-12-01T", "2012-12-01T10:00Z", "2012-12-01T10:00:00", "2012-12-01T24:00:00Z", "2012-12-01T10:60:00Z",
            "2012-12-01T10:00:61Z", "2012-12-01T10:00:00.Z", "2012-12-01T10:00:00,5Z", "2012-12-01T10:00:00ZZ",
            "2012-12-01T10:00:00+1:00", "2012-12-01T10:00:00+0100", "2012-12-01T10:00:00+24:00",
            "2012-12-01T10:00:00+10:60", "2012-12-01T10:00:00+10:00x", "2012/12/01", "+012-12-01", "-012-12-01",
            " 2012-12-01", "2012-12-01 ", "２０１２-12-01", "2012-12-01X10:00:00Z", "12012-12-01",
            "2012-12-01T10:00:00.123",
            "2012-12-01\u{0}10:00:00Z", "2012-12-01T1a:00:00Z",
        ]
        for text in refused { #expect(Timestamp(rfc3339: text) == nil, "\(text)") }
    }

    @Test func secondsRoundDownAndClamp() {
        for (milliseconds, seconds) in [(0, 0), (999, 0), (1_000, 1), (-1, -1), (-1_000, -1), (-1_001, -2)]
            as [(Int64, Int64)]
        {
            #expect(Timestamp(milliseconds: milliseconds).seconds == seconds)
        }
        #expect(Timestamp(milliseconds: .min).seconds == -9_223_372_036_854_776)
        #expect(Timestamp(seconds: .max).milliseconds == .max && Timestamp(seconds: .min).milliseconds == .min)
        #expect(Timestamp(seconds: -5).milliseconds == -5_000)
        #expect(Timestamp(seconds: 1) < Timestamp(seconds: 2) && Timestamp(milliseconds: .min) < Timestamp(seconds: 0))
    }

    @Test(arguments: 0..<20 as Range<UInt64>) func anyTextIsSafe(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let alphabet = Array("0123456789-:.TtZz+ é\u{0}")
        for _ in 0..<2_000 {
            var text = Array("2012-12-01T10:00:00.5+01:00")
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                let place = Int.random(in: 0..<text.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: text[place] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                case 1 where text.count > 1: text.remove(at: place)
                default: text.insert(alphabet[Int.random(in: 0..<alphabet.count, using: &random)], at: place)
                }
            }
            guard let instant = Timestamp(rfc3339: String(text)) else { continue }
            // What was read is an instant of those years, but for offsets at their ends.
            #expect((-62_167_305_600...253_402_387_200).contains(instant.seconds), "seed \(seed): \(String(text))")
        }
    }
}
