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

    /// The group that the file belongs to now: an operator may have given it to another. `nil` when it is gone.
    var group: UInt32? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_gid : nil
    }

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

    /// Connections that wait to be accepted, at most.
    private static let backlog: Int32 = 512

    /// Binds and listens, with the socket's permissions from its first moment on.
    func bind(_ bootstrap: ServerBootstrap) async throws -> any Channel {
        let descriptor = try listeningSocket()
        do { return try await bootstrap.withBoundSocket(descriptor).get() } catch {
            close(descriptor)
            throw error
        }
    }

    /// The process's mask is not touched, for other threads make files meanwhile: a socket's file has at most the
    /// permissions that the socket had before it was bound (unix(7)). What the mask took away is given afterwards.
    private func listeningSocket() throws(SocketFileError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { throw failure("make") }
        do throws(SocketFileError) {
            guard fchmod(descriptor, mode_t(mode)) == 0 else { throw failure("set the permissions of") }
            try withAddress { (address, length) throws(SocketFileError) in
                guard Glibc.bind(descriptor, address, length) == 0 else { throw failure("bind") }
            }
            guard chmod(path, mode_t(mode)) == 0 else { throw failure("set the permissions of") }
            guard listen(descriptor, Self.backlog) == 0 else { throw failure("listen at") }
        } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private func withAddress(
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws(SocketFileError) -> Void
    ) throws(SocketFileError) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path) - 1
        guard path.utf8.count <= room else {
            throw SocketFileError(description: "\(path) is longer than the \(room) bytes that a socket's path may have")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result: Result<Void, SocketFileError> = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                do throws(SocketFileError) {
                    return .success(try body(generic, socklen_t(MemoryLayout<sockaddr_un>.size)))
                } catch { return .failure(error) }
            }
        }
        try result.get()
    }

    func remove() { unlink(path) }
}
