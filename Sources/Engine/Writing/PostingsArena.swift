// Owns: growing byte chains for many terms at once, in one allocation.

/// Append-only byte chains in slices that double, after Lucene's ByteBlockPool.
///
/// A slice ends in the 4-byte offset of the next one. Lifetime: the memory belongs to this class and moves when it grows;
/// no pointer into it leaves a method.
final class PostingsArena {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var used = 0

    /// Where a chain is written next.
    struct Chain {
        var head: UInt32
        var at: UInt32
        /// Where the current slice's link begins.
        var end: UInt32
        var level: UInt32
    }

    private static let firstSlice = 16
    private static let lastLevel: UInt32 = 9

    init(capacity: Int = 1 << 20) {
        self.capacity = capacity
        base = .allocate(capacity: capacity)
    }

    deinit { base.deallocate() }

    func reset() { used = 0 }

    func newChain() -> Chain {
        let start = allocate(Self.firstSlice)
        return Chain(head: start, at: start, end: start + UInt32(Self.firstSlice - 4), level: 0)
    }

    private func allocate(_ size: Int) -> UInt32 {
        if used + size > capacity {
            precondition(used + size <= Int(UInt32.max), "an arena holds at most 4 GiB")
            let grown = max(capacity * 2, used + size)
            let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: grown)
            moved.update(from: base, count: used)
            base.deallocate()
            base = moved
            capacity = grown
        }
        defer { used += size }
        return UInt32(used)
    }

    private func grow(_ chain: inout Chain) {
        chain.level = min(chain.level + 1, Self.lastLevel)
        let size = Self.firstSlice << Int(chain.level)
        let next = allocate(size)
        UnsafeMutableRawPointer(base + Int(chain.end)).storeBytes(of: next, as: UInt32.self)
        chain.at = next
        chain.end = next + UInt32(size - 4)
    }

    /// Appends a LEB128 number.
    @inline(__always)
    func append(_ value: UInt32, to chain: inout Chain) {
        var rest = value
        while rest >= 0x80 {
            append(byte: UInt8(truncatingIfNeeded: rest) | 0x80, to: &chain)
            rest >>= 7
        }
        append(byte: UInt8(truncatingIfNeeded: rest), to: &chain)
    }

    @inline(__always)
    private func append(byte: UInt8, to chain: inout Chain) {
        if chain.at == chain.end { grow(&chain) }
        base[Int(chain.at)] = byte
        chain.at &+= 1
    }

    /// Reads a chain from its head to where it is written.
    struct Reader {
        private let arena: PostingsArena
        private var at: UInt32
        private var end: UInt32
        private let last: UInt32
        private var level: UInt32 = 0

        init(arena: PostingsArena, chain: Chain) {
            self.arena = arena
            at = chain.head
            end = chain.head + UInt32(PostingsArena.firstSlice - 4)
            last = chain.at
        }

        @inline(__always)
        mutating func nextByte() -> UInt8? {
            if at == last { return nil }
            if at == end {
                at = UnsafeRawPointer(arena.base + Int(end)).loadUnaligned(as: UInt32.self)
                level = min(level + 1, PostingsArena.lastLevel)
                end = at + UInt32((PostingsArena.firstSlice << Int(level)) - 4)
                if at == last { return nil }
            }
            defer { at &+= 1 }
            return arena.base[Int(at)]
        }

        @inline(__always)
        mutating func next() -> UInt32? {
            guard var byte = nextByte() else { return nil }
            var result = UInt32(byte & 0x7F)
            var shift: UInt32 = 7
            while byte >= 0x80 {
                guard let more = nextByte() else { return nil }
                byte = more
                result |= UInt32(byte & 0x7F) &<< shift
                shift += 7
            }
            return result
        }
    }
}
