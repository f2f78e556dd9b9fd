// Owns: what can go wrong with bytes on disk. The words for people are made here only.

import Glibc

/// Why a file could not be read or written.
public enum StorageError: Error, Hashable, Sendable {
    /// A system call failed.
    case io(operation: String, file: String, errno: Int32)
    /// Bytes are not what their checksum or format says.
    case corrupt(file: String, offset: UInt64, expected: String, got: String)
    case tooOld(file: String, version: UInt16, oldest: UInt16)
    case tooNew(file: String, version: UInt16, newest: UInt16)
    /// Another process writes to the index.
    case locked(path: String, owner: String)
    /// There is no index here.
    case notAnIndex(path: String, reason: String)
    /// There are an index's files here, of which one with records is named, but not its manifest.
    case manifestLost(path: String, records: String)
    /// A log that failed to reach the disk takes no more records until it is opened again.
    case logPoisoned(file: String)
}

extension StorageError: CustomStringConvertible {
    public var description: String { fault + (remedy.map { "; " + $0 } ?? "") }

    /// What is wrong and where, without what to do about it.
    public var fault: String {
        switch self {
        case .io(let operation, let file, let code):
            "cannot \(operation) \(file): \(Self.name(of: code))"
        case .corrupt(let file, let offset, let expected, let got):
            "\(file) is damaged at byte \(offset): expected \(expected), got \(got)"
        case .tooOld(let file, let version, let oldest):
            "\(file) has format \(version), older than \(oldest), the oldest this program reads"
        case .tooNew(let file, let version, let newest):
            "\(file) has format \(version), newer than \(newest), the newest this program reads"
        case .locked(let path, let owner):
            "\(path) is in use by \(owner)"
        case .notAnIndex(let path, let reason): "\(path) holds no index: \(reason)"
        case .manifestLost(let path, let records): "\(path) holds records in \(records), but no manifest"
        case .logPoisoned(let file):
            "\(file) failed to reach the disk and takes no more writes until the service starts again"
        }
    }

    /// What to do about damage: it is true of any file. A reindex over an index does not go past a damaged manifest or log,
    /// which may tell of records that the snapshot has not.
    public static let damageRemedy = "keep what is whole with `boxfish check --repair`, or restore a backup"

    /// What to do about it; `nil` where that depends on the cause.
    private var remedy: String? {
        switch self {
        case .io: isUnreadable ? "the disk may be failing: \(Self.damageRemedy)" : nil
        case .logPoisoned: nil
        case .corrupt: Self.damageRemedy
        case .tooOld: "reindex from a snapshot into another folder"
        case .tooNew: "use a newer boxfish"
        case .locked: "stop that process, or search without writing"
        case .manifestLost: "bring them back with `boxfish check --repair`"
        case .notAnIndex: "make one with `boxfish reindex`"
        }
    }

    /// The file at fault, or the folder.
    public var file: String {
        switch self {
        case .io(_, let file, _), .corrupt(let file, _, _, _), .tooOld(let file, _, _), .tooNew(let file, _, _),
            .logPoisoned(let file):
            file
        case .locked(let path, _), .notAnIndex(let path, _), .manifestLost(let path, _): path
        }
    }

    /// The system's words for an error number.
    static func name(of code: Int32) -> String {
        guard let text = strerror(code) else { return "error \(code)" }
        return String(cString: text)
    }

    /// Whether the cause is a file that is not there.
    public var isMissingFile: Bool {
        if case .io(_, _, let code) = self { code == ENOENT } else { false }
    }

    /// Whether the disk has what cannot be read from it.
    public var isUnreadable: Bool { if case .io("read", _, EIO) = self { true } else { false } }

    /// Whether the cause is a full disk.
    public var isStorageFull: Bool {
        if case .io(_, _, let code) = self { code == ENOSPC || code == EDQUOT } else { false }
    }
}
