// Owns: which surface forms were met before, so that each is analysed once.

import Schema

/// From a surface form's hash to its stem and its number among the stem's forms, so that folding and stemming are paid once a distinct form.
///
/// Open addressing over 64-bit hashes, which are taken for the form itself: among a million distinct forms of a segment
/// two meet with a probability of 3·10⁻⁸.
struct SurfaceCache {
    struct Surface {
        var stem: Int32
        var form: UInt32
    }

    /// A slot; a hash of 0 is none.
    fileprivate struct Slot {
        var hash: UInt64
        var surface: Surface
    }

    private static let empty = Slot(hash: 0, surface: Surface(stem: 0, form: 0))
    private static let smallest = 1 << 14

    private var slots = [Slot](repeating: empty, count: smallest)
    private var count = 0

    var memory: Int { slots.count * MemoryLayout<Slot>.stride }

    static func salt(space: UInt32, language: Language) -> UInt64 {
        (UInt64(space) << 8 | UInt64(language.rawValue) | 1 << 48) &* 0x9E37_79B9_7F4A_7C15
    }

    /// Forgets everything; a table much larger than what was in it is made small again.
    mutating func reset() {
        if count * 8 < slots.count, slots.count > Self.smallest {
            slots = [Slot](repeating: Self.empty, count: Self.smallest)
        } else {
            for index in slots.indices { slots[index] = Self.empty }
        }
        count = 0
    }

    /// The table's memory, to look many forms up.
    ///
    /// Lifetime: of the call that lends it.
    struct Lookup {
        fileprivate let slots: UnsafePointer<Slot>
        fileprivate let mask: Int

        @inline(__always)
        func find(_ hash: UInt64) -> Surface? {
            let key = hash | 1
            var slot = Int(truncatingIfNeeded: hash >> 20) & mask
            while true {
                let found = slots[slot].hash
                if found == key { return slots[slot].surface }
                if found == 0 { return nil }
                slot = (slot &+ 1) & mask
            }
        }
    }

    func withLookup<R>(_ body: (Lookup) -> R) -> R {
        slots.withUnsafeBufferPointer { slots in
            guard let first = slots.baseAddress else { preconditionFailure("a table is never empty") }
            return body(Lookup(slots: first, mask: slots.count - 1))
        }
    }

    mutating func insert(_ hash: UInt64, _ surface: Surface) {
        if count * 2 >= slots.count { grow() }
        place(Slot(hash: hash | 1, surface: surface))
        count += 1
    }

    private mutating func place(_ new: Slot) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: new.hash >> 20) & mask
        while slots[slot].hash != 0 { slot = (slot + 1) & mask }
        slots[slot] = new
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Self.empty, count: old.count * 2)
        for slot in old where slot.hash != 0 { place(slot) }
    }
}
