// Owns: why a record is not taken, in words that say what and where.

/// A line that is no record of ours.
public struct RejectedLine: Error, Hashable, Sendable {
    public var path: String
    /// From 1; of a file that cannot be read on the line after the last whole one; 0 for a file that cannot be opened, and
    /// for a record that came over the socket.
    public var line: Int
    /// A stable word for programs: `not_json`, `no_id`, ….
    public var code: String
    public var reason: String

    public init(path: String = "", line: Int = 0, code: String, reason: String) {
        self.path = path
        self.line = line
        self.code = code
        self.reason = reason
    }
}
