// Owns: which operation on a faulty directory fails, and how. Pure: steps in, decisions out.

import Glibc
import Storage

/// What is done with a directory and its files, as far as it can fail by itself.
public enum DiskOperation: String, CaseIterable, Sendable {
    case create, open, write, sync, truncate, close, read, map, rename, remove, syncFolder, list, exists, lock

    /// The operations that change what is on the disk.
    public static let changes: Set<Self> = [
        .create, .open, .write, .sync, .truncate, .close, .rename, .remove, .syncFolder,
    ]
    public static let all = Set(allCases)

    /// What the error says was tried, in the words of `FileDirectory`.
    var words: String {
        switch self {
        case .truncate: "cut"
        case .syncFolder: "sync"
        case .exists: "look for"
        default: rawValue
        }
    }
}

/// One operation that was tried.
public struct DiskStep: Hashable, Sendable {
    public var operation: DiskOperation
    /// The file's name when it was opened; empty for the folder itself.
    public var file: String
    /// What a file was renamed to.
    public var newName: String?
    /// How many bytes a write was given.
    public var byteCount = 0
    /// The CRC-32C of those bytes.
    public var checksum: UInt32 = 0
    /// Whether it failed.
    public var hasFailed = false
}

extension DiskStep: CustomStringConvertible {
    public var description: String {
        operation.rawValue + " " + file + (newName.map { " to \($0)" } ?? "")
            + (byteCount > 0 ? " (\(byteCount) bytes)" : "") + (hasFailed ? " failed" : "")
    }
}

/// Something that goes wrong.
public struct Fault: Hashable, Sendable {
    public enum Effect: Hashable, Sendable {
        /// The operation fails with this errno. A sync that fails drops what it should have made durable, as Linux
        /// does: the bytes can still be read, but no later sync saves them. A close that fails closes.
        case fails(Int32)
        /// This many bytes of a write get through, half of them if it is not said, and then it fails. Other operations
        /// fail.
        case tears(after: Int? = nil, Int32)
        /// A read or a map gets no more than this many bytes and does not fail. Other operations work.
        case shortens(to: Int)
        /// The power goes: half of a write gets through, no other operation does anything, and all that follow fail
        /// too.
        case cutsPower
    }

    /// What is counted.
    public var operations: Set<DiskOperation>
    /// Counts only files whose names begin so.
    public var prefix: String
    /// Which of the counted operations goes wrong first: 1 is the next one.
    public var at: Int
    /// Whether all counted operations after it go wrong as well.
    public var isLasting: Bool
    public var effect: Effect

    public init(
        _ effect: Effect, at: Int = 1, of operations: Set<DiskOperation> = DiskOperation.all, files prefix: String = "",
        isLasting: Bool = false
    ) {
        self.operations = operations
        self.prefix = prefix
        self.at = at
        self.isLasting = isLasting
        self.effect = effect
    }
}

/// The faults that wait for their turn.
struct FaultPlan: Sendable {
    private var armed: [(fault: Fault, seen: Int)] = []
    /// How many operations went wrong.
    private(set) var fired = 0

    mutating func arm(_ fault: Fault) { armed.append((fault, 0)) }

    mutating func disarm() { armed.removeAll() }

    /// Counts an operation. Returns what goes wrong with it: the effect of the fault that was armed first.
    mutating func effect(on step: DiskStep) -> Fault.Effect? {
        var effect: Fault.Effect?
        for index in armed.indices {
            let fault = armed[index].fault
            guard fault.operations.contains(step.operation), step.file.hasPrefix(fault.prefix) else { continue }
            armed[index].seen += 1
            let isDue = armed[index].seen == fault.at || fault.isLasting && armed[index].seen > fault.at
            if isDue, effect == nil { effect = fault.effect }
        }
        if effect != nil { fired += 1 }
        return effect
    }
}
