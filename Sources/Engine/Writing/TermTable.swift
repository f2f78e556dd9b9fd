// Owns: the terms met while inverting one team's documents, and the state of each one's growing list.

/// Terms by (space, bytes), each with the chain its postings are appended to.
final class TermTable {
    /// A term and its list so far.
    struct Term {
        let space: UInt16
        let length: UInt16
        let offset: UInt32
        let hash: UInt64
        /// Items with the term so far.
        var count: UInt32 = 0
        var lastItem: UInt32 = 0
        var lastPosition: UInt32 = 0
        /// The delta of the occurrence not yet written, for it must say whether it is the item's last.
        var pendingDelta: UInt32 = 0
        /// The weighted frequency in the last item.
        var frequency: UInt32 = 0
        var chain: PostingsArena.Chain
        /// For a stem: the one exact form all its occurrences have, `Exact.none` before the first, `Exact.several` later.
        var exact: Int32 = Exact.none
        /// For an exact form: the stem whose list it shares, or a case of `Sharing`.
        var sharedWith: Int32 = Sharing.unlinked
    }

    enum Exact {
        static let none: Int32 = -1
        static let several: Int32 = -2
    }

    enum Sharing {
        static let unlinked: Int32 = -1
        static let ownList: Int32 = -2
    }

    private(set) var terms: [Term] = []
    private var bytes: [UInt8] = []
    private var slots: [Int32] = [Int32](repeating: -1, count: 1 << 12)
    private var chains: PostingsArena

    init() { chains = PostingsArena() }

    /// Bytes held: what a memory budget counts.
    var memory: Int {
        terms.count * MemoryLayout<Term>.stride + bytes.count + slots.count * 4 + chains.used
    }

    func reset() {
        terms.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        for index in slots.indices { slots[index] = -1 }
        chains.reset()
    }

    /// The id of a term, made when new. Expected O(length).
    func id(space: UInt16, _ term: UnsafeBufferPointer<UInt8>) -> Int32 {
        let hash = Self.hash(space, term)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let id = slots[slot]
            if terms[Int(id)].hash == hash, terms[Int(id)].space == space, equals(id, term) { return id }
            slot = (slot + 1) & (slots.count - 1)
        }
        let id = Int32(terms.count)
        terms.append(
            Term(
                space: space, length: UInt16(clamping: term.count), offset: UInt32(bytes.count), hash: hash,
                chain: PostingsArena.Chain(head: .max, at: 0, end: 0, level: 0)))
        bytes.append(contentsOf: term.prefix(Int(UInt16.max)))
        slots[slot] = id
        if terms.count * 2 > slots.count { rehash() }
        return id
    }

    private func rehash() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for id in terms.indices {
            var slot = Int(truncatingIfNeeded: terms[id].hash) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(id)
        }
    }

    private func equals(_ id: Int32, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
        let term = terms[Int(id)]
        guard Int(term.length) == other.count else { return false }
        let start = Int(term.offset)
        for index in 0..<other.count where bytes[start + index] != other[index] { return false }
        return true
    }

    private static func hash(_ space: UInt16, _ term: UnsafeBufferPointer<UInt8>) -> UInt64 {
        // FNV-1a with a final mix; only ever in memory.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(space)
        for byte in term { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return hash ^ (hash >> 29) &* 0x9E37_79B9_7F4A_7C15
    }

    /// Calls `body` with a term's bytes.
    func withBytes<R>(of id: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        let term = terms[id]
        return try bytes.withUnsafeBytes {
            try body(UnsafeRawBufferPointer(rebasing: $0[Int(term.offset)..<Int(term.offset) + Int(term.length)]))
        }
    }

    func haveEqualBytes(_ a: Int32, _ b: Int32) -> Bool {
        withBytes(of: Int(a)) { bytes in equals(b, bytes.bindMemory(to: UInt8.self)) }
    }

    // MARK: Appending

    /// Adds an occurrence of a text term. Items ascend; positions ascend within an item.
    @inline(__always)
    func add(_ id: Int32, item: UInt32, position: UInt32, weight: UInt32) {
        terms.withUnsafeMutableBufferPointer { terms in
            Self.add(&terms[Int(id)], chains, item, position, weight)
        }
    }

    /// Adds an occurrence to a stem's list, and to its exact form's unless all the stem's occurrences have that form.
    @inline(__always)
    func add(stem: Int32, exact: Int32, item: UInt32, position: UInt32, weight: UInt32) {
        terms.withUnsafeMutableBufferPointer { terms in
            Self.add(&terms[Int(stem)], chains, item, position, weight)
            if terms[Int(stem)].exact != exact { Self.add(&terms[Int(exact)], chains, item, position, weight) }
        }
    }

    @inline(__always)
    private static func add(
        _ term: inout Term, _ chains: PostingsArena, _ item: UInt32, _ position: UInt32, _ weight: UInt32
    ) {
        if term.count > 0, term.lastItem == item {
            chains.append(term.pendingDelta << 1, to: &term.chain)
            term.pendingDelta = position &- term.lastPosition
            term.frequency &+= weight
        } else {
            begin(&term, chains, item)
            term.pendingDelta = position
            term.frequency = weight
        }
        term.lastPosition = position
    }

    private static func begin(_ term: inout Term, _ chains: PostingsArena, _ item: UInt32) {
        if term.count > 0 {
            finish(&term, chains)
            chains.append(item &- term.lastItem, to: &term.chain)
        } else {
            term.chain = chains.newChain()
            chains.append(item, to: &term.chain)
        }
        term.count &+= 1
        term.lastItem = item
    }

    private static func finish(_ term: inout Term, _ chains: PostingsArena) {
        chains.append(term.pendingDelta << 1 | 1, to: &term.chain)
        chains.append(term.frequency, to: &term.chain)
    }

    /// Adds an item to a keyword term's list; a repeat for the same item is passed over.
    func add(keyword id: Int32, item: UInt32) {
        let index = Int(id)
        if terms[index].count > 0 {
            guard terms[index].lastItem != item else { return }
            chains.append(item &- terms[index].lastItem, to: &terms[index].chain)
        } else {
            terms[index].chain = chains.newChain()
            chains.append(item, to: &terms[index].chain)
        }
        terms[index].count &+= 1
        terms[index].lastItem = item
    }

    /// Says that occurrences of a stem have this exact form. An exact form shares its stem's list for as long as neither
    /// has another partner; then its list is split off.
    func link(stem: Int32, exact: Int32) {
        guard terms[Int(stem)].exact != exact else { return }
        let owner = terms[Int(exact)].sharedWith
        if owner >= 0 { split(owner) }
        if terms[Int(stem)].exact == Exact.none, terms[Int(exact)].sharedWith == Sharing.unlinked {
            terms[Int(stem)].exact = exact
            terms[Int(exact)].sharedWith = stem
            return
        }
        if terms[Int(stem)].exact >= 0 { split(stem) }
        terms[Int(stem)].exact = Exact.several
        terms[Int(exact)].sharedWith = Sharing.ownList
    }

    /// Gives the one exact form of a stem a list of its own: so far, the stem's.
    private func split(_ stem: Int32) {
        let source = terms[Int(stem)]
        let exact = Int(source.exact)
        terms[Int(stem)].exact = Exact.several
        terms[exact].sharedWith = Sharing.ownList
        guard source.count > 0 else { return }
        terms[exact].count = source.count
        terms[exact].lastItem = source.lastItem
        terms[exact].lastPosition = source.lastPosition
        terms[exact].pendingDelta = source.pendingDelta
        terms[exact].frequency = source.frequency
        terms[exact].chain = chains.copy(source.chain)
    }

    // MARK: Reading back

    /// One term's list, decoded; reused from term to term.
    struct List {
        var items: [UInt32] = []
        var frequencies: [UInt32] = []
        var positions: [UInt8] = []
        var starts: [UInt32] = []

        mutating func clear() {
            items.removeAll(keepingCapacity: true)
            frequencies.removeAll(keepingCapacity: true)
            positions.removeAll(keepingCapacity: true)
            starts.removeAll(keepingCapacity: true)
        }
    }

    /// Decodes a term's list. Call once a term: it writes the pending occurrence. O(bytes).
    func read(_ id: Int, isText: Bool, into list: inout List) {
        list.clear()
        guard terms[id].count > 0 else { return }
        if isText { Self.finish(&terms[id], chains) }
        var reader = PostingsArena.Reader(arena: chains, chain: terms[id].chain)
        var item: UInt32 = 0
        while let delta = reader.next() {
            item &+= delta
            list.items.append(item)
            guard isText else { continue }
            list.starts.append(UInt32(list.positions.count))
            while let code = reader.next() {
                list.positions.appendVarint(UInt64(code))
                if code & 1 == 1 { break }
            }
            list.frequencies.append(reader.next() ?? 1)
        }
    }
}
