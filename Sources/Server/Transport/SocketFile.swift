// Owns: the socket's place in the file system: who may see it, and what may be there before us.

import Glibc
import NIOCore
import NIOPosix

/// Why a service cannot listen where it was told to.
public struct SocketFileError: Error, Sendable, CustomStringConvertible {
    public var description: String
    /// Another service listens there already.
    public var isInUse = false
}

/// The path of a socket.
struct SocketFile: Sendable {
    let path: String
    /// Permission bits.
    let mode: UInt16

    /// Makes the path free to bind: a socket that nobody listens on is removed; anything else is left alone.
    func prepare() async throws(SocketFileError) {
        try checkFolder()
        var status = stat()
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT else { throw failure("look at") }
            return
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw SocketFileError(
                description: "\(path) is there and is no socket; it is not removed; give another path")
        }
        if await isAnswered() {
            throw SocketFileError(
                description: "another service listens at \(path); stop it, or give another path", isInUse: true)
        }
        guard unlink(path) == 0 || errno == ENOENT else { throw failure("remove the stale") }
    }

    /// In a folder that anyone may write to, anyone could put another socket in our place, unless the sticky bit forbids.
    private func checkFolder() throws(SocketFileError) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        var status = stat()
        guard stat(folder.isEmpty ? "/" : folder, &status) == 0 else {
            throw SocketFileError(
                description: "the folder of \(path) cannot be opened: \(Self.reason()); make it first")
        }
        let isOpenToAll = status.st_mode & S_IWOTH != 0 && status.st_mode & S_ISVTX == 0
        guard !isOpenToAll else {
            throw SocketFileError(
                description: "the folder of \(path) may be written by everyone; remove that permission (chmod o-w)")
        }
    }

    private func failure(_ verb: String) -> SocketFileError {
        SocketFileError(description: "cannot \(verb) socket \(path): \(Self.reason())")
    }

    private static func reason() -> String { strerror(errno).map { String(cString: $0) } ?? "error \(errno)" }

    private func isAnswered() async -> Bool {
        do {
            let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connect(unixDomainSocketPath: path).get()
            try? await channel.close()
            return true
        } catch { return false }
    }

    /// Binds with the socket's permissions from its first moment on.
    func bind(_ bootstrap: ServerBootstrap) async throws -> any Channel {
        // The mask is the process's; nothing else makes files while a service starts.
        let previous = umask(mode_t(~mode & 0o777))
        defer { umask(previous) }
        return try await bootstrap.bind(unixDomainSocketPath: path).get()
    }

    func remove() { unlink(path) }
}
