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

    /// Brings pages in before they are touched: what the disk cannot read, or what was cut off the file meanwhile, is an error
    /// here and would be a SIGBUS at a touch. Pages that the kernel gives up later are not guarded when they come in again;
    /// nor is anything on a kernel before Linux 5.14, which has no such call.
    ///
    /// - Parameter file: for the error.
    /// - Throws: `StorageError.io`.
    func load(_ range: Range<Int>, of file: String) throws(StorageError) {
        guard isMapped, !range.isEmpty else { return }
        let start = range.lowerBound / Self.pageSize * Self.pageSize
        let status = madvise(
            UnsafeMutableRawPointer(mutating: base + start), range.upperBound - start, Self.populateRead)
        // EFAULT, EHWPOISON and ENOMEM are what a touch would die of.
        guard status != 0, errno != EINVAL else { return }
        throw .io(operation: "read", file: file, errno: errno == EFAULT ? EIO : errno)
    }

    /// Of the kernel.
    private static let pageSize = max(1, sysconf(Int32(_SC_PAGESIZE)))

    /// MADV_POPULATE_READ of madvise(2).
    private static let populateRead: Int32 = 22
}
