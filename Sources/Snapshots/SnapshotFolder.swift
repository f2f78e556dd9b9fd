// Owns: which files a snapshot has.

import Glibc

/// One file of a snapshot.
public struct SnapshotFile: Hashable, Sendable {
    public var path: String
    /// Its size as it lies there, compressed or not.
    public var bytes: UInt64
}

/// A snapshot: one file, or a folder with files in it and in its subfolders.
public struct SnapshotFolder: Sendable {
    /// In the order of their paths.
    public let files: [SnapshotFile]

    public var bytes: UInt64 { files.reduce(0) { $0 + $1.bytes } }

    /// Finds the files. Names that begin with `.` or `._` are passed over, as are files that are not records by their
    /// names (`README.md`); what is left is told by its content when it is read.
    ///
    /// - Throws: when there is nothing to read, or something that is not a plain file.
    public init(_ path: String) throws(SnapshotError) {
        var found: [SnapshotFile] = []
        try Self.collect(path, isTop: true, depth: 0, &found)
        guard !found.isEmpty else { throw .empty(path: path) }
        files = found.sorted { $0.path < $1.path }
    }

    /// Folders below each other that are looked into.
    static let maximumDepth = 16

    private static func collect(
        _ path: String, isTop: Bool, depth: Int, _ found: inout [SnapshotFile]
    ) throws(SnapshotError) {
        var status = stat()
        // The top may be a link that the operator named; what lies below it may not.
        guard (isTop ? stat(path, &status) : lstat(path, &status)) == 0 else {
            throw .io(operation: "open", path: path, errno: errno)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: found.append(SnapshotFile(path: path, bytes: UInt64(status.st_size)))
        case S_IFDIR:
            guard depth < maximumDepth else { throw .tooDeep(path: path) }
            for name in try names(path) where isWanted(name) {
                try collect(path + "/" + name, isTop: false, depth: depth + 1, &found)
            }
        default: throw .notAFile(path: path)
        }
    }

    private static func isWanted(_ name: String) -> Bool {
        guard !name.hasPrefix(".") else { return false }
        let isDocument = [".md", ".txt", ".json", ".py"].contains { name.hasSuffix($0) }
        return !isDocument
    }

    private static func names(_ path: String) throws(SnapshotError) -> [String] {
        guard let folder = opendir(path) else { throw .io(operation: "list", path: path, errno: errno) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names.sorted()
    }
}
