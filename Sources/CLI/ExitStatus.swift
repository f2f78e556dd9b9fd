// Owns: exit codes (sysexits.h where it has one).

import ArgumentParser

enum ExitStatus: Int32, CaseIterable {
    case found = 0
    case nothingFound = 1
    case failed = 2
    case usage = 64
    case unreadable = 65
    case unreachable = 69
    case tryAgain = 75
    /// Never returned: the signal is raised again, which a shell shows as this.
    case interrupted = 130

    var code: ExitCode { ExitCode(rawValue) }

    var meaning: String {
        switch self {
        case .found: "something found, or done"
        case .nothingFound: "nothing found"
        case .failed: "the query or the run failed"
        case .usage: "wrong options"
        case .unreadable: "index or snapshot unreadable"
        case .unreachable: "service not reachable"
        case .tryAgain: "busy, locked or timed out: try again"
        case .interrupted: "interrupted"
        }
    }

    static let oneLine = allCases.map { "\($0.rawValue) \($0.meaning)" }.joined(separator: "; ") + "."

    static let table = allCases.map { status in
        let number = String(status.rawValue)
        return number + String(repeating: " ", count: 5 - number.count) + status.meaning + "\n"
    }.joined()
}
