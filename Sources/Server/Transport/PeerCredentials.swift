// Owns: who is at the other end of a Unix socket, as the kernel says.

import Glibc
import NIOCore

/// The kernel's `struct ucred` (unix(7), SO_PEERCRED).
struct PeerCredentials: Sendable {
    var process: Int32 = 0
    var user: UInt32 = .max
    var group: UInt32 = .max

    /// Whether this user may use a service: root, whoever runs it, and those it allows.
    func isAllowed(_ allowed: Set<UInt32>) -> Bool {
        user == 0 || user == geteuid() || allowed.contains(user)
    }

    /// Asks the kernel. `nil` where it does not tell; then the socket's permissions alone decide.
    static func of(_ channel: any Channel) -> EventLoopFuture<PeerCredentials?> {
        guard let provider = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeSucceededFuture(nil)
        }
        let option: EventLoopFuture<PeerCredentials> = provider.unsafeGetSocketOption(
            level: .socket, name: .init(rawValue: SO_PEERCRED))
        return option.map(Optional.some).recover { _ in nil }
    }
}
