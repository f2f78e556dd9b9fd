// Owns: the real program in a process of its own, to be killed.

import Foundation
import Glibc

/// The built `boxfish`, started by a test. Signals may be sent from any thread.
final class ServiceProcess: @unchecked Sendable {
    /// Why it could not be used.
    struct Failure: Error, CustomStringConvertible { let description: String }

    /// What a process is to stand; its own process number is that of the program in any case.
    enum Condition {
        case none
        /// It may have so many files open.
        case descriptors(Int)
        /// SIGKILL at the n-th of some system calls, counted by thread.
        case killedAt(SystemCall, Int)

        fileprivate var prefix: [String] {
            switch self {
            case .none: []
            case .descriptors(let count): ["/bin/sh", "-c", "ulimit -n \(count); exec \"$0\" \"$@\""]
            case .killedAt(let call, let count):
                SystemCall.tracer + ["-e", "trace=\(call.rawValue)"]
                    + ["-e", "inject=\(call.rawValue):signal=SIGKILL:when=\(count)"]
            }
        }
    }

    /// System calls that change or read files, as strace names them.
    enum SystemCall: String, CaseIterable {
        case sync = "/^f(data)?sync$"
        case rename = "/^rename"
        case write = "/^p?write"
        case open = "openat"
        case truncate = "ftruncate"
        case remove = "/^unlink"
        case map = "mmap"

        /// The tracer is the program's grandchild, so that signals reach the program itself.
        fileprivate static let tracer = ["/usr/bin/strace", "-D", "-f", "-qq", "-o", "/dev/null"]

        /// Whether processes may be traced here.
        static let canBeTraced: Bool = {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: tracer[0])
            process.arguments = tracer.dropFirst() + ["/bin/true"]
            process.standardError = FileHandle.nullDevice
            guard (try? process.run()) != nil else { return false }
            process.waitUntilExit()
            return process.terminationStatus == 0
        }()
    }

    private let process: Process
    private let output: Pipe

    /// The program in the folder that `BOXFISH_PRODUCTS` names, else beside the test bundle; `nil` where it was not built.
    static let program: URL? = {
        if let products = ProcessInfo.processInfo.environment["BOXFISH_PRODUCTS"] {
            let program = URL(fileURLWithPath: products).appendingPathComponent("boxfish")
            return FileManager.default.isExecutableFile(atPath: program.path) ? program : nil
        }
        // The bundle is BUILD/boxfishPackageTests.xctest, a file; the program is BUILD/boxfish.
        var candidates = ProcessInfo.processInfo.arguments + Bundle.allBundles.map(\.bundlePath)
        candidates += [try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")].compactMap { $0 }
        for candidate in candidates where candidate.contains(".xctest") {
            var folder = URL(fileURLWithPath: candidate)
            while folder.path.contains(".xctest") { folder.deleteLastPathComponent() }
            let program = folder.appendingPathComponent("boxfish")
            if FileManager.default.isExecutableFile(atPath: program.path) { return program }
        }
        return nil
    }()

    /// Starts the program with some arguments; what it says on standard error can be read.
    ///
    /// - Parameter condition: what it is to stand.
    init(_ arguments: [String], under condition: Condition = .none) throws {
        guard let program = Self.program else { throw Failure(description: "no boxfish beside the test bundle") }
        process = Process()
        output = Pipe()
        let command = condition.prefix + [program.path] + arguments
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        process.standardError = output
        process.standardOutput = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    deinit { if process.isRunning { kill() } }

    /// A service, once it listens.
    static func serving(index: String, socket: String, under condition: Condition = .none) throws -> ServiceProcess {
        let service = try ServiceProcess(
            ["serve", "--index", index, "--socket", socket, "--create"], under: condition)
        var said = Data()
        while said.range(of: Data("\"listening\"".utf8)) == nil {
            let more = service.output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Failure(description: String(decoding: said, as: UTF8.self)) }
            said += more
        }
        return service
    }

    /// SIGKILL, and waits for the end.
    func kill() {
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// SIGKILL once so many files were made, written, renamed or removed in a folder, unless it ends before.
    func kill(afterChanges count: Int, of watch: FolderWatch) {
        var left = count
        while left > 0 {
            let seen = watch.changes(orEndOf: output.fileHandleForReading.fileDescriptor)
            if seen == 0 { break }
            left -= seen
        }
        kill()
    }

    /// SIGTERM, and waits for the end. Returns the exit status.
    func stop() -> Int32 {
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Waits for it to end by itself. Returns the exit status and what it said.
    func wait() -> (status: Int32, said: String) {
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: said, as: UTF8.self))
    }
}

/// Tells of changes in a folder without waiting for a clock.
final class FolderWatch {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = inotify_init1(Int32(IN_CLOEXEC))
        let events = UInt32(IN_CREATE | IN_MODIFY | IN_MOVED_TO | IN_DELETE)
        guard descriptor >= 0, inotify_add_watch(descriptor, path, events) >= 0 else {
            throw ServiceProcess.Failure(description: "cannot watch \(path)")
        }
    }

    deinit { close(descriptor) }

    /// Waits for changes. Returns how many there were; 0 when the other end of a pipe was closed first.
    func changes(orEndOf pipe: Int32) -> Int {
        while true {
            var waiting = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: pipe, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&waiting, 2, -1) > 0 else { continue }
            var bytes = [UInt8](repeating: 0, count: 4_096)
            if waiting[0].revents & Int16(POLLIN) != 0 {
                let count = read(descriptor, &bytes, bytes.count)
                return Self.events(bytes.prefix(max(0, count)))
            }
            if waiting[1].revents != 0, read(pipe, &bytes, bytes.count) <= 0 { return 0 }
        }
    }

    /// An event is 16 bytes, the last four of which say how many bytes of name follow.
    private static func events(_ bytes: ArraySlice<UInt8>) -> Int {
        var (place, count) = (0, 0)
        while place + 16 <= bytes.count {
            let name = (0..<4).reduce(0) { $0 | Int(bytes[place + 12 + $1]) << (8 * $1) }
            place += 16 + name
            count += 1
        }
        return count
    }
}
