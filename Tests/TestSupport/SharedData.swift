// Owns: where the shared test data is: real mail and other projects' conformance suites, which are not in the
// repository.

import Glibc

/// The folder of shared test data. Tests that need it are skipped where it is not.
public enum SharedData {
    /// What `BOXFISH_SHARED_DATA` names, else `shared/data` beside the repository; `nil` where there is none.
    public static let folder: String? = {
        let beside = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        let path =
            getenv("BOXFISH_SHARED_DATA").map { String(cString: $0) }
            ?? beside.joined(separator: "/") + "/shared/data"
        return access(path, R_OK | X_OK) == 0 ? path : nil
    }()

    /// A file in it, by its path from there; `nil` where it is not.
    public static func path(_ name: String) -> String? {
        guard let path = folder.map({ $0 + "/" + name }), access(path, R_OK) == 0 else { return nil }
        return path
    }

    /// What a skipped test says.
    public static func advice(_ name: String) -> String {
        "needs \(name) of the shared test data; set BOXFISH_SHARED_DATA to its folder"
    }
}
