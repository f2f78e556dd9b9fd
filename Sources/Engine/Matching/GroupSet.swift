// Owns: the threads or boxes that a condition of a plan has found, in bounded memory.

import Storage
import Synchronization

/// The items of a set's groups, by segment: found once for all searches that meet the set in a cache. Thread-safe.
///
/// Segments are told apart by identity: whoever holds the set holds the snapshot that it was found in, and so them.
final class GroupItems: Sendable {
    /// The most items that are kept, of all segments together.
    static let maximumItems = 8_192

    /// `nil`: they are too many to be looked up.
    private let known = Mutex<[ObjectIdentifier: [UInt32]?]>([:])

    /// The items in a segment, those that are kept.
    ///
    /// - Returns: `nil` when there are none kept; `.some(nil)` when they are too many to be looked up.
    func items(in segment: SegmentReader) -> [UInt32]?? { known.withLock { $0[ObjectIdentifier(segment)] } }

    /// Keeps the items in a segment, or that they are too many to be looked up, where there is room.
    func keep(_ items: [UInt32]?, in segment: SegmentReader) {
        let key = ObjectIdentifier(segment)
        known.withLock { known in
            let count = known.values.reduce(items?.count ?? 0) { $0 + ($1?.count ?? 0) }
            if known[key] == nil, count <= Self.maximumItems { known[key] = .some(items) }
        }
    }
}

/// A set of group ordinals, its bytes counted against the search's memory for as long as it lives.
///
/// It is a bitmap over all ordinals ever given (an eighth of a byte each), or a sorted list where that saves more than a
/// few KB: a million groups cost at most 125 KB a set. Sets that are only combined are combined in place, so a conjunction of any
/// number of conditions holds two at a time.
final class GroupSet {
    /// The ordinals, without the search they were found for.
    struct Members: Sendable {
        fileprivate var bits = OrdinalSet()
        /// In ascending order; `nil` while the bitmap is used.
        fileprivate var sorted: [UInt32]?
        /// Of a set in a cache, where its groups are few.
        private(set) var items: GroupItems?

        var byteCount: Int {
            (sorted?.count ?? 0) * 4 + bits.byteCount + (items == nil ? 0 : GroupItems.maximumItems * 4)
        }

        /// The same for a cache.
        func cached() -> Self {
            var members = self
            let count = sorted?.count ?? bits.count
            members.items = count <= GroupMatcher.maximumLookedUp ? GroupItems() : nil
            return members
        }

        /// The same to be changed.
        fileprivate func uncached() -> Self {
            var members = self
            members.items = nil
            return members
        }
    }

    private(set) var members = Members()
    private let budget: SearchBudget
    private var reserved = 0

    init(_ budget: SearchBudget) { self.budget = budget }

    /// A set that a cache holds the memory of, until it is changed.
    init(_ members: Members, _ budget: SearchBudget) {
        self.members = members
        self.budget = budget
    }

    /// Another set of the same groups.
    func copy() throws -> GroupSet {
        let copy = GroupSet(members.uncached(), budget)
        try copy.settle()
        return copy
    }

    private var bits: OrdinalSet {
        @inline(__always) get { members.bits }
        @inline(__always) _modify { yield &members.bits }
    }

    private var sorted: [UInt32]? {
        @inline(__always) get { members.sorted }
        @inline(__always) _modify { yield &members.sorted }
    }

    deinit { budget.release(reserved) }

    var count: Int { sorted?.count ?? bits.count }

    var isEmpty: Bool { count == 0 }

    @inline(__always)
    func contains(_ ordinal: Int64) -> Bool {
        guard let sorted else { return bits.contains(ordinal) }
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if Int64(sorted[middle]) < ordinal { low = middle + 1 } else { high = middle }
        }
        return low < sorted.count && Int64(sorted[low]) == ordinal
    }

    /// Adds an ordinal while the set is being filled; -1, no group, is passed over.
    func insert(_ ordinal: Int64) { bits.insert(ordinal) }

    /// A bitmap of at most so many bytes stays one: it is the faster to ask.
    private static let smallBitmap = 4_096

    /// Ends the filling: takes the better form.
    func settle() throws {
        if bits.byteCount > Self.smallBitmap, bits.count * 4 < bits.byteCount {
            var members: [UInt32] = []
            members.reserveCapacity(bits.count)
            bits.forEach { members.append($0) }
            sorted = members
            bits = OrdinalSet()
        }
        let bytes = members.byteCount
        if bytes > reserved { try budget.reserve(bytes - reserved) } else { budget.release(reserved - bytes) }
        reserved = bytes
    }

    /// The members, ascending, if there are at most `limit`.
    func members(upTo limit: Int) -> [Int64]? {
        guard count <= limit else { return nil }
        if let sorted { return sorted.map { Int64($0) } }
        var members: [Int64] = []
        bits.forEach { members.append(Int64($0)) }
        return members
    }

    func formIntersection(_ other: GroupSet) throws { try change(other) { $0.formIntersection($1) } }

    func formUnion(_ other: GroupSet) throws { try change(other) { $0.formUnion($1) } }

    func subtract(_ other: GroupSet) throws { try change(other) { $0.subtract($1) } }

    private var bitmap: OrdinalSet {
        guard let sorted else { return bits }
        var bits = OrdinalSet()
        for member in sorted { bits.insert(Int64(member)) }
        return bits
    }

    /// About how many microseconds it takes to make a bitmap of it, and of that what it was: to insert a member takes some
    /// nanoseconds, a byte of a bitmap a tenth of one.
    private var cost: Int { (sorted?.count ?? 0) / 64 + bits.byteCount / 4_096 }

    private func change(_ other: GroupSet, _ body: (inout OrdinalSet, OrdinalSet) -> Void) throws {
        try budget.pace(1 + cost + other.cost)
        let others = other.bitmap
        members = members.uncached()
        bits = bitmap
        sorted = nil
        body(&bits, others)
        try settle()
    }
}
