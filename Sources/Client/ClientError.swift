// Owns: why a call did not bring an answer.

import Wire

public enum ClientError: Error, Sendable {
    /// No service answers at the socket.
    case unreachable(path: String, reason: String)
    /// The service refused or failed the request.
    case problem(Problem)
    /// The connection ended before the answer came.
    case disconnected(path: String)
    /// The caller's own deadline passed.
    case timedOut
    /// The answer is not what the protocol says.
    case badAnswer(String)
}

extension ClientError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreachable(let path, let reason):
            "no service answers at \(path): \(reason); start one with `boxfish serve`, or give --index to search a folder"
        case .problem(let problem): problem.message
        case .disconnected(let path): "the service at \(path) closed the connection before it answered"
        case .timedOut: "no answer in time"
        case .badAnswer(let reason): "the service's answer is not of this protocol: \(reason)"
        }
    }
}
