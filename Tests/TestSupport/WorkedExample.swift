// Owns: reading the bytes of the worked examples that format comments give, so that a test can hold them true.

/// The worked example of a source file's opening comment.
public enum WorkedExample {
    /// Why a file gives no bytes.
    public struct Missing: Error { public let file: String }

    /// The bytes of the indented lines after `Worked example`, up to the next paragraph that is not part of it. A line
    /// is bytes as two hexadecimal digits, `00×20` for twenty of one, and then words about them, which are passed over.
    ///
    /// - Parameter label: what the paragraph begins with, where a comment gives several examples.
    public static func bytes(of file: String, _ label: String = "Worked example") throws -> [UInt8] {
        var bytes: [UInt8] = []
        var isInside = false
        for line in try RepositoryFile.text(file).split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("//") else { break }
            if line.hasPrefix("//   ") {
                if isInside { bytes += read(line.dropFirst(2)) }
            } else if line.hasPrefix("// " + label) {
                isInside = true
            } else if isInside, !bytes.isEmpty, line != "//" {
                break
            }
        }
        guard !bytes.isEmpty else { throw Missing(file: file) }
        return bytes
    }

    private static func read(_ line: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        for word in line.split(separator: " ") {
            let parts = word.split(separator: "×")
            guard let first = parts.first, first.utf8.count == 2, first == first.uppercased(),
                let byte = UInt8(first, radix: 16), let count = parts.count == 1 ? 1 : Int(parts[1])
            else { break }
            bytes.append(contentsOf: repeatElement(byte, count: count))
        }
        return bytes
    }
}
