// Owns: what an operator may set. Where values come from (flags, later a file) is the caller's affair.

/// How a service runs.
public struct ServerConfiguration: Sendable {
    public var socketPath: String
    /// Permission bits of the socket's file: who may write to it may use the service, besides root and who runs it.
    public var socketMode: UInt16 = 0o600
    /// The zone of requests that name none: an IANA name.
    public var timeZone = "UTC"
    /// Searches that run on threads at a time, long ones not counted; writes have threads of their own.
    public var searchThreads: Int
    /// Bytes that answers to searches may take to be given again; 0 for none.
    public var cacheBytes = 64 << 20
    /// Searches slower than this are logged, in milliseconds.
    public var slowMilliseconds = 500
    public var limits = Limits()

    public init(socketPath: String, searchThreads: Int) {
        self.socketPath = socketPath
        self.searchThreads = max(1, searchThreads)
    }

    /// What nobody may exceed. Beyond a limit a request is refused at once; nothing queues without bound.
    public struct Limits: Sendable {
        /// Bytes of one request line.
        public var lineBytes = 4 << 20
        public var connections = 10_000
        /// Requests under way of one connection, and of all.
        public var requestsPerConnection = 64
        public var requests = 1_024
        /// Milliseconds: the deadline of requests that name none, and the longest that one may name.
        public var deadlineMilliseconds = 10_000
        /// Seconds in which a line that has begun must end, and in which answers must be read.
        public var stallSeconds = 30
        /// Seconds that requests under way have to finish when the service stops.
        public var graceSeconds = 10
        /// Results passed over by a cursor.
        public var cursorDepth = 100_000

        public init() {}

        /// As `hello` tells them.
        var byName: [String: Int] {
            [
                "line_bytes": lineBytes, "connections": connections, "requests_per_connection": requestsPerConnection,
                "requests": requests, "deadline_ms": deadlineMilliseconds, "limit": 1_000,
                "query_characters": 4_096, "cursor_depth": cursorDepth,
            ]
        }
    }
}
