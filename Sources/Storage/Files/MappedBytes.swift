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

    /// Brings pages in before they are first touched: what the disk cannot read, or what was cut off the file, is an error here
    /// and would be a SIGBUS at the touch. It does not guard a page afterwards: one that the kernel gave up is touched without
    /// a question when it must come in again, and so is one that is cut off later. Nor does it guard anything on a
    /// kernel before Linux 5.14, which has no such call.
    ///
    /// - Parameter file: for the error.
    /// - Throws: `StorageError.io`.
    func load(_ range: Range<Int>, of file: String) throws(StorageError) {
        guard isMapped, !range.isEmpty else { return }
        let start = range.lowerBound / Self.pageSize * Self.pageSize
        let status = madvise(
            UnsafeMutableRawPointer(mutating: base + start), range.upperBound - start, Self.populateRead)
        // A touch would die of these two only (madvise(2)); for want of memory it waits.
        guard status != 0, errno == EFAULT || errno == EHWPOISON else { return }
        throw .io(operation: "read", file: file, errno: EIO)
    }

    /// Of the kernel.
    private static let pageSize = max(1, sysconf(Int32(_SC_PAGESIZE)))

    /// MADV_POPULATE_READ of madvise(2).
    private static let populateRead: Int32 = 22
}
