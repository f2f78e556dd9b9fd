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

    fileprivate func remove(_ channel: any Channel) {
        channels.withLock { $0[ObjectIdentifier(channel)] = nil }
    }

    var all: [any Channel] { channels.withLock { Array($0.values) } }
}

/// Gives a connection's place free before it is closed: a caller that sees the end may come back at once.
final class PlaceKeeper: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    private let connections: ConnectionRegistry

    init(_ connections: ConnectionRegistry) { self.connections = connections }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .all { connections.remove(context.channel) }
        context.close(mode: mode, promise: promise)
    }
}
