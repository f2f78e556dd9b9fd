// Owns: what the tokenizer knows of each code point, taken from ICU once, at the first use.

import CText

/// Classes and folds of the first two planes; of the rarer rest ICU is asked each time.
///
/// Lifetime: made once and never freed, so its pointers are always good.
struct CharacterTables: @unchecked Sendable {
    static let limit: UInt32 = 0x20000
    static let shared = CharacterTables()

    /// One of CText's classes each.
    let classes: UnsafePointer<UInt8>
    /// What each code point folds to.
    let folds: UnsafePointer<Fold>
    /// Folds to several code points: a count, then as many.
    let sequences: UnsafePointer<UInt32>

    /// The fold of a code point, in 32 bits: a code point, or a place in `sequences`, below three flags.
    struct Fold {
        /// The code point is left out.
        static let dropped: UInt32 = 0x4000_0000
        /// The value is a place in `sequences`.
        static let several: UInt32 = 0x8000_0000
        /// The code point may make one with what stands before it: a mark, a vowel of Hangul.
        static let composes: UInt32 = 0x2000_0000

        var bits: UInt32
        /// Whether the fold is one code point that stands by itself: all but a few are.
        @inline(__always) var isPlain: Bool { bits < Self.composes }
        @inline(__always) var value: UInt32 { bits & 0x1FFF_FFFF }
        @inline(__always) func has(_ flag: UInt32) -> Bool { bits & flag != 0 }
    }

    private init() {
        let count = Int(Self.limit)
        let classes = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
        let folds = UnsafeMutablePointer<Fold>.allocate(capacity: count)
        var sequences: [UInt32] = []
        let kinds = Self.foldKinds
        for codePoint in 0..<Self.limit {
            classes[Int(codePoint)] = boxfish_class(codePoint)
            (folds + Int(codePoint)).initialize(to: Self.fold(codePoint, kinds, &sequences))
        }
        let stored = UnsafeMutablePointer<UInt32>.allocate(capacity: sequences.count)
        stored.initialize(from: sequences, count: sequences.count)
        self.classes = UnsafePointer(classes)
        self.folds = UnsafePointer(folds)
        self.sequences = UnsafePointer(stored)
    }

    /// What folding does to each code point below ``limit``: the flags of CText.
    static var foldKinds: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(limit)) { kinds, count in
            count = Int(limit)
            if boxfish_fold_kinds(kinds.baseAddress, limit) != 0 { return }
            for codePoint in 0..<limit { kinds[Int(codePoint)] = boxfish_fold_kind(codePoint) }
        }
    }

    private static func fold(_ codePoint: UInt32, _ kinds: [UInt8], _ sequences: inout [UInt32]) -> Fold {
        func composes(_ codePoint: UInt32) -> UInt32 {
            let kind = codePoint < limit ? kinds[Int(codePoint)] : boxfish_fold_kind(codePoint)
            return Int(kind) & Int(BOXFISH_FOLD_COMPOSES) != 0 ? Fold.composes : 0
        }
        guard changes(codePoint, kinds[Int(codePoint)]) else { return Fold(bits: codePoint | composes(codePoint)) }
        let folded = folded(codePoint)
        switch folded.count {
        // A mark that is left out is kept in mind: it may make a letter with what stands before it.
        case 0: return Fold(bits: codePoint | Fold.dropped | composes(codePoint))
        case 1: return Fold(bits: folded[0] | composes(folded[0]))
        default:
            defer { sequences += [UInt32(folded.count)] + folded }
            return Fold(bits: UInt32(sequences.count) | Fold.several)
        }
    }

    /// Whether a code point folds to anything but itself. A quick test.
    static func changes(_ codePoint: UInt32) -> Bool { changes(codePoint, boxfish_fold_kind(codePoint)) }

    private static func changes(_ codePoint: UInt32, _ kind: UInt8) -> Bool {
        let isSurrogate = codePoint >= 0xD800 && codePoint < 0xE000
        return !isSurrogate && Int(kind) & Int(BOXFISH_FOLD_CHANGES) != 0
    }

    /// The fold of any code point, from ICU. About 0.3 µs.
    ///
    /// A fold may bring punctuation and blanks (`⑴`, U+FDFA): only what belongs to words stays.
    static func folded(_ codePoint: UInt32) -> [UInt32] {
        let capacity = 32
        let parts = [UInt32](unsafeUninitializedCapacity: capacity) { buffer, count in
            count = min(Int(boxfish_fold(codePoint, buffer.baseAddress, Int32(capacity))), capacity)
        }
        return parts.contains { isSeparator($0) } ? parts.filter { !isSeparator($0) } : parts
    }

    private static func isSeparator(_ codePoint: UInt32) -> Bool {
        boxfish_class(codePoint) == CharacterClass.separator
    }

    /// A text with every code point folded by itself: what is left of a stem's accents. O(text).
    func folded(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var result = ""
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            if scalar.value < Self.limit, folds[Int(scalar.value)].bits == scalar.value {
                result.unicodeScalars.append(scalar)
            } else {
                result.unicodeScalars.append(contentsOf: Self.folded(scalar.value).compactMap(Unicode.Scalar.init))
            }
        }
        return Array(result.utf8)
    }

    @inline(__always)
    func classOf(_ codePoint: UInt32) -> UInt8 {
        codePoint < Self.limit ? classes[Int(codePoint)] : boxfish_class(codePoint)
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
    static let single = UInt8(BOXFISH_SINGLE)
}
