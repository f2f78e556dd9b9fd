// Owns: files in a test's own folder.

import Glibc

extension TemporaryFolder {
    /// Why a file could not be written or read.
    public struct FileFailure: Error, CustomStringConvertible {
        public let path: String
        public let errno: Int32

        public var description: String { "\(path): \(String(cString: strerror(errno)))" }
    }

    /// Writes a file whole; its folder is made if it is missing. Returns its path.
    @discardableResult
    public func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Self.write(bytes, to: name, in: path)
    }

    /// Writes a file whole below any folder; those between are made if they are missing. Returns its path.
    @discardableResult
    public static func write(_ bytes: [UInt8], to name: String, in folder: String) throws -> String {
        let path = folder + "/" + name
        let slashes = path.indices.filter {
            path[$0] == "/" && path.distance(from: path.startIndex, to: $0) > folder.count
        }
        for slash in slashes { mkdir(String(path[..<slash]), 0o700) }
        guard let file = fopen(path, "w") else { throw FileFailure(path: path, errno: errno) }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw FileFailure(path: path, errno: errno) }
        return path
    }

    @discardableResult
    public func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    /// Reads a file whole.
    public func read(_ name: String) throws -> [UInt8] { try Self.read(path: path + "/" + name) }

    public static func read(path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw FileFailure(path: path, errno: errno) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    /// The names in a folder, sorted.
    public static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
