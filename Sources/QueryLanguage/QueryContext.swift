// Owns: what a query means besides its text: the clock, the calendar, the caller, the team's own fields.

import Foundation
import Schema

/// A day of the week.
public enum Weekday: Int, Sendable, CaseIterable {
    case sunday = 0
    case monday, tuesday, wednesday, thursday, friday, saturday
}

/// How a date written with slashes and its year last is read.
public enum DateOrder: Sendable {
    /// 10/09/2012 is 9 October.
    case monthDay
    /// 10/09/2012 is 10 September.
    case dayMonth
}

/// What a query means besides its text (QUERY.md section 6). The parser reads no clock and no locale of its own.
public struct QueryContext: Sendable {
    /// The instant that relative dates count from.
    public var now: Timestamp
    /// An IANA name such as `Europe/Berlin`; an unknown one counts as UTC (see ``isKnown(timeZone:)``).
    public var timeZone: String
    public var weekStart: Weekday
    /// The month, 1 to 12, in which quarters begin to count.
    public var fiscalStart: Int
    public var dateOrder: DateOrder
    /// The caller's address: what `me` stands for.
    public var me: String?
    /// What the conditions must hold of together; `nil` for QUERY.md's default.
    public var scope: ClauseScope?
    /// Whether every repair is an error.
    public var isStrict: Bool
    public var customFields: CustomFields

    public init(
        now: Timestamp, timeZone: String = "UTC", weekStart: Weekday = .sunday, fiscalStart: Int = 1,
        dateOrder: DateOrder = .monthDay, me: String? = nil, scope: ClauseScope? = nil, isStrict: Bool = false,
        customFields: CustomFields = CustomFields([:])
    ) {
        self.now = now
        self.timeZone = timeZone
        self.weekStart = weekStart
        self.fiscalStart = min(max(fiscalStart, 1), 12)
        self.dateOrder = dateOrder
        self.me = me
        self.scope = scope
        self.isStrict = isStrict
        self.customFields = customFields
    }

    /// Whether there is a zone of this name.
    public static func isKnown(timeZone: String) -> Bool { TimeZone(identifier: timeZone) != nil }
}

/// A team's own fields, found by name in any case, with blanks, `-` and `_` equal. Build it once a team: O(fields).
public struct CustomFields: Sendable, ExpressibleByDictionaryLiteral {
    struct Entry: Sendable {
        var name: String
        var kind: FieldKind
    }

    private(set) var entries: [String: Entry] = [:]
    /// The names that have blanks, by their first word.
    private(set) var spaced: [String: [String]] = [:]

    public init(_ kinds: [String: FieldKind]) {
        // Sorted, so that of two names that compare equal the same one always wins.
        for (name, kind) in kinds.sorted(by: { $0.key < $1.key }) {
            let key = OperatorNames.comparable(name)
            guard !key.isEmpty, entries[key] == nil else { continue }
            entries[key] = Entry(name: name, kind: kind)
            guard let blank = key.firstIndex(of: "-"), blank != key.startIndex else { continue }
            spaced[String(key[..<blank]), default: []].append(key)
        }
        // The longest name first: `close date end` is not `close date` and a word.
        for first in spaced.keys { spaced[first]?.sort { $0.count > $1.count } }
    }

    public init(dictionaryLiteral elements: (String, FieldKind)...) {
        self.init(Dictionary(elements, uniquingKeysWith: { first, _ in first }))
    }

    /// The names as the team wrote them, sorted.
    public var names: [String] { entries.values.map(\.name).sorted() }

    var isEmpty: Bool { entries.isEmpty }

    subscript(comparable key: String) -> Entry? { entries[key] }
}
