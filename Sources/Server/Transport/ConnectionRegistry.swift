// Owns: which connections are open.

import NIOCore
import Synchronization

/// Thread-safe.
final class ConnectionRegistry: Sendable {
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    /// Adds a connection unless there are too many.
    func add(_ channel: any Channel, limit: Int) -> Bool {
        let isAdded = channels.withLock { channels in
            guard channels.count < limit else { return false }
            channels[ObjectIdentifier(channel)] = channel
            return true
        }
        if isAdded { channel.closeFuture.whenComplete { [self] _ in remove(channel) } }
        return isAdded
    }

    private func remove(_ channel: any Channel) {
        channels.withLock { $0[ObjectIdentifier(channel)] = nil }
    }

    var all: [any Channel] { channels.withLock { Array($0.values) } }
}
