// Owns: the service's life: lock and open the index, listen, answer, stop cleanly.

import Engine
import Logging
import NIOCore
import NIOPosix
import Schema
import ServiceLifecycle
import Wire

/// The service. Run it in a `ServiceGroup`, which turns signals into a graceful stop.
public struct SearchServer: Service {
    private let backend: any Backend
    private let configuration: ServerConfiguration
    private let log: Logger
    private let context: ServiceContext
    private let onListening: @Sendable () -> Void

    /// - Parameters:
    ///   - backend: the index, open; the service closes it when it stops.
    ///   - run: a number that tells this run's cursors from those of earlier ones.
    ///   - now: the clock of requests that name none.
    ///   - onListening: called once clients can connect.
    public init(
        backend: any Backend, configuration: ServerConfiguration, log: Logger,
        run: UInt64 = .random(in: 1 ... .max), now: @escaping @Sendable () -> Timestamp,
        onListening: @escaping @Sendable () -> Void = {}
    ) {
        self.backend = backend
        self.configuration = configuration
        self.log = log
        self.onListening = onListening
        context = ServiceContext(backend: backend, configuration: configuration, run: run, now: now)
    }

    /// Serves until a graceful shutdown or until its task is cancelled.
    ///
    /// - Throws: ``SocketFileError`` when it cannot listen, and what closing the index throws.
    public func run() async throws {
        let socket = SocketFile(path: configuration.socketPath, mode: configuration.socketMode)
        let dispatcher = Dispatcher(context, log: log)
        let connections = ConnectionRegistry()
        do {
            try await socket.prepare()
            let listener = try await socket.bind(bootstrap(socket, dispatcher, connections))
            log.info("listening", metadata: ["socket": "\(configuration.socketPath)"])
            onListening()
            try await waitForEnd(listener)
            log.info("stopping", metadata: ["requests": "\(dispatcher.requestsUnderWay)"])
            await finish(dispatcher, connections)
            socket.remove()
        } catch {
            try? await dispatcher.stop()
            try? backend.close()
            throw error
        }
        try await dispatcher.stop()
        try backend.close()
        log.info("stopped")
    }

    private func bootstrap(
        _ socket: SocketFile, _ dispatcher: Dispatcher, _ connections: ConnectionRegistry
    ) -> ServerBootstrap {
        let configuration = configuration
        return ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptPause())
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 256 << 10, high: 4 << 20))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let problem = Self.admit(channel, socket, configuration.limits, connections) {
                        return Self.refuse(channel, problem)
                    }
                    try channel.pipeline.syncOperations.addHandlers([
                        PlaceKeeper(connections), ConnectionHandler(dispatcher, configuration.limits),
                    ])
                }
            }
    }

    /// Whether a connection may stay; if not, why.
    private static func admit(
        _ channel: any Channel, _ socket: SocketFile, _ limits: ServerConfiguration.Limits,
        _ connections: ConnectionRegistry
    ) -> Problem? {
        if let peer = PeerCredentials.of(channel), !peer.mayUse(mode: socket.mode, group: socket.group) {
            let mode = String(socket.mode, radix: 8)
            return Problem(
                .forbidden,
                "user \(peer.user) may not use this service, whose socket has mode \(mode); ask its operator")
        }
        guard connections.add(channel, limit: limits.connections) else {
            return Problem(.tooBusy, "\(limits.connections) connections are open; try again later")
        }
        return nil
    }

    private static func refuse(_ channel: any Channel, _ problem: Problem) {
        let line = LineCodec.answer(.failure(problem), id: nil, microseconds: 0)
        channel.writeAndFlush(ByteBuffer(bytes: line)).whenComplete { _ in channel.close(promise: nil) }
    }

    /// Waits for a graceful shutdown, or the listener's own end, then stops accepting.
    private func waitForEnd(_ listener: any Channel) async throws {
        try await withGracefulShutdownHandler {
            try await withTaskCancellationHandler {
                try await listener.closeFuture.get()
            } onCancel: {
                listener.close(promise: nil)
            }
        } onGracefulShutdown: {
            listener.close(promise: nil)
        }
    }

    /// Answers what was begun, within the grace, and ends the connections.
    private func finish(_ dispatcher: Dispatcher, _ connections: ConnectionRegistry) async {
        dispatcher.refuseNew()
        let open = connections.all
        for channel in open { channel.pipeline.fireUserInboundEventTriggered(ServiceStopping()) }
        let grace = Int64(configuration.limits.graceSeconds)
        let ended = EventLoopFuture.andAllComplete(
            open.map(\.closeFuture), on: MultiThreadedEventLoopGroup.singleton.next())
        let deadline = MultiThreadedEventLoopGroup.singleton.next().scheduleTask(in: .seconds(grace)) {
            for channel in open { channel.close(promise: nil) }
        }
        try? await ended.get()
        deadline.cancel()
    }
}
