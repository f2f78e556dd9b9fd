// Owns: a socket without a client: bytes as they are sent, lines as they come.

import Foundation
import Glibc
import Wire

/// A connection to a service's socket by the system's own calls, on a thread of its own.
public final class RawConnection: @unchecked Sendable {
    /// Why a call failed.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String

        init(_ operation: String) { description = "\(operation): \(String(cString: strerror(errno)))" }
    }

    /// After so many seconds without an answer a test fails instead of hanging.
    private static let patience = 600

    private let descriptor: Int32
    // Read and written on the queue only.
    private let reading = DispatchQueue(label: "raw connection, reading")
    private let writing = DispatchQueue(label: "raw connection, writing")
    private var buffer: [UInt8] = []
    private var isAtEnd = false

    public init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure("socket") }
        var wait = timeval(tv_sec: Self.patience, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            let failure = Failure("connect to \(path)")
            Glibc.close(descriptor)
            throw failure
        }
    }

    deinit { Glibc.close(descriptor) }

    private func on<R: Sendable>(_ queue: DispatchQueue, _ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }

    // MARK: Writing

    /// Sends bytes, all of them.
    public func send(_ bytes: [UInt8]) async throws {
        try await on(writing) { [self] in
            var sent = 0
            while sent < bytes.count {
                let count = bytes.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
                }
                if count > 0 { sent += count } else if errno != EINTR { throw Failure("send") }
            }
        }
    }

    public func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Sends a line.
    public func sendLine(_ text: String) async throws { try await send(text + "\n") }

    /// Says that nothing more will be sent.
    public func shutdownWriting() async throws {
        try await on(writing) { [self] in
            guard shutdown(descriptor, Int32(SHUT_WR)) == 0 else { throw Failure("shutdown") }
        }
    }

    // MARK: Reading

    /// The next line without its newline; `nil` at the end.
    public func nextLine() async throws -> [UInt8]? {
        try await on(reading) { [self] in
            while true {
                if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                    let line = Array(buffer[..<end])
                    buffer.removeFirst(end + 1)
                    return line
                }
                guard try fill() else { return nil }
            }
        }
    }

    private func fill() throws -> Bool {
        guard !isAtEnd else { return false }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count < 0, errno == EINTR { return true }
        // A service that closes while something is unread of it resets the connection: that is an end too.
        if count < 0, errno == ECONNRESET {
            isAtEnd = true
            return false
        }
        guard count >= 0 else { throw Failure("receive") }
        isAtEnd = count == 0
        buffer += chunk[..<count]
        return count > 0
    }

    /// The next answer; `nil` at the end.
    public func next() async throws -> JSONValue? { try await nextLine().map { try JSONValue(parsing: $0) } }

    /// The next answer, which must come.
    public func answer() async throws -> JSONValue {
        try JSONValue(parsing: try await answerLine(), maximumDepth: JSONValue.maximumAnswerDepth)
    }

    /// The line of the next answer, which must come.
    public func answerLine() async throws -> [UInt8] {
        guard let line = try await nextLine() else { throw Ended() }
        return line
    }

    /// The service closed the connection where an answer was expected.
    public struct Ended: Error {}

    /// All answers until the end.
    public func rest() async throws -> [JSONValue] {
        var values: [JSONValue] = []
        while let value = try await next() { values.append(value) }
        return values
    }

    /// Sends a line and returns the next answer.
    public func ask(_ text: String) async throws -> JSONValue {
        try await sendLine(text)
        return try await answer()
    }
}
