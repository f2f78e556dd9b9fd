// Owns: how the program ends, and the one shape in which it says why.

import ArgumentParser
import Client
import Engine
import Server
import Snapshots
import Storage
import Wire

/// Exit codes (sysexits.h where it has one).
enum ExitStatus: Int32 {
    case found = 0
    case nothingFound = 1
    /// The query or the run failed.
    case failed = 2
    case usage = 64
    /// An index or a snapshot cannot be read.
    case unreadable = 65
    /// No service answers.
    case unreachable = 69
    /// Busy, locked or timed out: try again.
    case tryAgain = 75

    var code: ExitCode { ExitCode(rawValue) }
}

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
        case let error as EngineError: self.init(Self.status(error), "\(error)")
        case let error as StorageError: self.init(Self.status(.storage(error)), "\(error)")
        case let error as SnapshotError: self.init(.unreadable, "\(error)")
        case ReindexJob.Failure.engine(let error): self.init(error)
        case ReindexJob.Failure.snapshot(let error): self.init(error)
        case ReindexJob.Failure.rejects(let count):
            self.init(
                .failed,
                "\(count) records were rejected, and an index without them would lose them silently: the old one stays; "
                    + "mend the snapshot, or give --accept-damaged")
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

    private static func status(_ error: EngineError) -> ExitStatus {
        switch error {
        case .storage(.locked), .deadlineExceeded, .tooBusy: .tryAgain
        case .storage(.io): .failed
        case .storage: .unreadable
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
