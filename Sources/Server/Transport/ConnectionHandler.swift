// Owns: one connection: bytes to requests, answers to bytes, and how much of either may wait.

import Logging
import NIOCore
import Wire

/// Lives on its connection's event loop; answers of other threads come back to it through the loop.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let dispatcher: Dispatcher
    private let limits: ServerConfiguration.Limits
    private var framer: LineFramer
    /// What was read and has not begun, since the answers before it wait to be read: no more than a socket holds.
    private var waiting: ArraySlice<LineFramer.Frame> = []
    /// Requests under way that have an id, for `cancel`, and the handles of all.
    private var named: [RequestID: RequestHandle] = [:]
    private var underWay: [ObjectIdentifier: RequestHandle] = [:]
    private var isInputClosed = false
    private var isStopping = false
    /// Whether the last answer has been written.
    private var isEnding = false
    /// Ends a connection whose line does not end, or whose answers are not read.
    private var lineTimer: Scheduled<Void>?
    private var unreadTimer: Scheduled<Void>?

    init(_ dispatcher: Dispatcher, _ limits: ServerConfiguration.Limits) {
        self.dispatcher = dispatcher
        self.limits = limits
        framer = LineFramer(maximumLine: limits.lineBytes)
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frames = unwrapInboundIn(data).withUnsafeReadableBytes { framer.append($0) }
        if waiting.isEmpty { waiting = frames[...] } else { waiting += frames }
        receiveWaiting(context)
        watchLine(context)
    }

    /// Begins what was read, as long as answers are taken: what a caller does not read waits in memory, and no more is added
    /// to much of it than its requests under way bring.
    private func receiveWaiting(_ context: ChannelHandlerContext) {
        let began = ContinuousClock.now
        while context.channel.isWritable, let frame = waiting.popFirst() {
            switch frame {
            case .line(let line): receive(RequestLine(line), began, context)
            case .tooLong:
                let problem = Problem(
                    .lineTooLong, "a line may have \(limits.lineBytes) bytes; send less at once")
                write(.failure(problem), id: nil, began, context)
            }
        }
        // An empty slice still holds its array.
        if waiting.isEmpty { waiting = [] }
    }

    func channelReadComplete(context: ChannelHandlerContext) { context.flush() }

    private func receive(_ line: RequestLine, _ began: ContinuousClock.Instant, _ context: ChannelHandlerContext) {
        let request: Request
        switch line.request {
        case .success(let read): request = read
        case .failure(let problem): return write(.failure(problem), id: line.id, began, context)
        }
        guard underWay.count < limits.requestsPerConnection || request.lane == .inline else {
            let problem = Problem(
                .tooBusy, "\(limits.requestsPerConnection) requests of this connection are under way; wait for answers")
            return write(.failure(problem), id: line.id, began, context)
        }
        let handle = RequestHandle(began: began)
        begin(handle, line.id)
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        let id = line.id
        dispatcher.dispatch(request, handle, cancelling: cancel) { result in
            let microseconds = Int((ContinuousClock.now - began) / .microseconds(1))
            let bytes = LineCodec.answer(result, id: id, microseconds: microseconds)
            guard !bound.eventLoop.inEventLoop else {
                return bound.value.handler.finish(handle, id, bytes, bound.value.context)
            }
            bound.eventLoop.execute {
                let (handler, context) = bound.value
                handler.finish(handle, id, bytes, context)
                context.flush()
            }
        }
    }

    private func begin(_ handle: RequestHandle, _ id: RequestID?) {
        underWay[ObjectIdentifier(handle)] = handle
        if let id { named[id] = handle }
    }

    private func cancel(_ id: RequestID) -> Bool {
        guard let handle = named[id] else { return false }
        handle.cancel()
        return true
    }

    // MARK: Answers

    private func finish(
        _ handle: RequestHandle, _ id: RequestID?, _ bytes: [UInt8], _ context: ChannelHandlerContext
    ) {
        underWay[ObjectIdentifier(handle)] = nil
        if let id, named[id] === handle { named[id] = nil }
        context.write(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
        closeIfDone(context)
    }

    private func write(
        _ result: Result<any OperationAnswer, Problem>, id: RequestID?, _ began: ContinuousClock.Instant,
        _ context: ChannelHandlerContext
    ) {
        let microseconds = Int((ContinuousClock.now - began) / .microseconds(1))
        let bytes = LineCodec.answer(result, id: id, microseconds: microseconds)
        context.write(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
    }

    /// After the caller's last line, or when the service stops, the connection ends with its last answer.
    private func closeIfDone(_ context: ChannelHandlerContext) {
        guard isInputClosed || isStopping, underWay.isEmpty, waiting.isEmpty, !isEnding else { return }
        isEnding = true
        // A close drops what the socket has not taken yet, so it waits for the writes before it.
        let channel = context.channel
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in channel.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
        if unreadTimer == nil { unreadTimer = closeTimer(context) }
    }

    // MARK: Back-pressure and ends

    /// A line that has begun must end in time, whatever trickles in. While nothing is read its time does not run.
    private func watchLine(_ context: ChannelHandlerContext) {
        guard framer.hasPartialLine, context.channel.isWritable else {
            lineTimer?.cancel()
            lineTimer = nil
            return
        }
        guard lineTimer == nil else { return }
        lineTimer = closeTimer(context)
    }

    private func closeTimer(_ context: ChannelHandlerContext) -> Scheduled<Void> {
        let channel = context.channel
        return context.eventLoop.scheduleTask(in: .seconds(Int64(limits.stallSeconds))) {
            channel.close(promise: nil)
        }
    }

    /// A client that does not read its answers is not read from, and dropped if it goes on.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            unreadTimer?.cancel()
            unreadTimer = isEnding ? closeTimer(context) : nil
            receiveWaiting(context)
            context.flush()
            closeIfDone(context)
        } else if unreadTimer == nil {
            unreadTimer = closeTimer(context)
        }
        // What waited may have filled it again.
        let isWritable = context.channel.isWritable
        watchLine(context)
        context.channel.setOption(.autoRead, value: isWritable).whenFailure { _ in }
        if isWritable { context.read() }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            isInputClosed = true
            closeIfDone(context)
        } else if event is ServiceStopping {
            isStopping = true
            closeIfDone(context)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// Nobody waits for what was asked here any more.
    func channelInactive(context: ChannelHandlerContext) {
        for handle in underWay.values { handle.cancel() }
        waiting = []
        lineTimer?.cancel()
        unreadTimer?.cancel()
        context.fireChannelInactive()
    }

    /// A reset or a broken pipe is a client that left.
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// Tells a connection to end with its last answer.
struct ServiceStopping: Sendable {}
