// Owns: what the tokenizer knows of each code point, taken from ICU once, at the first use.

import CText

/// Classes and folds of the first two planes; beyond them there is only Han, which folds to itself.
///
/// Lifetime: made once and never freed, so its pointers are always good.
struct CharacterTables: @unchecked Sendable {
    static let limit: UInt32 = 0x20000
    static let shared = CharacterTables()

    /// A fold that drops the code point.
    static let dropped: UInt32 = 0x4000_0000
    /// Marks the place of a fold to several code points.
    static let several: UInt32 = 0x8000_0000

    /// One of CText's classes each.
    let classes: UnsafePointer<UInt8>
    /// The folded code point, or `dropped`, or `several` with a place in `sequences`.
    let folds: UnsafePointer<UInt32>
    /// Folds to several code points: a count, then as many.
    let sequences: UnsafePointer<UInt32>

    private init() {
        let count = Int(Self.limit)
        let classes = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
        boxfish_classes(0, Self.limit, classes)
        let folds = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
        var sequences: [UInt32] = []
        var buffer = [UInt32](repeating: 0, count: 32)
        for codePoint in 0..<Self.limit {
            folds[Int(codePoint)] = codePoint
            let isSurrogate = codePoint >= 0xD800 && codePoint < 0xE000
            guard !isSurrogate, boxfish_fold_changes(codePoint) != 0 else { continue }
            let length = Int(boxfish_fold(codePoint, &buffer, 32))
            switch length {
            case 0: folds[Int(codePoint)] = Self.dropped
            case 1: folds[Int(codePoint)] = buffer[0]
            default:
                folds[Int(codePoint)] = Self.several | UInt32(sequences.count)
                sequences.append(UInt32(min(length, 32)))
                sequences.append(contentsOf: buffer.prefix(length))
            }
        }
        let stored = UnsafeMutablePointer<UInt32>.allocate(capacity: sequences.count)
        stored.initialize(from: sequences, count: sequences.count)
        self.classes = UnsafePointer(classes)
        self.folds = UnsafePointer(folds)
        self.sequences = UnsafePointer(stored)
    }

    @inline(__always)
    func classOf(_ codePoint: UInt32) -> UInt8 {
        codePoint < Self.limit ? classes[Int(codePoint)] : CharacterClass.dictionary
    }
}

/// CText's classes as the tables hold them.
enum CharacterClass {
    static let separator = UInt8(BOXFISH_SEPARATOR)
    static let word = UInt8(BOXFISH_WORD)
    static let extend = UInt8(BOXFISH_EXTEND)
    static let ignored = UInt8(BOXFISH_IGNORED)
    static let dictionary = UInt8(BOXFISH_DICTIONARY)
    static let picture = UInt8(BOXFISH_PICTURE)
    static let flag = UInt8(BOXFISH_FLAG)
}
