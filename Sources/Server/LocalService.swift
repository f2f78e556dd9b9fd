// Owns: the service without a socket: the same answers, in this process. For a command line that reads an index folder.

import Engine
import Schema
import Wire

/// Answers requests from an open index on the calling thread.
public struct LocalService: Sendable {
    private let context: ServiceContext

    /// - Parameter now: the clock of requests that name none.
    public init(backend: any Backend, timeZone: String, now: @escaping @Sendable () -> Timestamp) {
        var configuration = ServerConfiguration(socketPath: "", searchThreads: 1)
        configuration.timeZone = timeZone
        // A person who waits can press Ctrl-C.
        configuration.limits.deadlineMilliseconds = 600_000
        context = ServiceContext(backend: backend, configuration: configuration, now: now)
    }

    public func call<R: OperationRequest>(_ request: R) throws(Problem) -> R.Answer {
        let answer = try context.answer(request.request, RequestHandle(began: .now))
        guard let answer = answer as? R.Answer else {
            throw Problem(.internal, "\(R.operation.rawValue) was answered with \(type(of: answer)); please report it")
        }
        return answer
    }
}
