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

    var now: Timestamp { reading.context.now }

    /// - Parameter keys: the query context; without a `now` the service's clock counts.
    /// - Throws: when a key makes no sense, when the filter is odd, or under `strict` the query.
    init(
        _ query: String, filter: String?, _ keys: QueryKeys, fields: CustomFields, service: ServiceContext
    ) throws(Problem) {
        let reading = try QueryReading(keys, fields: fields, service: service)
        try self.init(query, filter: filter, reading)
        guard keys.now == nil else { return }
        let hourly = reading.asOf(now.hour)
        guard parsed.mayDependOnNow || self.filter?.hasInstant ?? false else {
            self.init(reading: hourly, parsed: parsed, filter: self.filter)
            return
        }
        guard let other = try? SettledQuery(query, filter: filter, hourly), other.parsed.means(parsed),
            other.filter == self.filter
        else { return }
        self = other
    }

    private init(_ query: String, filter: String?, _ reading: QueryReading) throws(Problem) {
        self.init(reading: reading, parsed: try reading.parse(query), filter: try reading.filter(filter))
    }

    private init(reading: QueryReading, parsed: ParsedQuery, filter: Clause?) {
        self.reading = reading
        self.parsed = parsed
        self.filter = filter
    }
}

extension ParsedQuery {
    /// Whether another instant could have given it another meaning: an instant stands in it, or a remark that may name one.
    fileprivate var mayDependOnNow: Bool { clause.hasInstant || !warnings.isEmpty }

    /// Whether two readings of one text agree.
    fileprivate func means(_ other: ParsedQuery) -> Bool {
        clause == other.clause && warnings == other.warnings && showsSpam == other.showsSpam
            && showsTrash == other.showsTrash
    }
}

extension Clause {
    /// Whether an instant stands in it. Of numbers some are counted from a clock too.
    fileprivate var hasInstant: Bool {
        switch self {
        case .date, .number: true
        case .and(let parts), .or(let parts): parts.contains(where: \.hasInstant)
        case .not(let part), .scope(_, let part): part.hasInstant
        case .all, .text, .keyword, .present: false
        }
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
