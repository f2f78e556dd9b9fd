// Owns: the files of this repository as tests read them.

/// A file of this repository, by its path from the top.
public enum RepositoryFile {
    /// Where the file is.
    public static func path(_ path: String) -> String {
        let top = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        return top.joined(separator: "/") + "/" + path
    }

    public static func text(_ path: String) throws -> String {
        String(decoding: try TemporaryFolder.read(path: self.path(path)), as: UTF8.self)
    }
}
