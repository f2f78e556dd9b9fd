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

    /// Writes text as it is. A reader that has gone ends the program quietly, as it does every filter.
    func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var done = 0
            while done < bytes.count {
                let wrote = Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
                if wrote >= 0 { done += wrote } else if errno == EPIPE { exit(0) } else if errno != EINTR { return }
            }
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
