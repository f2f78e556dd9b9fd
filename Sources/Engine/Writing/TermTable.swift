// Owns: the terms met while inverting documents, and the state of each one's growing list.

import Analysis
import Storage

/// Terms by (space, bytes), each with the chain its postings are appended to.
///
/// In a chain: posting×, where posting = itemDelta occurrence× extra:varint, and
/// occurrence = (delta·4 + 2·(form > 0) + last):varint [form:varint]; in a keyword's chain itemDelta× alone.
final class TermTable {
    /// What a term is, and how its list begins.
    struct Term {
        let hash: UInt64
        let space: UInt32
        let offset: UInt32
        let length: UInt16
        /// Of the chain's current slice.
        fileprivate var level: UInt8 = 0
        fileprivate var head: UInt32 = 0
        /// The newest of its forms, or -1; the others follow its links.
        fileprivate var lastForm: Int32 = -1
        fileprivate var formCount: UInt32 = 0
    }

    /// The end of a term's list, in half a cache line: all that an occurrence touches of its term.
    struct List {
        /// Items with the term so far.
        fileprivate(set) var count: UInt32 = 0
        fileprivate var lastItem: UInt32 = 0
        fileprivate var lastPosition: UInt32 = 0
        /// The occurrence not yet written, for it must say whether it is the item's last.
        fileprivate var pendingDelta: UInt32 = 0
        fileprivate var pendingForm: UInt32 = 0
        /// What the last item's occurrences count beyond once each.
        fileprivate var extra: UInt32 = 0
        fileprivate var chain = PostingsArena.End(at: 0, end: 0)
    }

    /// A word behind a stem.
    private struct Form {
        let offset: UInt32
        let length: UInt16
        /// The form before it of the same stem, or -1.
        let previous: Int32
    }

    private(set) var terms: [Term] = []
    /// As many as terms.
    private(set) var lists: [List] = []
    private var forms: [Form] = []
    private var bytes: [UInt8] = []
    private var slots: [Int32] = [Int32](repeating: -1, count: smallest)
    private var chains = PostingsArena()
    private var warmth: UInt32 = 0

    private static let smallest = 1 << 12

    /// Bytes held: what a memory budget counts.
    var memory: Int {
        terms.count * (MemoryLayout<Term>.stride + MemoryLayout<List>.stride)
            + forms.count * MemoryLayout<Form>.stride + bytes.count + slots.count * 4 + chains.used
    }

    func reset() {
        if terms.count * 16 < slots.count, slots.count > Self.smallest {
            slots = [Int32](repeating: -1, count: Self.smallest)
        } else {
            for index in slots.indices { slots[index] = -1 }
        }
        terms.removeAll(keepingCapacity: true)
        lists.removeAll(keepingCapacity: true)
        forms.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        chains.reset()
    }

    /// The id of a term, made when new. Expected O(length).
    func id(space: UInt32, _ term: UnsafeBufferPointer<UInt8>) -> Int32 {
        let hash = Self.hash(space, term)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let id = slots[slot]
            let known = terms[Int(id)]
            if known.hash == hash, known.space == space, equals(known.offset, known.length, term) { return id }
            slot = (slot + 1) & (slots.count - 1)
        }
        let id = Int32(terms.count)
        terms.append(
            Term(hash: hash, space: space, offset: UInt32(bytes.count), length: UInt16(clamping: term.count)))
        lists.append(List())
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

    private func equals(_ offset: UInt32, _ length: UInt16, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard Int(length) == other.count else { return false }
        let start = Int(offset)
        for index in 0..<other.count where bytes[start + index] != other[index] { return false }
        return true
    }

    private static func hash(_ space: UInt32, _ term: UnsafeBufferPointer<UInt8>) -> UInt64 {
        // FNV-1a with a final mix; only ever in memory.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(space)
        for byte in term { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return hash ^ (hash >> 29) &* 0x9E37_79B9_7F4A_7C15
    }

    /// The number of a form of a term, given now if it is new. O(forms of the term).
    func form(_ form: UnsafeBufferPointer<UInt8>, of id: Int32) -> UInt32 {
        let term = terms[Int(id)]
        var place = term.lastForm
        var number = term.formCount
        while place >= 0 {
            number -= 1
            let known = forms[Int(place)]
            if equals(known.offset, known.length, form) { return number }
            place = known.previous
        }
        var offset = term.offset
        let word = withBytes(of: Int(id)) { UInt16(clamping: TermKey.word(ofStem: $0).count) }
        if !equals(term.offset, word, form) {
            offset = UInt32(bytes.count)
            bytes.append(contentsOf: form.prefix(Int(UInt16.max)))
        }
        forms.append(Form(offset: offset, length: UInt16(clamping: form.count), previous: term.lastForm))
        terms[Int(id)].lastForm = Int32(forms.count - 1)
        terms[Int(id)].formCount += 1
        return term.formCount
    }

    // MARK: Appending

    /// Adds the occurrences of a value's tokens up to the first whose surface form is not known. Items ascend; positions
    /// ascend within an item.
    ///
    /// - Parameters:
    ///   - next: where to begin.
    ///   - start: the position of the value's first token.
    /// - Returns: the place of the token that is not known, or the tokens' count.
    func add(
        _ tokens: UnsafeBufferPointer<Token>, from next: Int, _ surfaces: SurfaceCache.Lookup, salt: UInt64,
        item: UInt32, start: UInt32, weight: UInt32
    ) -> Int {
        terms.withUnsafeMutableBufferPointer { terms in
            lists.withUnsafeMutableBufferPointer { lists in
                withUnsafeTemporaryAllocation(of: SurfaceCache.Surface.self, capacity: Self.lookAhead) { found in
                    var place = next
                    while place < tokens.count {
                        let wanted = min(Self.lookAhead, tokens.count - place)
                        let count = Self.find(tokens, place, wanted, surfaces, salt, found)
                        warmth &+= Self.warm(found, count, lists, chains)
                        for index in 0..<count {
                            let id = Int(found[index].stem)
                            Self.add(
                                &lists[id], &terms[id], &chains, found[index].form, item,
                                start &+ tokens[place &+ index].position, weight)
                        }
                        place += count
                        if count < wanted { return place }
                    }
                    return place
                }
            }
        }
    }

    /// Tokens that are looked up before the first is added, so that the memory they stand in is waited for together.
    private static let lookAhead = 24

    /// Looks tokens up, to the first that is not known. Returns how many are.
    @inline(__always)
    private static func find(
        _ tokens: UnsafeBufferPointer<Token>, _ place: Int, _ count: Int, _ surfaces: SurfaceCache.Lookup,
        _ salt: UInt64, _ found: UnsafeMutableBufferPointer<SurfaceCache.Surface>
    ) -> Int {
        for index in 0..<count {
            guard let surface = surfaces.find(tokens[place &+ index].hash ^ salt) else { return index }
            found[index] = surface
        }
        return count
    }

    /// Touches the ends of lists and of their chains. Returns a number that means nothing, so that it is really done.
    @inline(__always)
    private static func warm(
        _ found: UnsafeMutableBufferPointer<SurfaceCache.Surface>, _ count: Int,
        _ lists: UnsafeMutableBufferPointer<List>, _ chains: borrowing PostingsArena
    ) -> UInt32 {
        var sum: UInt32 = 0
        for index in 0..<count { sum &+= UInt32(chains.byte(at: lists[Int(found[index].stem)].chain)) }
        return sum
    }

    @inline(__always)
    private static func add(
        _ list: inout List, _ term: inout Term, _ chains: inout PostingsArena, _ form: UInt32, _ item: UInt32,
        _ position: UInt32, _ weight: UInt32
    ) {
        if list.count > 0, list.lastItem == item {
            writePending(list.pendingDelta << 2, &list, &term, &chains)
            list.pendingDelta = position &- list.lastPosition &- 1
            list.extra &+= weight &- 1
        } else {
            begin(&list, &term, &chains, item)
            list.pendingDelta = position
            list.extra = weight &- 1
        }
        list.pendingForm = form
        list.lastPosition = position
    }

    @inline(__always)
    private static func writePending(
        _ code: UInt32, _ list: inout List, _ term: inout Term, _ chains: inout PostingsArena
    ) {
        guard list.pendingForm > 0 else { return chains.append(code, to: &list.chain, &term.level) }
        chains.append(code | 2, to: &list.chain, &term.level)
        chains.append(list.pendingForm, to: &list.chain, &term.level)
    }

    @inline(__always)
    private static func begin(
        _ list: inout List, _ term: inout Term, _ chains: inout PostingsArena, _ item: UInt32
    ) {
        if list.count > 0 {
            finish(&list, &term, &chains)
            chains.append(item &- list.lastItem, to: &list.chain, &term.level)
        } else {
            list.chain = chains.newChain()
            term.head = list.chain.at
            chains.append(item, to: &list.chain, &term.level)
        }
        list.count &+= 1
        list.lastItem = item
    }

    @inline(__always)
    private static func finish(_ list: inout List, _ term: inout Term, _ chains: inout PostingsArena) {
        writePending(list.pendingDelta << 2 | 1, &list, &term, &chains)
        chains.append(list.extra, to: &list.chain, &term.level)
    }

    /// Adds an item to a keyword term's list; a repeat for the same item is passed over.
    func add(keyword id: Int32, item: UInt32) {
        let index = Int(id)
        if lists[index].count > 0 {
            guard lists[index].lastItem != item else { return }
            chains.append(item &- lists[index].lastItem, to: &lists[index].chain, &terms[index].level)
        } else {
            lists[index].chain = chains.newChain()
            terms[index].head = lists[index].chain.at
            chains.append(item, to: &lists[index].chain, &terms[index].level)
        }
        lists[index].count &+= 1
        lists[index].lastItem = item
    }

    /// Writes what is pending of the lists of words: from here on the table is only read. O(terms).
    ///
    /// - Parameter isText: whether the terms of a space are words.
    func finish(isText: (UInt32) -> Bool) {
        for index in terms.indices where lists[index].count > 0 && isText(terms[index].space) {
            Self.finish(&lists[index], &terms[index], &chains)
        }
    }

    // MARK: Reading back

    /// A term's bytes.
    func bytes(of id: Int) -> [UInt8] { withBytes(of: id) { Array($0) } }

    func withBytes<R>(of id: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        let term = terms[id]
        return try bytes.withUnsafeBytes {
            try body(UnsafeRawBufferPointer(rebasing: $0[Int(term.offset)..<Int(term.offset) + Int(term.length)]))
        }
    }

    /// Whether the stem's word is its one form.
    func hasOnlyItself(_ id: Int) -> Bool {
        terms[id].formCount == 1 && forms[Int(terms[id].lastForm)].offset == terms[id].offset
    }

    /// A term's forms, by number.
    func forms(of id: Int) -> [[UInt8]] {
        var result: [[UInt8]] = []
        var place = terms[id].lastForm
        while place >= 0 {
            let form = forms[Int(place)]
            result.append(Array(bytes[Int(form.offset)..<Int(form.offset) + Int(form.length)]))
            place = form.previous
        }
        return result.reversed()
    }

    /// Appends a term's list, whose items are all beyond those that `list` has, with its forms renumbered. After
    /// ``finish(isText:)``. O(bytes).
    ///
    /// - Parameters:
    ///   - hasForms: whether the forms are wanted: not where there is one.
    ///   - formNumbers: the new number of each form; empty: as they are.
    func read(_ id: Int, hasForms: Bool, formNumbers: [UInt32], into list: inout PostingsBuffer) {
        guard lists[id].count > 0 else { return }
        var reader = chains.reader(from: terms[id].head, to: lists[id].chain.at)
        var item: UInt32 = 0
        guard list.hasOccurrences else {
            while !reader.isAtEnd {
                item &+= reader.next()
                list.items.append(item)
            }
            return
        }
        let firstForm = list.forms.count
        while !reader.isAtEnd {
            item &+= reader.next()
            list.items.append(item)
            var position: UInt32 = 0
            var count: UInt32 = 0
            while true {
                let code = reader.next()
                position = count == 0 ? code &>> 2 : position &+ 1 &+ code &>> 2
                count &+= 1
                list.positions.append(position)
                let form = code & 2 == 0 ? 0 : reader.next()
                if hasForms { list.forms.append(form) }
                if code & 1 == 1 || reader.isAtEnd { break }
            }
            list.counts.append(count)
            list.extras.append(reader.next())
        }
        guard !formNumbers.isEmpty else { return }
        for index in firstForm..<list.forms.count { list.forms[index] = formNumbers[Int(list.forms[index])] }
    }
}
