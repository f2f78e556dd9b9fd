// Owns: days and clocks of many zones. The instants of days were found by another implementation of the zone database,
// as the first second at which clocks show the day or a later one; the rest was worked out by hand from those.

import QueryLanguage
import Schema

/// A day of a zone: its first instant and the next day's.
private func day(_ zone: String, _ day: String, _ start: String, _ end: String) -> QueryCase {
    QueryCase("on:\(day)", "[\"date\",\"date\",\"\(start)Z\",\"\(end)Z\"]", "", .example { $0.timeZone = zone })
}

/// A query at an instant of a zone.
private func at(_ zone: String, _ now: String, _ query: String, _ tree: String, _ codes: String = "") -> QueryCase {
    QueryCase(
        query, tree, codes,
        .example {
            $0.timeZone = zone
            $0.now = Timestamp(rfc3339: now) ?? $0.now
        })
}

let zoneCases: [QueryCase] = [
    day("America/Los_Angeles", "2012-03-11", "2012-03-11T08:00:00", "2012-03-12T07:00:00"),  // 23 h
    day("America/Los_Angeles", "2012-11-04", "2012-11-04T07:00:00", "2012-11-05T08:00:00"),  // 25 h
    day("America/New_York", "2007-03-11", "2007-03-11T05:00:00", "2007-03-12T04:00:00"),  // 23 h
    day("America/New_York", "2024-11-03", "2024-11-03T04:00:00", "2024-11-04T05:00:00"),  // 25 h
    day("Europe/Berlin", "2012-03-25", "2012-03-24T23:00:00", "2012-03-25T22:00:00"),  // 23 h
    day("Europe/Berlin", "2012-10-28", "2012-10-27T22:00:00", "2012-10-28T23:00:00"),  // 25 h
    day("Europe/London", "1995-10-22", "1995-10-21T23:00:00", "1995-10-23T00:00:00"),  // 25 h
    day("Europe/London", "1970-06-15", "1970-06-14T23:00:00", "1970-06-15T23:00:00"),  // 24 h
    day("Asia/Kolkata", "2012-10-09", "2012-10-08T18:30:00", "2012-10-09T18:30:00"),  // 24 h
    day("Asia/Kathmandu", "2012-10-09", "2012-10-08T18:15:00", "2012-10-09T18:15:00"),  // 24 h
    day("Australia/Lord_Howe", "2012-10-07", "2012-10-06T13:30:00", "2012-10-07T13:00:00"),  // 23.5 h
    day("Australia/Lord_Howe", "2012-04-01", "2012-03-31T13:00:00", "2012-04-01T13:30:00"),  // 24.5 h
    day("Australia/Adelaide", "2012-10-07", "2012-10-06T14:30:00", "2012-10-07T13:30:00"),  // 23 h
    day("Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00", "2011-12-30T10:00:00"),  // 24 h
    day("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00", "2011-12-30T10:00:00"),  // 0 h
    day("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00", "2011-12-31T10:00:00"),  // 24 h
    day("Pacific/Kwajalein", "1993-08-20", "1993-08-20T12:00:00", "1993-08-21T12:00:00"),  // 24 h
    day("Pacific/Kwajalein", "1993-08-21", "1993-08-21T12:00:00", "1993-08-21T12:00:00"),  // 0 h
    day("Pacific/Kwajalein", "1993-08-22", "1993-08-21T12:00:00", "1993-08-22T12:00:00"),  // 24 h
    day("Pacific/Kiritimati", "1994-12-31", "1994-12-31T10:00:00", "1994-12-31T10:00:00"),  // 0 h
    day("Pacific/Kiritimati", "1995-01-01", "1994-12-31T10:00:00", "1995-01-01T10:00:00"),  // 24 h
    day("America/Sao_Paulo", "2012-10-21", "2012-10-21T03:00:00", "2012-10-22T02:00:00"),  // 23 h
    day("America/Sao_Paulo", "2013-02-16", "2013-02-16T02:00:00", "2013-02-17T03:00:00"),  // 25 h
    day("America/Sao_Paulo", "2013-02-17", "2013-02-17T03:00:00", "2013-02-18T03:00:00"),  // 24 h
    day("America/Havana", "2012-04-01", "2012-04-01T05:00:00", "2012-04-02T04:00:00"),  // 23 h
    day("America/Havana", "2012-11-04", "2012-11-04T04:00:00", "2012-11-05T05:00:00"),  // 25 h
    day("Africa/Cairo", "2010-04-30", "2010-04-29T22:00:00", "2010-04-30T21:00:00"),  // 23 h
    day("Asia/Beirut", "2012-03-25", "2012-03-24T22:00:00", "2012-03-25T21:00:00"),  // 23 h
    day("Asia/Tehran", "2012-03-21", "2012-03-20T20:30:00", "2012-03-21T19:30:00"),  // 23 h
    day("Asia/Tehran", "2012-09-20", "2012-09-19T19:30:00", "2012-09-20T20:30:00"),  // 25 h
    day("Asia/Gaza", "2012-03-30", "2012-03-29T22:00:00", "2012-03-30T21:00:00"),  // 23 h
    day("Africa/Casablanca", "2012-07-20", "2012-07-19T23:00:00", "2012-07-21T00:00:00"),  // 25 h
    day("Asia/Tokyo", "2012-02-29", "2012-02-28T15:00:00", "2012-02-29T15:00:00"),  // 24 h
    day("Asia/Shanghai", "2012-12-31", "2012-12-30T16:00:00", "2012-12-31T16:00:00"),  // 24 h
    day("America/St_Johns", "2011-11-06", "2011-11-06T02:30:00", "2011-11-07T03:30:00"),  // 25 h
    day("Pacific/Chatham", "2012-09-30", "2012-09-29T11:15:00", "2012-09-30T10:15:00"),  // 23 h
    day("Antarctica/Troll", "2012-10-28", "2012-10-27T22:00:00", "2012-10-29T00:00:00"),  // 26 h
    day("UTC", "2012-06-30", "2012-06-30T00:00:00", "2012-07-01T00:00:00"),  // 24 h
    day("Etc/GMT+12", "2012-10-09", "2012-10-09T12:00:00", "2012-10-10T12:00:00"),  // 24 h
    day("Pacific/Auckland", "2012-04-01", "2012-03-31T11:00:00", "2012-04-01T12:00:00"),  // 25 h
    day("Asia/Pyongyang", "2015-08-15", "2015-08-14T15:30:00", "2015-08-15T15:30:00"),  // 24 h
    day("Asia/Pyongyang", "2018-05-05", "2018-05-04T15:00:00", "2018-05-05T15:00:00"),  // 24 h
    day("America/Caracas", "2007-12-09", "2007-12-09T04:00:00", "2007-12-10T04:30:00"),  // 24.5 h
    day("Europe/Moscow", "2010-10-31", "2010-10-30T20:00:00", "2010-10-31T21:00:00"),  // 25 h
    day("Europe/Moscow", "2014-10-26", "2014-10-25T20:00:00", "2014-10-26T21:00:00"),  // 25 h
    day("Europe/Istanbul", "2016-03-27", "2016-03-26T22:00:00", "2016-03-27T21:00:00"),  // 23 h
    day("Europe/Istanbul", "2016-10-30", "2016-10-29T21:00:00", "2016-10-30T21:00:00"),  // 24 h
    day("Africa/Juba", "2021-02-01", "2021-01-31T22:00:00", "2021-02-01T22:00:00"),  // 24 h
    day("America/Godthab", "2023-03-25", "2023-03-25T03:00:00", "2023-03-26T02:00:00"),  // 23 h
    day("America/Godthab", "2023-03-26", "2023-03-26T02:00:00", "2023-03-27T02:00:00"),  // 24 h
    day("Asia/Manila", "1978-03-22", "1978-03-21T16:00:00", "1978-03-22T16:00:00"),  // 24 h
    day("Africa/Monrovia", "1972-01-07", "1972-01-07T00:44:30", "1972-01-08T00:00:00"),  // 23.2583 h
    // Lengths of time keep the wall clock: 23 or 25 hours may be a day.
    at("America/Los_Angeles", "2012-03-11T20:00:00Z", "newer_than:1d", #"["date","date","2012-03-10T21:00:00Z",null]"#),
    at(
        "America/Los_Angeles", "2012-03-11T20:00:00Z", "newer_than:24h", #"["date","date","2012-03-10T20:00:00Z",null]"#
    ),
    at("America/Los_Angeles", "2012-11-05T20:00:00Z", "newer_than:2d", #"["date","date","2012-11-03T19:00:00Z",null]"#),
    at("Europe/Berlin", "2012-04-01T10:00:00Z", "older_than:1w", #"["date","date",null,"2012-03-25T10:00:00Z"]"#),
    at("Europe/Berlin", "2012-04-01T10:00:00Z", "older_than:8d", #"["date","date",null,"2012-03-24T11:00:00Z"]"#),
    // 02:30 does not exist on the 25th: as much later as the clocks were put forward, 03:30.
    at("Europe/Berlin", "2012-03-26T00:30:00Z", "newer_than:1d", #"["date","date","2012-03-25T01:30:00Z",null]"#),
    // The clocks show 02:30 twice on 28 October: the first.
    at("Europe/Berlin", "2012-10-29T01:30:00Z", "newer_than:1d", #"["date","date","2012-10-28T00:30:00Z",null]"#),
    at("Pacific/Apia", "2011-12-31T22:00:00Z", "newer_than:3d", #"["date","date","2011-12-29T22:00:00Z",null]"#),
    at(
        "Pacific/Apia", "2011-12-31T00:00:00Z", "on:yesterday",
        #"["date","date","2011-12-30T10:00:00Z","2011-12-30T10:00:00Z"]"#),
    at(
        "Pacific/Apia", "2011-12-31T00:00:00Z", "date:2d",
        #"["date","date","2011-12-29T10:00:00Z","2011-12-30T10:00:00Z"]"#),
    at(
        "Pacific/Apia", "2011-12-31T00:00:00Z", "date:this-week",
        #"["date","date","2011-12-25T10:00:00Z","2011-12-31T10:00:00Z"]"#),
    // A missing day of the month is the month's last.
    at("UTC", "2012-03-31T12:00:00Z", "newer_than:1m", #"["date","date","2012-02-29T12:00:00Z",null]"#),
    at("UTC", "2011-03-31T12:00:00Z", "newer_than:1m", #"["date","date","2011-02-28T12:00:00Z",null]"#),
    at("UTC", "2012-02-29T12:00:00Z", "newer_than:1y", #"["date","date","2011-02-28T12:00:00Z",null]"#),
    at("UTC", "2012-02-29T12:00:00Z", "newer_than:4y", #"["date","date","2008-02-29T12:00:00Z",null]"#),
    at("UTC", "2012-05-31T00:00:00Z", "newer_than:3m", #"["date","date","2012-02-29T00:00:00Z",null]"#),
    // Days of the caller, not of UTC.
    at(
        "Asia/Tokyo", "2012-10-09T22:00:00Z", "on:today",
        #"["date","date","2012-10-09T15:00:00Z","2012-10-10T15:00:00Z"]"#),
    at(
        "Pacific/Auckland", "2012-10-09T10:59:59Z", "on:today",
        #"["date","date","2012-10-08T11:00:00Z","2012-10-09T11:00:00Z"]"#),
    at(
        "Pacific/Auckland", "2012-10-09T11:00:00Z", "on:today",
        #"["date","date","2012-10-09T11:00:00Z","2012-10-10T11:00:00Z"]"#),
    at(
        "Asia/Kolkata", "2012-12-31T18:29:59Z", "date:this-year",
        #"["date","date","2011-12-31T18:30:00Z","2012-12-31T18:30:00Z"]"#),
    at(
        "Asia/Kolkata", "2012-12-31T18:30:00Z", "date:this-year",
        #"["date","date","2012-12-31T18:30:00Z","2013-12-31T18:30:00Z"]"#),
    // Year boundaries and weeks.
    at(
        "UTC", "2012-01-01T00:00:00Z", "date:yesterday",
        #"["date","date","2011-12-31T00:00:00Z","2012-01-01T00:00:00Z"]"#),
    at(
        "UTC", "2012-01-01T00:00:00Z", "date:last-week",
        #"["date","date","2011-12-25T00:00:00Z","2012-01-01T00:00:00Z"]"#),
    at(
        "UTC", "2012-01-01T00:00:00Z", "date:last-month",
        #"["date","date","2011-12-01T00:00:00Z","2012-01-01T00:00:00Z"]"#),
    at(
        "UTC", "2012-01-01T00:00:00Z", "date:january", #"["date","date","2012-01-01T00:00:00Z","2012-02-01T00:00:00Z"]"#
    ),
    at(
        "UTC", "2011-12-31T23:59:59Z", "date:january", #"["date","date","2011-01-01T00:00:00Z","2011-02-01T00:00:00Z"]"#
    ),
    at("UTC", "2012-01-02T00:00:00Z", "date:sunday", #"["date","date","2012-01-01T00:00:00Z","2012-01-02T00:00:00Z"]"#),
    at("UTC", "2012-01-01T00:00:00Z", "date:sunday", #"["date","date","2012-01-01T00:00:00Z","2012-01-02T00:00:00Z"]"#),
    at(
        "UTC", "2012-01-01T00:00:00Z", "date:last-sunday",
        #"["date","date","2011-12-25T00:00:00Z","2011-12-26T00:00:00Z"]"#),
    at(
        "UTC", "2012-01-01T00:00:00Z", "date:next-sunday",
        #"["date","date","2012-01-08T00:00:00Z","2012-01-09T00:00:00Z"]"#),
    at(
        "UTC", "2012-01-01T00:00:00Z", "date:2012-W01",
        #"["date","date","2012-01-02T00:00:00Z","2012-01-09T00:00:00Z"]"#),
    at(
        "UTC", "2012-01-01T00:00:00Z", "date:2011-W52",
        #"["date","date","2011-12-26T00:00:00Z","2012-01-02T00:00:00Z"]"#),
    at(
        "UTC", "2012-01-01T00:00:00Z", "date:2015-W53",
        #"["date","date","2015-12-28T00:00:00Z","2016-01-04T00:00:00Z"]"#),
    at("UTC", "2012-01-01T00:00:00Z", "date:2012-W53", #"["all"]"#, "bad-value"),
    at(
        "UTC", "2012-01-01T00:00:00Z", "date:2012-W41-2",
        #"["date","date","2012-10-09T00:00:00Z","2012-10-10T00:00:00Z"]"#),
    at(
        "Europe/Berlin", "2012-01-01T00:00:00Z", "date:2012-W13",
        #"["date","date","2012-03-25T22:00:00Z","2012-04-01T22:00:00Z"]"#),
    // Leap days.
    at(
        "UTC", "2012-10-09T00:00:00Z", "on:2000-02-29",
        #"["date","date","2000-02-29T00:00:00Z","2000-03-01T00:00:00Z"]"#),
    at("UTC", "2012-10-09T00:00:00Z", "on:1900-02-29", #"["all"]"#, "bad-value"),
    at(
        "UTC", "2012-02-28T00:00:00Z", "on:\"feb 29\"",
        #"["date","date","2008-02-29T00:00:00Z","2008-03-01T00:00:00Z"]"#),
    at(
        "UTC", "2012-10-09T00:00:00Z", "date:2012-02", #"["date","date","2012-02-01T00:00:00Z","2012-03-01T00:00:00Z"]"#
    ),
    // Times of day where clocks change.
    at(
        "Europe/Berlin", "2012-10-09T00:00:00Z", "on:2012-03-25T01:30",
        #"["date","date","2012-03-25T00:30:00Z","2012-03-25T00:31:00Z"]"#),
    at(
        "Europe/Berlin", "2012-10-09T00:00:00Z", "on:2012-03-25T03:30",
        #"["date","date","2012-03-25T01:30:00Z","2012-03-25T01:31:00Z"]"#),
    at(
        "Europe/Berlin", "2012-10-09T00:00:00Z", "on:2012-03-25T02:30",
        #"["date","date","2012-03-25T01:30:00Z","2012-03-25T01:31:00Z"]"#),
    at(
        "Europe/Berlin", "2012-11-09T00:00:00Z", "on:2012-10-28T02:30",
        #"["date","date","2012-10-28T00:30:00Z","2012-10-28T00:31:00Z"]"#),
    at(
        "Europe/Berlin", "2012-11-09T00:00:00Z", "on:2012-10-28T02:30+01:00",
        #"["date","date","2012-10-28T01:30:00Z","2012-10-28T01:31:00Z"]"#),
    at(
        "Asia/Kathmandu", "2012-10-09T00:00:00Z", "after:2012-10-09T10:30",
        #"["date","date","2012-10-09T04:45:00Z",null]"#),
    at(
        "Europe/Berlin", "2012-10-09T00:00:00Z", "on:2012-10-09T10:30-0330",
        #"["date","date","2012-10-09T14:00:00Z","2012-10-09T14:01:00Z"]"#),
    // An unknown zone counts as UTC.
    at(
        "Mars/Olympus", "2012-10-09T22:04:05Z", "on:today",
        #"["date","date","2012-10-09T00:00:00Z","2012-10-10T00:00:00Z"]"#),
]
