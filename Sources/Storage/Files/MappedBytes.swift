// Owns: a file's bytes in memory, mapped or on the heap.

import Glibc

/// Bytes that do not change and do not move.
///
/// Lifetime: the memory is given back when the last reference goes; every pointer taken from it must go before.
public final class MappedBytes: @unchecked Sendable {
    public let base: UnsafeRawPointer
    public let count: Int
    private let isMapped: Bool

    /// Takes over a mapping made by `mmap`.
    init(mapping base: UnsafeRawPointer, count: Int) {
        self.base = base
        self.count = count
        isMapped = true
    }

    /// Copies bytes to the heap: a segment in memory.
    public init(copying bytes: [UInt8]) {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: max(bytes.count, 1), alignment: 64)
        bytes.withUnsafeBytes { if let start = $0.baseAddress { memory.copyMemory(from: start, byteCount: $0.count) } }
        base = UnsafeRawPointer(memory)
        count = bytes.count
        isMapped = false
    }

    deinit {
        if isMapped {
            munmap(UnsafeMutableRawPointer(mutating: base), count)
        } else {
            base.deallocate()
        }
    }

    public var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }
}
