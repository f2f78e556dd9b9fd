// Owns: where output goes and what that place can show.

import Glibc

/// A standard stream.
struct Terminal: Sendable {
    static let standardOutput = Terminal(descriptor: 1)
    static let standardError = Terminal(descriptor: 2)

    /// Processors that may be used.
    static let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    var isTerminal: Bool { isatty(descriptor) == 1 }

    private var size: winsize? {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 ? size : nil
    }

    /// Columns; in a pipe what `COLUMNS` says; 80 where it is not known.
    var width: Int {
        if let size, size.ws_col > 0 { return Int(size.ws_col) }
        return environment("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? 80
    }

    /// Rows; `nil` where it is not known.
    var height: Int? { size.flatMap { $0.ws_row > 0 ? Int($0.ws_row) : nil } }

    /// Sees to it that the standard streams are there, before any file is opened: one that its caller closed would
    /// otherwise be the next file's. What is written to standard output then fails, as it should.
    static func reserveStreams() {
        for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", descriptor == standardError.descriptor ? O_WRONLY : O_RDONLY)
        }
    }

    /// Writes text as it is. A reader that has gone ends the program quietly, as it does every filter; whatever else
    /// keeps results from standard output ends it as a failure.
    func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var done = 0
            while done < bytes.count {
                let wrote = Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
                if wrote >= 0 { done += wrote } else { guard isToBeTriedAgain(errno) else { return } }
            }
        }
    }

    /// After a failed write: waits until another can be tried. Otherwise, of standard output, ends the program; of
    /// standard error, says no, for there is nowhere to tell it.
    private func isToBeTriedAgain(_ code: Int32) -> Bool {
        switch code {
        case EINTR: return true
        case EAGAIN:
            var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            return poll(&waiting, 1, -1) >= 0 || errno == EINTR
        case EPIPE: exit(ExitStatus.found.rawValue)
        default:
            guard descriptor == Self.standardOutput.descriptor else { return false }
            let reason = strerror(code).map { String(cString: $0) } ?? "error \(code)"
            Self.standardError.line("boxfish: cannot write to standard output: \(reason)")
            exit(ExitStatus.failed.rawValue)
        }
    }

    func line(_ text: String) { write(text + "\n") }
}

/// An environment variable, unless it is empty.
func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
}
