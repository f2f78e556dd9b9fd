// Owns: the difference between a zone's clocks and UTC. The data are ICU's, through Foundation.

import Foundation
import Schema
import Synchronization

/// A time zone: which instant a clock reading is, and back. Any thread may use it.
final class ZoneRules: Sendable {
    private let zone: TimeZone

    private init(_ zone: TimeZone) { self.zone = zone }

    private static let known = Mutex<[String: ZoneRules]>([:])

    /// The zone of an IANA name; UTC for one that is unknown. Names are kept, at most a thousand.
    static func named(_ name: String) -> ZoneRules {
        known.withLock { known in
            if let rules = known[name] { return rules }
            let rules = ZoneRules(TimeZone(identifier: name) ?? .gmt)
            if known.count < 1_000 { known[name] = rules }
            return rules
        }
    }

    /// Seconds that clocks are ahead of UTC at an instant in seconds since 1970.
    func offset(at seconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }

    /// How a clock reading that no instant has is taken.
    enum Gap {
        /// The instant of the change: what a day or hour that begins in the gap begins with.
        case end
        /// As much later as the clocks were put forward.
        case later
    }

    /// The first instant at which clocks show a reading, given in seconds since 1970 as if it were UTC.
    ///
    /// Offsets lie within a day of UTC, so one change at most matters: that between the two ends of the window below.
    /// A reading that comes twice is its first; see ``Gap`` for one that never comes.
    func instant(_ reading: Int64, gap: Gap) -> Int64 {
        let window: Int64 = 57_600
        var low = reading - window
        var high = reading + window
        let before = offset(at: low)
        let after = offset(at: high)
        guard before != after else { return reading - before }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offset(at: middle) == before { low = middle } else { high = middle }
        }
        if reading < high + before { return reading - before }
        if reading >= high + after { return reading - after }
        return gap == .end ? high : reading - before
    }
}
