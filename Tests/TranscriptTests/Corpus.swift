// Owns: the repository's corpus and an index of it, for tests to copy or to read.

import Glibc
import TestSupport

enum Corpus {
    /// The top of the repository.
    static let repository: String = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    static let folder = repository + "/corpus"

    /// An index of the corpus in one segment, made once. Read it, or copy it to write to it.
    static let index: Result<Index, any Error> = Result {
        let folder = try TemporaryFolder()
        let made = try Shell(folder: folder.path)
            .run("boxfish reindex '\(Self.folder)' --index index --threads 1 --quiet")
        guard made.code == 0 else { throw Unmade(description: "reindex ended with \(made.code): \(made.errors)") }
        return Index(folder: folder)
    }

    struct Index: Sendable {
        fileprivate let folder: TemporaryFolder
        var path: String { folder.path + "/index" }
    }

    struct Unmade: Error, CustomStringConvertible { var description: String }

    /// A folder with the snapshot as `corpus` and its index as `index`, for a test to play in.
    static func playground() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let copied = try Shell(folder: folder.path)
            .run("mkdir corpus && cp '\(Self.folder)'/*.ndjson corpus && cp -r '\(try index.get().path)' index")
        guard copied.code == 0 else { throw Unmade(description: copied.errors) }
        return folder
    }
}
