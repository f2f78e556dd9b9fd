// Owns: the connections of a load and the loop that serves them.

import Glibc
import Wire

/// Connections, each with one request under way.
struct Callers {
    private struct Caller {
        var line = 0
        var sentAt = 0
        var isAnswerBegun = false
    }

    /// How the answer to a request without an id begins when all is well.
    private static let success = Array(#"{"ok":true"#.utf8)

    private let lines: [[UInt8]]
    private var sockets: [pollfd]
    private var callers: [Caller]
    private var nextLine = 0
    private var chunk = [UInt8](repeating: 0, count: 1 << 18)
    /// Microseconds of the answers to each line.
    private var times: [[Float]]
    private var bytes = 0

    init(path: String, count: Int, lines: [[UInt8]]) {
        self.lines = lines
        sockets = (0..<count).map { _ in pollfd(fd: Self.connected(to: path), events: Int16(POLLIN), revents: 0) }
        callers = Array(repeating: Caller(), count: count)
        times = Array(repeating: [], count: lines.count)
    }

    /// Sends and receives for so long; what is under way at the end is waited for.
    mutating func run(seconds: Double, pauseMilliseconds: Double) -> JSONValue {
        let began = Self.nanoseconds
        let end = began + Int(seconds * 1e9)
        let pause = useconds_t(pauseMilliseconds * 1_000)
        for caller in callers.indices { send(caller) }
        var open = callers.count
        while open > 0 {
            poll(&sockets, nfds_t(sockets.count), -1)
            for caller in sockets.indices where sockets[caller].revents != 0 {
                guard isAnswered(caller) else { continue }
                if Self.nanoseconds < end {
                    if pause > 0 { usleep(pause) }
                    send(caller)
                } else {
                    close(sockets[caller].fd)
                    // The kernel passes over it.
                    sockets[caller].fd = -1
                    open -= 1
                }
            }
        }
        return summary(seconds: Double(Self.nanoseconds - began) / 1e9)
    }

    private mutating func send(_ caller: Int) {
        callers[caller].line = nextLine
        nextLine = (nextLine + 1) % lines.count
        callers[caller].sentAt = Self.nanoseconds
        let line = lines[callers[caller].line]
        guard Glibc.send(sockets[caller].fd, line, line.count, Int32(MSG_NOSIGNAL)) == line.count else {
            fail("a request could not be sent whole: \(Self.reason)")
        }
    }

    /// Receives what has come; whether an answer ended with it.
    private mutating func isAnswered(_ caller: Int) -> Bool {
        let count = recv(sockets[caller].fd, &chunk, chunk.count, 0)
        guard count > 0 else { fail(count == 0 ? "the service closed a connection" : Self.reason) }
        bytes += count
        if !callers[caller].isAnswerBegun, !chunk[..<count].starts(with: Self.success) {
            fail("the service answers \(String(decoding: chunk[..<count], as: UTF8.self))")
        }
        callers[caller].isAnswerBegun = chunk[count - 1] != UInt8(ascii: "\n")
        guard !callers[caller].isAnswerBegun else { return false }
        let elapsed = Self.nanoseconds - callers[caller].sentAt
        times[callers[caller].line].append(Float(elapsed) / 1_000)
        return true
    }

    private func summary(seconds: Double) -> JSONValue {
        let all = times.joined().sorted()
        func quantile(_ part: Double) -> JSONValue {
            .double(Double(all[min(all.count - 1, Int(Double(all.count) * part))]))
        }
        let medians = times.filter { !$0.isEmpty }.map { JSONValue.double(Double($0.sorted()[$0.count / 2])) }
        return .object([
            .init("answers", .integer(Int64(all.count))), .init("seconds", .double(seconds)),
            .init("bytes", .integer(Int64(bytes))), .init("p50_us", quantile(0.5)), .init("p99_us", quantile(0.99)),
            .init("max_us", quantile(1)), .init("by_line_us", .array(medians)),
        ])
    }

    private static var nanoseconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    private static var reason: String { String(cString: strerror(errno)) }

    private static func connected(to path: String) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { fail("\(path) takes no connection: \(reason)") }
        return descriptor
    }
}
