// Owns: a request's query and filter read as of one instant, and which instant that is.

import QueryLanguage
import Schema
import Wire

/// A query that was read, and the instant it is answered as of.
///
/// A caller that names `now`, or goes on from a cursor, is answered as of that instant. Everyone else is answered as of the
/// beginning of the hour wherever the query means the same then, so that the same question has the same answer, to the
/// last digit of its scores, until the index changes or the hour does. Where it does not, as with `newer_than:3h`, or
/// with `before:yesterday` in an hour in which a day ends, the clock counts to the millisecond.
struct SettledQuery {
    let reading: QueryReading
    let parsed: ParsedQuery
    let filter: Clause?
    private let readsClock: Bool

    var now: Timestamp { reading.context.now }

    /// - Parameter keys: the query context; without a `now` the service's clock counts.
    /// - Throws: when a key makes no sense, when the filter is odd, or under `strict` the query.
    init(
        _ query: String, filter: String?, _ keys: QueryKeys, fields: CustomFields, service: ServiceContext
    ) throws(Problem) {
        let settled = try SettledQuery(query, filter: filter, QueryReading(keys, fields: fields, service: service))
        self = keys.now == nil ? settled.hourly(query, filter: filter) : settled
    }

    private init(_ query: String, filter: String?, _ reading: QueryReading) throws(Problem) {
        let (parsed, filter) = (try reading.parse(query), try reading.filter(filter))
        self.init(
            reading: reading, parsed: parsed, filter: filter?.filter,
            readsClock: parsed.readsClock || filter?.readsClock ?? false)
    }

    private init(reading: QueryReading, parsed: ParsedQuery, filter: Clause?, readsClock: Bool) {
        self.reading = reading
        self.parsed = parsed
        self.filter = filter
        self.readsClock = readsClock
    }

    /// The same as of the beginning of the hour, where it means the same then.
    private func hourly(_ query: String, filter: String?) -> SettledQuery {
        let hourly = reading.asOf(now.hour)
        guard readsClock else {
            return SettledQuery(reading: hourly, parsed: parsed, filter: self.filter, readsClock: false)
        }
        guard let other = try? SettledQuery(query, filter: filter, hourly), other.parsed.means(parsed),
            other.filter == self.filter
        else { return self }
        return other
    }
}

extension ParsedQuery {
    /// Whether two readings of one text agree.
    fileprivate func means(_ other: ParsedQuery) -> Bool {
        clause == other.clause && warnings == other.warnings && showsSpam == other.showsSpam
            && showsTrash == other.showsTrash
    }
}

extension Timestamp {
    /// The beginning of its hour, in UTC.
    fileprivate var hour: Timestamp {
        let length: Int64 = 3_600
        let seconds = self.seconds
        let past = seconds % length
        return Timestamp(seconds: seconds - (past < 0 ? past + length : past))
    }
}
