// Owns: the one shape in which the program says why it failed: what, where, what to do.

import ArgumentParser
import Client
import Server
import Wire

/// A failure that has its words and its exit code.
struct Failure: Error {
    var status: ExitStatus
    var message: String
    /// Where in the query, when it is about one: UTF-8 offsets.
    var span: Range<Int>?

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    /// What any error of the layers below is to a person at a terminal.
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case ClientError.problem(let problem): self.init(problem)
        case let error as ClientError: self.init(Self.status(error), "\(error)")
        case let problem as Problem:
            self.init(Self.status(problem), problem.message)
            if problem.field == "q" { span = problem.span }
        case let error as ReindexJob.Failure: self.init(Self.status(error.problem), error.description)
        case let error as SocketFileError: self.init(error.isInUse ? .tryAgain : .failed, "\(error)")
        default: self.init(.failed, "\(error)")
        }
    }

    private static func status(_ error: ClientError) -> ExitStatus {
        switch error {
        case .unreachable, .disconnected: .unreachable
        case .timedOut: .tryAgain
        case .problem(let problem): status(problem)
        case .badAnswer: .failed
        }
    }

    private static func status(_ problem: Problem) -> ExitStatus {
        switch problem.code {
        case .tooBusy, .deadlineExceeded, .shuttingDown, .readOnly: .tryAgain
        case .corrupt: .unreadable
        default: .failed
        }
    }
}

/// Runs a verb's work and, where it fails, says why and ends with the fitting code.
func reportingFailures(_ body: () async throws -> Void) async throws {
    do { try await body() } catch let exit as ExitCode {
        throw exit
    } catch let error as ValidationError {
        throw error
    } catch {
        let failure = Failure(error)
        Terminal.standardError.line("boxfish: \(failure.message)")
        throw failure.status.code
    }
}
