// Owns: the file that tells which lines of a snapshot are not in the index, and why.
//
//   one JSON object a line: {"file":…,"line":…,"code":…,"reason":…}

import Glibc
import Snapshots
import Wire

/// Written as rejects come; made only when there is one. One thread at a time.
struct RejectsFile {
    let path: String
    private var descriptor: Int32 = -1

    init(path: String) { self.path = path }

    mutating func add(_ line: RejectedLine) throws {
        if descriptor < 0 {
            descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                throw Failure(.failed, "cannot write the rejects file \(path): \(String(cString: strerror(errno)))")
            }
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("file", line.path)
            writer.member("line", line.line)
            writer.member("code", line.code)
            writer.member("reason", line.reason)
        }
        writer.newline()
        var done = 0
        try writer.bytes.withUnsafeBytes { bytes in
            while done < bytes.count {
                let wrote = write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
                if wrote >= 0 {
                    done += wrote
                } else if errno != EINTR {
                    throw Failure(.failed, "cannot write the rejects file \(path): \(String(cString: strerror(errno)))")
                }
            }
        }
    }

    mutating func close() {
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
        descriptor = -1
    }
}
