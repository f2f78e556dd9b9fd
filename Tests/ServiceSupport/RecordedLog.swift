// Owns: what a service logs, kept for a test to read.

import Logging
import Synchronization

/// Thread-safe.
public final class RecordedLog: Sendable {
    private let events = Mutex<[(name: String, metadata: [String: String])]>([])

    public init() {}

    /// The metadata of the events of a name.
    public func metadata(of name: String) -> [[String: String]] {
        events.withLock { $0.filter { $0.name == name }.map(\.metadata) }
    }

    var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var logLevel = Logger.Level.info
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let metadata = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues(\.description)
            log.events.withLock { $0.append((event.message.description, metadata)) }
        }
    }
}
