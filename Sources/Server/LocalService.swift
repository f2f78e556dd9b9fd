// Owns: the service without a socket: the same answers, in this process. For a command line that reads an index folder.

import Dispatch
import Engine
import Schema
import Synchronization
import Wire

/// Answers requests from an open index on the calling thread.
public struct LocalService: Sendable {
    private let context: ServiceContext

    /// - Parameter now: the clock of requests that name none.
    public init(backend: any Backend, timeZone: String, now: @escaping @Sendable () -> Timestamp) {
        var configuration = ServerConfiguration(socketPath: "", searchThreads: 1)
        configuration.timeZone = timeZone
        // One person's questions, or a measurement.
        configuration.cacheBytes = 0
        // A person who waits can press Ctrl-C.
        configuration.limits.deadlineMilliseconds = 600_000
        // One run's cursors are the next one's: a person pages from command to command.
        context = ServiceContext(backend: backend, configuration: configuration, run: 0, now: now)
    }

    public func call<R: OperationRequest>(_ request: R) throws(Problem) -> R.Answer {
        let outcome = Outcome()
        context.answer(request.request, RequestHandle(began: .now)) { outcome.set($0) }
        let answer = try outcome.wait().get()
        guard let answer = answer as? R.Answer else {
            throw Problem(.internal, "\(R.operation.rawValue) was answered with \(type(of: answer)); please report it")
        }
        return answer
    }
}

/// An answer that may come from another thread.
private final class Outcome: Sendable {
    private let result = Mutex<Result<any OperationAnswer, Problem>?>(nil)
    private let isSet = DispatchSemaphore(value: 0)

    func set(_ value: Result<any OperationAnswer, Problem>) {
        result.withLock { $0 = value }
        isSet.signal()
    }

    /// Blocks until there is one.
    func wait() -> Result<any OperationAnswer, Problem> {
        isSet.wait()
        return result.withLock { $0 } ?? .failure(Problem(.internal, "an answer without a result; please report it"))
    }
}
