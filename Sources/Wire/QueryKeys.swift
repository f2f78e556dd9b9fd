// Owns: the request keys that say what a query means besides its text (PROTOCOL.md, query context).

/// Units of every position in an answer.
public enum OffsetUnit: String, Sendable, CaseIterable {
    case utf8, utf16, codepoint
}

/// The query context of a request. Words and dates are checked by the service, which knows zones and calendars.
public struct QueryKeys: Hashable, Sendable {
    /// RFC 3339; `nil` for the service's clock.
    public var now: String?
    /// An IANA name; `nil` for the service's.
    public var timeZone: String?
    /// The English name of a day; `nil` for Sunday.
    public var weekStart: String?
    /// The month, 1 to 12, in which quarters begin to count.
    public var fiscalStart: Int?
    public var dateOrder: DateOrderWord?
    /// The caller's address.
    public var me: String?
    public var scope: ScopeWord?
    public var isStrict = false
    public var offsets = OffsetUnit.utf8

    public enum DateOrderWord: String, Sendable, CaseIterable {
        case mdy, dmy
    }

    public enum ScopeWord: String, Sendable, CaseIterable {
        case message, thread, box
    }

    public init() {}

    init(_ keys: inout RequestKeys) throws(Problem) {
        now = try keys.string("now")
        timeZone = try keys.string("tz")
        weekStart = try keys.string("week_start")
        fiscalStart = try keys.int("fiscal_start", in: 1...12)
        dateOrder = try keys.choice("date_order")
        me = try keys.string("me")
        scope = try keys.choice("scope")
        isStrict = try keys.bool("strict", default: false)
        offsets = try keys.choice("offsets") ?? .utf8
    }

    func write(to writer: inout JSONWriter) {
        writer.member("now", now)
        writer.member("tz", timeZone)
        writer.member("week_start", weekStart)
        writer.member("fiscal_start", fiscalStart)
        writer.member("date_order", dateOrder?.rawValue)
        writer.member("me", me)
        writer.member("scope", scope?.rawValue)
        if isStrict { writer.member("strict", true) }
        if offsets != .utf8 { writer.member("offsets", offsets.rawValue) }
    }
}
