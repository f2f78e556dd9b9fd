// Owns: a folder that a test has to itself.

import Glibc

/// A new empty folder, removed with everything in it when the last reference goes.
public final class TemporaryFolder: Sendable {
    public let path: String

    /// Why no folder could be made.
    public struct Failure: Error { public let errno: Int32 }

    public init() throws(Failure) {
        var template = Array("/tmp/boxfish-test-XXXXXX\0".utf8CString.dropLast())
        guard mkdtemp(&template) != nil else { throw Failure(errno: errno) }
        path = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    private static func remove(_ path: String) {
        var status = stat()
        // A link is removed, never followed.
        if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, let folder = opendir(path) {
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != ".", name != ".." { remove(path + "/" + name) }
            }
            closedir(folder)
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}
