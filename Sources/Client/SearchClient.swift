// Owns: calls to a service: one connection, many requests in flight, told apart by their ids.

import Glibc
import NIOCore
import NIOPosix
import Synchronization
import Wire

/// A connection to a service.
///
/// ```swift
/// let client = try await SearchClient.connect(path: "boxfish.sock")
/// let answer = try await client.call(Search(team: "acme", query: "before:yesterday name:Foo"))
/// try await client.close()
/// ```
///
/// Thread-safe: calls may be made from many tasks at once and are pipelined. A call whose task is cancelled cancels its
/// request. A connection that has ended stays ended: connect anew.
public final class SearchClient: Sendable {
    private let channel: any Channel
    private let calls: PendingCalls
    private let path: String

    private init(_ channel: any Channel, _ calls: PendingCalls, path: String) {
        self.channel = channel
        self.calls = calls
        self.path = path
    }

    /// Connects to a service's socket.
    ///
    /// - Throws: ``ClientError/unreachable(path:reason:)``.
    public static func connect(path: String) async throws(ClientError) -> SearchClient {
        let calls = PendingCalls(path: path)
        do {
            let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(AnswerHandler(calls))
                    }
                }
                .connect(unixDomainSocketPath: path).get()
            return SearchClient(channel, calls, path: path)
        } catch let error as IOError {
            throw .unreachable(path: path, reason: String(cString: strerror(error.errnoCode)))
        } catch {
            throw .unreachable(path: path, reason: "\(error)")
        }
    }

    /// An answer and how long it took.
    public struct Timed<Answer: Sendable>: Sendable {
        public var answer: Answer
        /// The service's own time.
        public var microseconds: Int

        public init(answer: Answer, microseconds: Int) {
            self.answer = answer
            self.microseconds = microseconds
        }
    }

    /// Sends a request and waits for its answer.
    public func call<R: OperationRequest>(_ request: R) async throws(ClientError) -> R.Answer {
        try await timedCall(request).answer
    }

    /// As ``call(_:)``, with the time the service took.
    public func timedCall<R: OperationRequest>(_ request: R) async throws(ClientError) -> Timed<R.Answer> {
        let id = calls.nextID()
        let bytes = LineCodec.request(request, id: .integer(id))
        let line = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard calls.begin(id, lineBytes: bytes.count, continuation) else { return }
                send(bytes)
            }
        } onCancel: {
            send(LineCodec.request(Cancel(target: .integer(id)), id: .integer(calls.nextID())))
        }
        let answer = try line.get()
        do {
            let value = try answer.result.get()
            return Timed(answer: try R.Answer(value), microseconds: answer.microseconds)
        } catch {
            throw .problem(error)
        }
    }

    private func send(_ bytes: [UInt8]) {
        channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    /// Ends the connection; calls under way fail with ``ClientError/disconnected(path:)``.
    public func close() async {
        try? await channel.close()
    }
}

/// The calls that wait for their answers.
final class PendingCalls: Sendable {
    typealias Continuation = CheckedContinuation<Result<AnswerLine, ClientError>, Never>

    private struct Waiting {
        var continuation: Continuation
        /// Bytes of the request's line.
        var lineBytes: Int
    }

    private struct State {
        var nextID: Int64 = 1
        var waiting: [Int64: Waiting] = [:]
        /// Why the connection has ended; `nil` while it is open.
        var failure: ClientError?
    }

    private let state = Mutex(State())
    private let path: String

    init(path: String) { self.path = path }

    func nextID() -> Int64 {
        state.withLock { state in
            defer { state.nextID += 1 }
            return state.nextID
        }
    }

    /// Registers a call. On a connection that has ended the call fails at once, as the last ones did, and `false` comes
    /// back.
    func begin(_ id: Int64, lineBytes: Int, _ continuation: Continuation) -> Bool {
        let failure = state.withLock { state in
            if state.failure == nil {
                state.waiting[id] = Waiting(continuation: continuation, lineBytes: lineBytes)
            }
            return state.failure
        }
        if let failure { continuation.resume(returning: .failure(failure)) }
        return failure == nil
    }

    /// Answers of calls that nobody waits for (`cancel`'s own) are passed over.
    func finish(_ answer: AnswerLine) {
        guard case .integer(let id)? = answer.id else { return finishUnnamed(answer) }
        state.withLock { $0.waiting.removeValue(forKey: id) }?.continuation.resume(returning: .success(answer))
    }

    /// A failure without an id is of a line that was too long to be read, which can only be the longest that waits, or
    /// of the connection itself, which the service then closes.
    private func finishUnnamed(_ answer: AnswerLine) {
        guard case .failure(let problem) = answer.result else { return }
        guard problem.code == .lineTooLong else { return fail(.problem(problem)) }
        let longest = state.withLock { state in
            let found = state.waiting.max { $0.value.lineBytes < $1.value.lineBytes }
            return found.flatMap { state.waiting.removeValue(forKey: $0.key) }
        }
        longest?.continuation.resume(returning: .success(answer))
    }

    /// Ends all calls, and those to come, with an error; the first one counts.
    func fail(_ error: ClientError) {
        let (waiting, reason) = state.withLock { state in
            let reason = state.failure ?? error
            state.failure = reason
            defer { state.waiting = [:] }
            return (state.waiting.values.map(\.continuation), reason)
        }
        for continuation in waiting { continuation.resume(returning: .failure(reason)) }
    }

    func disconnected() { fail(.disconnected(path: path)) }
}

/// Bytes to answers. Lives on its connection's event loop.
private final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// An answer of a thousand hits fits; what does not is no answer of this protocol.
    private static let maximumLine = 256 << 20

    private let calls: PendingCalls
    private var framer = LineFramer(maximumLine: maximumLine)

    init(_ calls: PendingCalls) { self.calls = calls }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        for frame in buffer.withUnsafeReadableBytes({ framer.append($0) }) {
            guard case .line(let line) = frame else {
                return end(context, .badAnswer("a line of more than \(Self.maximumLine) bytes"))
            }
            do throws(Problem) { calls.finish(try AnswerLine(line)) } catch {
                return end(context, .badAnswer(error.message))
            }
        }
    }

    private func end(_ context: ChannelHandlerContext, _ error: ClientError) {
        calls.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { calls.disconnected() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
