// Owns: commands run as a person runs them: by a shell, in a folder, into files or on a terminal.

import Glibc
import Testing

/// Runs commands with the built `boxfish` on the path and nothing else of the surroundings.
struct Shell {
    /// What a command came to.
    struct Outcome {
        var output: String
        /// Empty on a terminal, where both streams are one.
        var errors: String
        var code: Int32
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String

        init(_ doing: String) { description = "\(doing): \(String(cString: strerror(errno)))" }
    }

    /// Columns and rows of the terminal.
    static let columns: UInt16 = 80
    static let rows: UInt16 = 24

    /// Seconds after which a command is ended, with code 124.
    private static let limit = 120

    let folder: String

    /// The folder of `boxfish`: that of the test binary, for products lie side by side, unless `BOXFISH_PRODUCTS` names
    /// another, such as the release's.
    static let products: String = {
        if let named = getenv("BOXFISH_PRODUCTS") { return String(cString: named) }
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = max(0, readlink("/proc/self/exe", &buffer, buffer.count))
        let path = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }()

    private var environment: [String] {
        [
            "PATH=\(Self.products):/usr/local/bin:/usr/bin:/bin", "HOME=\(folder)", "TMPDIR=\(folder)", "TZ=UTC",
            "LC_ALL=C.UTF-8", "TERM=xterm", "PAGER=cat",
            // What a program built with a sanitizer is told, if it is one.
        ] + (getenv("ASAN_OPTIONS").map { ["ASAN_OPTIONS=" + String(cString: $0)] } ?? [])
    }

    /// Runs a command with its streams in files.
    func run(_ command: String) throws -> Outcome {
        let paths = [folder + "/.stdout", folder + "/.stderr"]
        let code = try spawn(command) { actions in
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            for (descriptor, path) in zip([1, 2] as [Int32], paths) {
                posix_spawn_file_actions_addopen(&actions, descriptor, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
            }
        } whileRunning: {
        }
        defer { paths.forEach { unlink($0) } }
        return Outcome(output: try Self.text(paths[0]), errors: try Self.text(paths[1]), code: code)
    }

    /// Runs a command on a terminal of its own.
    func runOnTerminal(_ command: String) throws -> Outcome {
        let (terminal, end) = try Self.openTerminal()
        defer { close(terminal) }
        var bytes: [UInt8] = []
        let code = try spawn(command) { actions in
            for descriptor: Int32 in 0...2 { posix_spawn_file_actions_adddup2(&actions, end, descriptor) }
        } whileRunning: {
            close(end)
            // The terminal ends (EIO) with the last process that has it open.
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while true {
                let got = read(terminal, &buffer, buffer.count)
                if got > 0 { bytes += buffer[..<got] } else if got == 0 || errno != EINTR { break }
            }
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        return Outcome(output: lines.joined(separator: "\n"), errors: "", code: code)
    }

    /// Opens a new terminal: our side and the command's (pty(7), with what posix_openpt does spelt out, so that no other
    /// command that is started meanwhile inherits either).
    private static func openTerminal() throws -> (terminal: Int32, end: Int32) {
        let unlock: UInt = 0x4004_5431  // TIOCSPTLCK
        let number: UInt = 0x8004_5430  // TIOCGPTN
        let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var locked: Int32 = 0
        var index: Int32 = 0
        guard terminal >= 0, ioctl(terminal, unlock, &locked) == 0, ioctl(terminal, number, &index) == 0 else {
            throw Failure("open a terminal")
        }
        let end = open("/dev/pts/\(index)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard end >= 0, ioctl(end, UInt(TIOCSWINSZ), &size) == 0 else { throw Failure("open a terminal's end") }
        return (terminal, end)
    }

    /// Runs `sh -c` and waits for it. Ended by a signal, its code is what a shell makes of that.
    private func spawn(
        _ command: String, _ redirect: (inout posix_spawn_file_actions_t) -> Void, whileRunning: () -> Void
    ) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        redirect(&actions)
        let words = ["env", "-C", folder, "timeout", "--foreground", String(Self.limit), "sh", "-c", command]
        var process: pid_t = 0
        let status = Self.withCStrings(words) { arguments in
            Self.withCStrings(environment) { posix_spawn(&process, "/usr/bin/env", &actions, nil, arguments, $0) }
        }
        guard status == 0 else {
            errno = status
            throw Failure("run \(command)")
        }
        whileRunning()
        var ended: Int32 = 0
        while waitpid(process, &ended, 0) < 0 { guard errno == EINTR else { throw Failure("wait for \(command)") } }
        let signal = ended & 0x7F
        return signal == 0 ? (ended >> 8) & 0xFF : 128 + signal
    }

    /// Lifetime: the pointers are the body's only.
    private static func withCStrings<R>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        var pointers = strings.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { fatalError("an array with a nil in it has an address") }
            return body(base)
        }
    }

    /// A file's text.
    static func text(_ path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw Failure("open \(path)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let got = fread(&buffer, 1, buffer.count, file)
            guard got > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<got]
        }
    }

    static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else { throw Failure("write \(path)") }
        defer { fclose(file) }
        let bytes = Array(text.utf8)
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Failure("write \(path)") }
    }
}
