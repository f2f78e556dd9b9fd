// Owns: writing a term: each code point folded, joined with what stands before it where Unicode writes one for the two.

import CText

extension TokenRun {
    /// Adds the folded form of a code point to the term.
    @inline(__always)
    mutating func fold(_ codePoint: UInt32) {
        if codePoint < CharacterTables.limit, case let fold = tables.folds[Int(codePoint)], fold.isPlain {
            put(codePoint: fold.value)
        } else {
            foldOther(codePoint)
        }
    }

    @inline(never)
    private mutating func foldOther(_ codePoint: UInt32) {
        guard codePoint < CharacterTables.limit else {
            for part in CharacterTables.folded(codePoint) { put(codePoint: part) }
            return
        }
        let fold = tables.folds[Int(codePoint)]
        if fold.has(CharacterTables.Fold.several) {
            putSequence(Int(fold.value))
        } else if fold.has(CharacterTables.Fold.composes), compose(fold) {
            // One with what stood before it.
        } else if !fold.has(CharacterTables.Fold.dropped) {
            put(codePoint: fold.value)
        }
    }

    private mutating func putSequence(_ place: Int) {
        for index in 0..<Int(tables.sequences[place]) {
            put(codePoint: tables.sequences[place + 1 + index])
        }
    }

    /// Makes one code point of the term's last and a mark, and folds it; `false` when Unicode has none.
    private mutating func compose(_ mark: CharacterTables.Fold) -> Bool {
        guard used > termStart else { return false }
        var place = used &- 1
        while place > termStart, arena[place] & 0xC0 == 0x80 { place &-= 1 }
        let previous = written(place)
        // Letters below Cyrillic lose their accents anyway.
        if mark.has(CharacterTables.Fold.dropped), previous < 0x400 { return false }
        let pair = boxfish_compose(previous, mark.value)
        guard pair != 0 else { return false }
        used = place
        fold(pair)
        return true
    }

    /// The code point that was written at a place.
    private func written(_ place: Int) -> UInt32 {
        let first = UInt32(arena[place])
        func part(_ offset: Int) -> UInt32 { UInt32(arena[place + offset] & 0x3F) }
        if first < 0x80 { return first }
        if first < 0xE0 { return (first & 0x1F) << 6 | part(1) }
        if first < 0xF0 { return (first & 0x0F) << 12 | part(1) << 6 | part(2) }
        return (first & 0x07) << 18 | part(1) << 12 | part(2) << 6 | part(3)
    }

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        guard used &+ Self.slack < capacity else {
            isFull = true
            return
        }
        arena[used] = byte
        used &+= 1
    }

    @inline(__always)
    mutating func put(codePoint: UInt32) {
        guard used &+ Self.slack < capacity else {
            isFull = true
            return
        }
        let target = arena + used
        if codePoint < 0x80 {
            target[0] = UInt8(truncatingIfNeeded: codePoint)
            used &+= 1
        } else if codePoint < 0x800 {
            target[0] = UInt8(truncatingIfNeeded: 0xC0 | codePoint &>> 6)
            target[1] = Self.continuation(codePoint)
            used &+= 2
        } else if codePoint < 0x10000 {
            target[0] = UInt8(truncatingIfNeeded: 0xE0 | codePoint &>> 12)
            target[1] = Self.continuation(codePoint &>> 6)
            target[2] = Self.continuation(codePoint)
            used &+= 3
        } else {
            target[0] = UInt8(truncatingIfNeeded: 0xF0 | codePoint &>> 18)
            target[1] = Self.continuation(codePoint &>> 12)
            target[2] = Self.continuation(codePoint &>> 6)
            target[3] = Self.continuation(codePoint)
            used &+= 4
        }
    }

    @inline(__always)
    private static func continuation(_ bits: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: 0x80 | bits & 0x3F) }
}
