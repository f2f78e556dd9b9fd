// Owns: who is at the other end of a Unix socket, as the kernel says, and whether that is someone who may use the service.

import Glibc
import NIOCore

/// Who connected (unix(7), SO_PEERCRED and SO_PEERGROUPS): as they were when they did.
struct PeerCredentials: Hashable, Sendable {
    var user: UInt32
    /// The process's own group and its supplementary ones.
    var groups: Set<UInt32>

    /// Whether this peer may use a service: root, whoever runs it, and those whom the socket's mode lets write, which is what
    /// connecting takes. The kernel has asked as much of the file's mode; this holds to the mode that the operator gave.
    ///
    /// - Parameter group: the socket's; `nil` when it is not known.
    func mayUse(mode: UInt16, group: UInt32?) -> Bool {
        guard user != 0, user != geteuid() else { return true }
        let isMember = group.map(groups.contains) ?? false
        return mode & (isMember ? 0o020 : 0o002) != 0
    }

    /// Asks the kernel, on the channel's event loop. `nil` where it does not tell; then the socket's permissions alone decide.
    static func of(_ channel: any Channel) -> PeerCredentials? {
        let peer = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
            PeerCredentials(socket: $0)
        }
        return peer ?? nil
    }

    init(user: UInt32, groups: Set<UInt32>) {
        self.user = user
        self.groups = groups
    }

    /// The kernel's `struct ucred`.
    private struct Credentials {
        var process: Int32 = 0
        var user: UInt32 = .max
        var group: UInt32 = .max
    }

    /// - Parameter socket: a connected one's descriptor.
    init?(socket: CInt) {
        var credentials = Credentials()
        var length = socklen_t(MemoryLayout<Credentials>.size)
        guard getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0 else { return nil }
        user = credentials.user
        groups = Set(Self.supplementaryGroups(socket) + [credentials.group])
    }

    /// None where the kernel is older than the question (Linux 4.13).
    private static func supplementaryGroups(_ socket: CInt) -> [UInt32] {
        var groups = [UInt32](repeating: 0, count: 32)
        while true {
            var length = socklen_t(groups.count * MemoryLayout<UInt32>.size)
            let result = getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, &groups, &length)
            let count = Int(length) / MemoryLayout<UInt32>.size
            if result == 0 { return Array(groups.prefix(count)) }
            // Too few places: the length is now what all of them take.
            guard errno == ERANGE, count > groups.count else { return [] }
            groups = [UInt32](repeating: 0, count: count)
        }
    }
}
