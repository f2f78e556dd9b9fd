// Owns: the terms met while inverting one team's documents, and the state of each one's growing list.

import Analysis
import Storage

/// Terms by (space, bytes), each with the chain its postings are appended to.
///
/// In a chain: posting×, where posting = itemDelta occurrence× extra:varint, and
/// occurrence = (delta·4 + 2·(form > 0) + last):varint [form:varint]; in a keyword's chain itemDelta× alone.
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
        /// The occurrence not yet written, for it must say whether it is the item's last.
        var pendingDelta: UInt32 = 0
        var pendingForm: UInt32 = 0
        /// What the last item's occurrences count beyond once each.
        var extra: UInt32 = 0
        var chain: PostingsArena.Chain
        /// The newest of its forms, or -1; the others follow its links.
        var lastForm: Int32 = -1
        var formCount: UInt32 = 0
    }

    /// A word behind a stem.
    private struct Form {
        let offset: UInt32
        let length: UInt16
        /// The form before it of the same stem, or -1.
        let previous: Int32
    }

    private(set) var terms: [Term] = []
    private var forms: [Form] = []
    private var bytes: [UInt8] = []
    private var slots: [Int32] = [Int32](repeating: -1, count: 1 << 12)
    private let chains = PostingsArena()

    /// Bytes held: what a memory budget counts.
    var memory: Int {
        terms.count * MemoryLayout<Term>.stride + forms.count * MemoryLayout<Form>.stride + bytes.count
            + slots.count * 4 + chains.used
    }

    func reset() {
        terms.removeAll(keepingCapacity: true)
        forms.removeAll(keepingCapacity: true)
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
            let known = terms[Int(id)]
            if known.hash == hash, known.space == space, equals(known.offset, known.length, term) { return id }
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

    private func equals(_ offset: UInt32, _ length: UInt16, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard Int(length) == other.count else { return false }
        let start = Int(offset)
        for index in 0..<other.count where bytes[start + index] != other[index] { return false }
        return true
    }

    private static func hash(_ space: UInt16, _ term: UnsafeBufferPointer<UInt8>) -> UInt64 {
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
        if !equals(term.offset, term.length, form) {
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
            for place in next..<tokens.count {
                guard let surface = surfaces.find(tokens[place].hash ^ salt) else { return place }
                Self.add(
                    &terms[Int(surface.stem)], chains, surface.form, item, start &+ tokens[place].position, weight)
            }
            return tokens.count
        }
    }

    @inline(__always)
    private static func add(
        _ term: inout Term, _ chains: PostingsArena, _ form: UInt32, _ item: UInt32, _ position: UInt32,
        _ weight: UInt32
    ) {
        if term.count > 0, term.lastItem == item {
            writePending(term.pendingDelta << 2, &term, chains)
            term.pendingDelta = position &- term.lastPosition &- 1
            term.extra &+= weight &- 1
        } else {
            begin(&term, chains, item)
            term.pendingDelta = position
            term.extra = weight &- 1
        }
        term.pendingForm = form
        term.lastPosition = position
    }

    @inline(__always)
    private static func writePending(_ code: UInt32, _ term: inout Term, _ chains: PostingsArena) {
        guard term.pendingForm > 0 else { return chains.append(code, to: &term.chain) }
        chains.append(code | 2, to: &term.chain)
        chains.append(term.pendingForm, to: &term.chain)
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
        writePending(term.pendingDelta << 2 | 1, &term, chains)
        chains.append(term.extra, to: &term.chain)
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

    // MARK: Reading back

    /// A term's bytes.
    func bytes(of id: Int) -> [UInt8] { withBytes(of: id) { Array($0) } }

    func withBytes<R>(of id: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        let term = terms[id]
        return try bytes.withUnsafeBytes {
            try body(UnsafeRawBufferPointer(rebasing: $0[Int(term.offset)..<Int(term.offset) + Int(term.length)]))
        }
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

    /// Decodes a term's list. Call once a term: it writes the pending occurrence. O(bytes).
    func read(_ id: Int, isText: Bool, into list: inout PostingsBuffer) {
        list.clear()
        list.hasOccurrences = isText
        guard terms[id].count > 0 else { return }
        if isText { Self.finish(&terms[id], chains) }
        list.formCount = Int(terms[id].formCount)
        let hasForms = list.formCount > 1
        var reader = PostingsArena.Reader(arena: chains, chain: terms[id].chain)
        var item: UInt32 = 0
        while let delta = reader.next() {
            item &+= delta
            list.items.append(item)
            guard isText else { continue }
            var position: UInt32 = 0
            var count: UInt32 = 0
            while let code = reader.next() {
                position = count == 0 ? code >> 2 : position &+ 1 &+ code >> 2
                count += 1
                list.positions.append(position)
                let form = code & 2 == 0 ? 0 : reader.next() ?? 0
                if hasForms { list.forms.append(form) }
                if code & 1 == 1 { break }
            }
            list.counts.append(count)
            list.extras.append(reader.next() ?? 0)
        }
    }
}
