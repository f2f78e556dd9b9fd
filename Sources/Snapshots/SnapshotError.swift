// Owns: why a snapshot cannot be read on. A bad record is not one of these: it is rejected and counted.

import Glibc

/// What is wrong with a snapshot's files.
public enum SnapshotError: Error, Hashable, Sendable {
    case io(operation: String, path: String, errno: Int32)
    /// A link, pipe, socket or device where a file was expected.
    case notAFile(path: String)
    /// There is nothing to read.
    case empty(path: String)
    /// A folder below more folders than are looked into.
    case tooDeep(path: String)
    /// Compressed bytes that do not decompress.
    case damaged(path: String, offset: UInt64)
    /// A compressed file that ends in the middle.
    case truncated(path: String)
    /// A zstd frame that asks for more memory than is given.
    case windowTooLarge(path: String)
    /// Far more bytes than a real file of its size has.
    case bomb(path: String, compressed: UInt64, plain: UInt64)
}

extension SnapshotError {
    /// The file or folder it is about.
    public var path: String {
        switch self {
        case .io(_, let path, _), .notAFile(let path), .empty(let path), .tooDeep(let path), .damaged(let path, _),
            .truncated(let path),
            .windowTooLarge(let path), .bomb(let path, _, _):
            path
        }
    }
}

extension SnapshotError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .io(let operation, let path, let code):
            "cannot \(operation) \(path): \(strerror(code).map { String(cString: $0) } ?? "error \(code)")"
        case .notAFile(let path): "\(path) is not a plain file; links, pipes and devices are not followed"
        case .empty(let path): "\(path) holds no .ndjson files"
        case .tooDeep(let path): "\(path) lies below more than \(SnapshotFolder.maximumDepth) folders; move it up"
        case .damaged(let path, let offset):
            "\(path) is damaged near byte \(offset) of its compressed form; export it again"
        case .truncated(let path): "\(path) is cut off: its compressed form ends early; export or copy it again"
        case .windowTooLarge(let path):
            "\(path) was compressed with a window of more than 8 MiB; compress it again with zstd --long=23 or less"
        case .bomb(let path, let compressed, let plain):
            "\(path) grows from \(compressed) to over \(plain) bytes, more than 200 to 1; it is not read on"
        }
    }
}
