// Owns: compressed bytes for tests: by our own zstd, by the `gzip` and `zstd` programs, and frames put together by hand.

import CCompress
import TestSupport

enum Compression {
    /// One zstd frame, without a checksum.
    static func zstd(_ plain: [UInt8], level: Int32 = 1) -> [UInt8] {
        let context = boxfish_zstd_create()
        defer { boxfish_zstd_destroy(context) }
        var result = [UInt8](repeating: 0, count: boxfish_zstd_bound(plain.count))
        let size = result.withUnsafeMutableBytes { target in
            plain.withUnsafeBytes { source in
                boxfish_zstd_compress(
                    context, source.baseAddress, source.count, target.baseAddress, target.count, level)
            }
        }
        precondition(size > 0, "zstd compresses anything")
        return Array(result.prefix(Int(size)))
    }

    /// One gzip member.
    static func gzip(_ plain: [UInt8]) throws -> [UInt8] { try Program.run("gzip", ["-c"], input: plain).output }

    /// One zstd frame with a checksum, as the program makes them.
    static func checkedZstd(_ plain: [UInt8], _ arguments: [String] = []) throws -> [UInt8] {
        try Program.run("zstd", ["-q", "-c"] + arguments, input: plain).output
    }

    /// A frame that a reader of zstd passes over (RFC 8878, 3.1.2).
    static func skippableFrame(_ number: UInt8, bytes: Int) -> [UInt8] {
        let count = UInt32(bytes)
        return [0x50 | number & 15, 0x2A, 0x4D, 0x18] + (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
            + [UInt8](repeating: 0xAA, count: bytes)
    }
}
