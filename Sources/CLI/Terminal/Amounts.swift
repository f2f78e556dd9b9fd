// Owns: counts, sizes, durations and dates in the words people read.

import Schema
import Wire

enum Amounts {
    /// `1 box`, `3 boxes`, `12,345 threads`.
    static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(grouped(number)) \(number == 1 ? one : many)"
    }

    /// `1 box · 3 threads · 12 matches`, with `at least` before it where that is all that is known.
    static func counts(_ total: Search.Total) -> String {
        let parts = [
            count(total.boxes, "box", "boxes"), count(total.threads, "thread", "threads"),
            count(total.items, "match", "matches"),
        ]
        return (total.isExact ? "" : "at least ") + parts.joined(separator: " · ")
    }

    /// Digits in groups of three.
    static func grouped(_ number: Int) -> String {
        var result = ""
        for (index, digit) in String(number).reversed().enumerated() {
            if index > 0, index % 3 == 0, digit != "-" { result.append(",") }
            result.append(digit)
        }
        return String(result.reversed())
    }

    /// Decimal units with one digit after the point: `178.5 MB`.
    static func bytes(_ count: Double) -> String {
        var value = count
        for unit in ["B", "kB", "MB", "GB"] {
            if value < 1_000 { return unit == "B" ? "\(Int(value)) B" : "\(tenths(value)) \(unit)" }
            value /= 1_000
        }
        return "\(tenths(value)) TB"
    }

    private static func tenths(_ value: Double) -> String {
        let scaled = Int((value * 10).rounded())
        return "\(scaled / 10).\(scaled % 10)"
    }

    /// `412 µs`, `5.6 ms`, `2.1 s`.
    static func duration(microseconds: Int) -> String {
        switch microseconds {
        case ..<1_000: "\(microseconds) µs"
        case ..<1_000_000: "\(tenths(Double(microseconds) / 1_000)) ms"
        default: "\(tenths(Double(microseconds) / 1_000_000)) s"
        }
    }

    /// `0:27`, `12:05`, `1:02:09`.
    static func clock(seconds: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        guard seconds >= 3_600 else { return "\(seconds / 60):\(two(seconds % 60))" }
        return "\(seconds / 3_600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }

    /// `5 min ago`, `3 d ago`, `14 May 2001`.
    static func date(_ date: Timestamp, now: Timestamp) -> String {
        let age = now.seconds - date.seconds
        switch age {
        case ..<0: break
        case ..<3_600: return "\(age / 60) min ago"
        case ..<86_400: return "\(age / 3_600) h ago"
        case ..<(14 * 86_400): return "\(age / 86_400) d ago"
        default: break
        }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let seconds = date.seconds
        let civil = Timestamp.civil(fromDays: seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
        return "\(civil.day) \(months[Int(civil.month - 1)]) \(civil.year)"
    }
}
