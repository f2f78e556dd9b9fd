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
    private var count = 0

    init(path: String) { self.path = path }

    /// Finds out whether the file can be written, and leaves what is there as it is.
    func probe() throws {
        var status = stat()
        let isThere = lstat(path, &status) == 0
        let probe = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard probe >= 0 else { throw failure() }
        _ = Glibc.close(probe)
        if !isThere { unlink(path) }
    }

    mutating func add(_ line: RejectedLine) throws {
        if descriptor < 0 {
            descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw failure() }
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("file", line.path)
            writer.member("line", line.line)
            writer.member("code", line.code)
            writer.member("reason", line.reason)
        }
        writer.newline()
        count += 1
        var done = 0
        try writer.bytes.withUnsafeBytes { bytes in
            while done < bytes.count {
                let wrote = write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
                guard wrote >= 0 || errno == EINTR else { throw failure() }
                done += max(0, wrote)
            }
        }
    }

    private func failure() -> Failure {
        let reason = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
        return Failure(.failed, "cannot write the rejects file \(path): \(reason); name another with --rejects")
    }

    /// Returns how many lines were rejected.
    mutating func close() -> Int {
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
        descriptor = -1
        return count
    }
}
