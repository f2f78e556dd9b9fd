// Owns: the wall clock, read in this one place and handed to whoever needs it.

import Glibc
import Schema

enum Clock {
    static let now: @Sendable () -> Timestamp = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// The user's zone: `TZ`, else the system's, else UTC.
    static var timeZone: String {
        if let zone = environment("TZ"), !zone.hasPrefix(":") { return zone }
        var buffer = [CChar](repeating: 0, count: 1_024)
        let count = readlink("/etc/localtime", &buffer, buffer.count - 1)
        guard count > 0 else { return "UTC" }
        let path = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let range = path.firstRange(of: "/zoneinfo/") else { return "UTC" }
        return String(path[range.upperBound...])
    }
}
