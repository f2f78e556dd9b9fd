// Owns: a file's plain bytes, whatever it is compressed with: told by its first bytes, not by its name.

import CCompress
import Glibc

/// Reads a file, plain, gzip or zstd, in bounded memory.
///
/// Lifetime: owns the descriptor and the C stream. Not thread-safe.
final class Decompressor {
    /// Plain bytes beyond this share of the compressed ones, and beyond the allowance, make a bomb.
    private static let maximumRatio: UInt64 = 200
    private static let allowance: UInt64 = 64 << 20

    private let path: String
    private let descriptor: Int32
    private var stream: OpaquePointer?
    private var input = [UInt8](repeating: 0, count: 1 << 16)
    private var inputRange = 0..<0
    private var isAtFileEnd = false
    /// Bytes of the file taken in so far: what progress is measured by.
    private(set) var consumed: UInt64 = 0
    private var produced: UInt64 = 0

    init(_ path: String) throws(SnapshotError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .io(operation: "open", path: path, errno: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        try fill()
        let head = Array(input[inputRange].prefix(4))
        if head.starts(with: [0x1F, 0x8B]) {
            stream = boxfish_stream_create(Int32(BOXFISH_STREAM_GZIP))
        } else if head == [0x28, 0xB5, 0x2F, 0xFD]
            || head.count == 4 && head[0] & 0xF0 == 0x50
                && head[1...] == [0x2A, 0x4D, 0x18]
        {
            stream = boxfish_stream_create(Int32(BOXFISH_STREAM_ZSTD))
        }
    }

    deinit {
        boxfish_stream_destroy(stream)
        close(descriptor)
    }

    private func fill() throws(SnapshotError) {
        while true {
            let got = input.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if got > 0 {
                inputRange = 0..<got
                consumed += UInt64(got)
                return
            }
            if got == 0 {
                inputRange = 0..<0
                isAtFileEnd = true
                return
            }
            guard errno == EINTR else { throw .io(operation: "read", path: path, errno: errno) }
        }
    }

    /// Puts the next plain bytes into `buffer`. Returns how many; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SnapshotError) -> Int {
        while true {
            if inputRange.isEmpty, !isAtFileEnd { try fill() }
            guard let stream else {
                let count = min(buffer.count, inputRange.count)
                input.withUnsafeBytes {
                    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[inputRange.prefix(count)]))
                }
                inputRange = inputRange.dropFirst(count)
                return count
            }
            if inputRange.isEmpty {
                guard boxfish_stream_at_end(stream) != 0 else { throw .truncated(path: path) }
                return 0
            }
            let count = try step(stream, buffer)
            if count > 0 { return count }
        }
    }

    private func step(
        _ stream: OpaquePointer, _ buffer: UnsafeMutableRawBufferPointer
    ) throws(SnapshotError) -> Int {
        var used = inputRange.count
        var made = buffer.count
        let status = input.withUnsafeBytes { input in
            boxfish_stream_step(
                stream, input.baseAddress?.advanced(by: inputRange.lowerBound).assumingMemoryBound(to: UInt8.self),
                &used, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), &made)
        }
        guard status != Int32(BOXFISH_STREAM_WINDOW_TOO_LARGE) else { throw .windowTooLarge(path: path) }
        guard status == Int32(BOXFISH_STREAM_OK) else {
            throw .damaged(path: path, offset: consumed - UInt64(inputRange.count))
        }
        inputRange = inputRange.dropFirst(used)
        produced += UInt64(made)
        if produced > Self.allowance, produced / Self.maximumRatio > consumed {
            throw .bomb(path: path, compressed: consumed, plain: produced)
        }
        return made
    }
}
