// Owns: growing byte chains for many terms at once, in one allocation.

/// Append-only byte chains in slices that double, after Lucene's ByteBlockPool.
///
/// A slice ends in the 4-byte offset of the next one. Lifetime: the memory belongs to this value and moves when it grows;
/// no pointer into it leaves a method, and readers are good until the next append.
struct PostingsArena: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var used = 0

    /// Where a chain is written next.
    struct End {
        var at: UInt32
        /// Where the current slice's link begins.
        var end: UInt32
    }

    private static let firstSlice = 16
    private static let lastLevel: UInt8 = 9

    init(capacity: Int = 1 << 20) {
        self.capacity = capacity
        base = .allocate(capacity: capacity)
    }

    deinit { base.deallocate() }

    mutating func reset() { used = 0 }

    /// Begins a chain, whose head is where it is written first.
    mutating func newChain() -> End {
        let start = allocate(Self.firstSlice)
        return End(at: start, end: start + UInt32(Self.firstSlice - 4))
    }

    private mutating func allocate(_ size: Int) -> UInt32 {
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

    /// - Parameter level: of the chain's current slice.
    @inline(never)
    private mutating func grow(_ chain: inout End, _ level: inout UInt8) {
        level = min(level + 1, Self.lastLevel)
        let size = Self.firstSlice << Int(level)
        let next = allocate(size)
        UnsafeMutableRawPointer(base + Int(chain.end)).storeBytes(of: next, as: UInt32.self)
        chain = End(at: next, end: next + UInt32(size - 4))
    }

    /// Appends a LEB128 number.
    @inline(__always)
    mutating func append(_ value: UInt32, to chain: inout End, _ level: inout UInt8) {
        var rest = value
        while rest >= 0x80 {
            append(byte: UInt8(truncatingIfNeeded: rest) | 0x80, to: &chain, &level)
            rest &>>= 7
        }
        append(byte: UInt8(truncatingIfNeeded: rest), to: &chain, &level)
    }

    @inline(__always)
    private mutating func append(byte: UInt8, to chain: inout End, _ level: inout UInt8) {
        if chain.at == chain.end { grow(&chain, &level) }
        base[Int(chain.at)] = byte
        chain.at &+= 1
    }

    /// The byte that a chain is written to next, whatever it holds.
    @inline(__always)
    borrowing func byte(at chain: End) -> UInt8 { base[Int(chain.at)] }

    /// A reader of the chain from `head` to `at`.
    borrowing func reader(from head: UInt32, to at: UInt32) -> Reader { Reader(base, head: head, to: at) }

    /// Reads a chain from its head to where it is written.
    struct Reader {
        private let base: UnsafePointer<UInt8>
        private var at: UInt32
        private var end: UInt32
        private let last: UInt32
        private var level: UInt8 = 0

        fileprivate init(_ base: UnsafeMutablePointer<UInt8>, head: UInt32, to last: UInt32) {
            self.base = UnsafePointer(base)
            at = head
            end = head + UInt32(PostingsArena.firstSlice - 4)
            self.last = last
        }

        var isAtEnd: Bool { at == last }

        /// The next byte; 0 at the end.
        @inline(__always)
        private mutating func nextByte() -> UInt8 {
            if at == end { follow() }
            if at == last { return 0 }
            defer { at &+= 1 }
            return base[Int(at)]
        }

        /// Goes on in the next slice, unless the chain ends with this one.
        private mutating func follow() {
            guard at != last else { return }
            at = UnsafeRawPointer(base + Int(end)).loadUnaligned(as: UInt32.self)
            level = min(level + 1, PostingsArena.lastLevel)
            end = at + UInt32((PostingsArena.firstSlice << Int(level)) - 4)
        }

        /// The next number; 0 at the end.
        @inline(__always)
        mutating func next() -> UInt32 {
            var byte = nextByte()
            if byte < 0x80 { return UInt32(byte) }
            var result = UInt32(byte & 0x7F)
            var shift: UInt32 = 7
            while byte >= 0x80 {
                byte = nextByte()
                result |= UInt32(byte & 0x7F) &<< shift
                shift &+= 7
            }
            return result
        }
    }
}
