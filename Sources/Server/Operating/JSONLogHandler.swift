// Owns: log events as JSON, one a line on standard error, where the journal keeps them.
//
//   {"ts":"2024-05-01T10:00:00.123Z","level":"info","event":"listening","socket":"/run/boxfish.sock"}

import Glibc
import Logging
import Schema
import Synchronization
import Wire

public struct JSONLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    private let now: @Sendable () -> Timestamp

    public init(level: Logger.Level, now: @escaping @Sendable () -> Timestamp) {
        logLevel = level
        self.now = now
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var writer = JSONWriter(reserving: 256)
        writer.object { writer in
            writer.member("ts", now().description)
            writer.member("level", event.level.rawValue)
            writer.member("event", event.message.description)
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            for (key, value) in all.sorted(by: { $0.key < $1.key }) { writer.member(key, value.description) }
        }
        writer.newline()
        Self.write(writer.bytes)
    }

    /// Held for a line, of which the system may take a part at a time: lines of several threads do not mix.
    private static let isWriting = Mutex(())

    /// Writes a line to its end. A log that cannot be written is nobody's to hear of.
    private static func write(_ line: [UInt8]) {
        isWriting.withLock { _ in
            line.withUnsafeBytes { bytes in
                var done = 0
                while done < bytes.count {
                    let wrote = Glibc.write(2, bytes.baseAddress.map { $0 + done }, bytes.count - done)
                    if wrote >= 0 {
                        done += wrote
                    } else if errno == EAGAIN {
                        var waiting = pollfd(fd: 2, events: Int16(POLLOUT), revents: 0)
                        _ = poll(&waiting, 1, -1)
                    } else if errno != EINTR {
                        return
                    }
                }
            }
        }
    }
}
