// Owns: an index folder as an operator names it: opening it to serve or to read, and checking it.

import Engine
import Schema
import Snapshots
import Storage
import Wire

/// An index folder. Failures are ``Wire/Problem``s, as those of the socket are.
public struct IndexFolder: Sendable {
    public typealias Check = IndexChecker.Report
    public typealias Finding = IndexChecker.Finding
    public typealias Loss = IndexRepair.Loss

    private let path: String
    private let options: IndexOptions

    /// - Parameters:
    ///   - deletionAge: how long deletions are remembered; `nil` for ``Engine/IndexOptions``' own.
    ///   - now: the clock, for the age of remembered deletions.
    public init(_ path: String, deletionAge: Duration? = nil, now: @escaping @Sendable () -> Timestamp) {
        self.path = path
        var options = IndexOptions(now: now)
        if let deletionAge { options.tombstoneAge = deletionAge }
        self.options = options
    }

    /// Whether there is an index in a folder, whole or not.
    public static func isIndex(_ path: String) -> Bool {
        (try? NativeBackend.isIndex(FileDirectory(path))) ?? false
    }

    /// The folder, for what needs an index in it.
    private func directory() throws(StorageError) -> FileDirectory {
        do { return try FileDirectory(path) } catch {
            throw error.isMissingFile ? .notAnIndex(path: path, reason: "there is no such folder") : error
        }
    }

    /// What to do about an index with damaged files.
    public static let damageRemedy = StorageError.damageRemedy

    /// Opens the index to serve it: takes its lock and replays its log.
    ///
    /// - Parameter create: make an empty index where there is none.
    public func open(create: Bool) throws(Problem) -> any Backend {
        do {
            let directory = try create ? FileDirectory(path, create: true) : directory()
            return try NativeBackend(directory, options: options, create: create)
        } catch { throw Problem(anyError: error) }
    }

    /// Opens the index to read it, without its lock, also while a service writes to it.
    public func openForReading() throws(Problem) -> NativeBackend {
        do { return try NativeBackend(directory(), options: options, readOnly: true) } catch {
            guard Self.isMissingFile(error) else { throw Problem(anyError: error) }
            throw Problem(.corrupt, "\(error), though the manifest names it; \(Self.damageRemedy)")
        }
    }

    private static func isMissingFile(_ error: any Error) -> Bool {
        guard case EngineError.storage(let storage) = error else { return false }
        return storage.isMissingFile
    }

    /// Copies the index into an empty or missing folder, also while a service writes to it.
    public func backup(to target: String) throws(Problem) -> IndexBackup.Report {
        do {
            return try IndexBackup(of: directory(), to: FileDirectory(target, create: true)).run()
        } catch { throw Problem(anyError: error) }
    }

    /// Sets damaged files aside and commits what is left. Nobody may write to the index.
    public func repair() throws(Problem) -> IndexRepair.Report {
        do { return try IndexRepair(directory(), options: options).run() } catch {
            throw Problem(anyError: error)
        }
    }

    /// Verifies every byte and cross-reference, and of some items that the index has what their records say.
    public func check() throws(Problem) -> Check {
        do {
            return try IndexChecker(directory()) { record, bytes, team in
                try RecordMapper(defaultTeam: team).document(from: record, bytes: bytes)
            }.check()
        } catch { throw Problem(anyError: error) }
    }
}

extension Problem {
    /// What an error of the layers below is to a caller.
    init(anyError error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as EngineError: self.init(error)
        case let error as StorageError: self.init(.storage(error) as EngineError)
        default: self.init(.internal, "\(error)")
        }
    }
}
