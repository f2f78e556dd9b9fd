// Owns: how much memory of its own, not of mapped files, the process has at the most for a while.

import Foundation
import Synchronization

/// Looks every fraction of a millisecond, from its making to `end`: what is taken and given back between two looks is missed.
/// The kernel's numbers may be behind by some hundred KB (proc(5), statm).
final class AnonymousMemory: Sendable {
    private let before = AnonymousMemory.now()
    private let most = Atomic<Int>(0)
    private let isOver = Atomic<Bool>(false)
    private let hasEnded = DispatchSemaphore(value: 0)

    init() {
        Thread.detachNewThread { [self] in
            while !isOver.load(ordering: .acquiring) {
                most.max(Self.now(), ordering: .relaxed)
                usleep(100)
            }
            hasEnded.signal()
        }
    }

    /// Looks no more. Returns the bytes beyond those at the start.
    func end() -> Int {
        isOver.store(true, ordering: .releasing)
        hasEnded.wait()
        return max(0, most.max(Self.now(), ordering: .relaxed).newValue - before)
    }

    /// Resident pages less those that are shared, which are pages of files (proc(5), statm).
    private static func now() -> Int {
        var buffer = [UInt8](repeating: 0, count: 128)
        let descriptor = open("/proc/self/statm", O_RDONLY)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        let count = read(descriptor, &buffer, buffer.count)
        let numbers = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).split(separator: " ").compactMap {
            Int($0)
        }
        return numbers.count > 2 ? (numbers[1] - numbers[2]) * sysconf(Int32(_SC_PAGESIZE)) : 0
    }
}
