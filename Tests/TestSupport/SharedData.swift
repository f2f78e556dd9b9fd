// Owns: where the data is that tests are run on and that is no part of the repository.

import CCompress
import Glibc

/// Real mail and other projects' conformance suites.
///
/// The folder is named by the environment variable `BOXFISH_SHARED_DATA`, or is `../shared/data` beside the repository.
/// A test that needs it is `.enabled(if: SharedData.has(…), SharedData.hint)`.
public enum SharedData {
    public static let hint = "needs the shared data: set BOXFISH_SHARED_DATA to its folder"

    static let folder: String = {
        if let named = getenv("BOXFISH_SHARED_DATA") { return String(cString: named) }
        let top = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/" + top + "/../shared/data"
    }()

    public static func path(_ name: String) -> String { folder + "/" + name }

    public static func has(_ name: String) -> Bool { access(path(name), R_OK) == 0 }

    /// Why a file could not be had.
    public enum Failure: Error, Equatable {
        case io(path: String, errno: Int32)
        case damaged(path: String)
    }

    /// A file's bytes, decompressed if its name ends in `.zst`; at most the first `limit`.
    public static func bytes(_ name: String, limit: Int = .max) throws(Failure) -> [UInt8] {
        let path = path(name)
        guard let file = fopen(path, "r") else { throw .io(path: path, errno: errno) }
        defer { fclose(file) }
        guard name.hasSuffix(".zst") else { return read(file, limit) }
        return try decompressed(file, path, limit)
    }

    /// A text file's lines, without what follows `#` and without empty ones.
    public static func lines(_ name: String, comments: Bool = true) throws(Failure) -> [Substring] {
        let text = String(decoding: try bytes(name), as: UTF8.self)
        return text.split(separator: "\n").compactMap { line in
            guard comments else { return line }
            let kept = line.prefix { $0 != "#" }
            return kept.allSatisfy(\.isWhitespace) ? nil : kept
        }
    }

    private static func read(_ file: UnsafeMutablePointer<FILE>, _ limit: Int) -> [UInt8] {
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while result.count < limit {
            let got = fread(&buffer, 1, min(buffer.count, limit - result.count), file)
            if got == 0 { break }
            result += buffer.prefix(got)
        }
        return result
    }

    private static func decompressed(
        _ file: UnsafeMutablePointer<FILE>, _ path: String, _ limit: Int
    ) throws(Failure) -> [UInt8] {
        let stream = boxfish_stream_create(Int32(BOXFISH_STREAM_ZSTD))
        defer { boxfish_stream_destroy(stream) }
        var result: [UInt8] = []
        var output = [UInt8](repeating: 0, count: 1 << 16)
        var input = read(file, 1 << 16)
        var made = 0
        while !input.isEmpty || made == output.count, result.count < limit {
            var taken = input.count
            made = output.count
            guard boxfish_stream_step(stream, input, &taken, &output, &made) == 0 else { throw .damaged(path: path) }
            result += output.prefix(made)
            input.removeFirst(taken)
            if input.isEmpty { input = read(file, 1 << 16) }
        }
        return Array(result.prefix(limit))
    }
}
