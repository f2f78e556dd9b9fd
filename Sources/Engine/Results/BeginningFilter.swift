// Owns: telling most words of a text, by their first two bytes, from those that a query looks for.

import Analysis
import Schema

/// Lets a form pass if its exact form or a stem of it may be among some terms. Never holds one back that is.
struct BeginningFilter {
    /// A bit for each pair of bytes, the first byte above.
    private var pairs = [UInt64](repeating: 0, count: 1 << 10)

    /// Stems of fewer bytes than this tell only their word's first byte.
    private static let shortStem = 4

    init(exact: Set<String>, stems: Set<String>, languages: [Language]) {
        for term in exact { allow(Array(term.utf8.prefix(2))) }
        for stem in stems {
            let count = stem.utf8.count
            allow(Array(stem.utf8.prefix(count >= Self.shortStem ? 2 : count > 1 ? 1 : 0)))
        }
        guard !stems.isEmpty else { return }
        for language in languages {
            switch Stemmer.beginning(in: language) {
            case .kept: break
            case .keptInAscii: allow(firstBytes: 0x80...0xFF)
            case .changed: allow(firstBytes: 0...0xFF)
            }
        }
    }

    /// Lets pass what begins with up to two bytes.
    private mutating func allow(_ beginning: [UInt8]) {
        switch beginning.count {
        case 0: allow(firstBytes: 0...0xFF)
        case 1: allow(firstBytes: Int(beginning[0])...Int(beginning[0]))
        default: pairs[Int(beginning[0]) << 2 | Int(beginning[1]) >> 6] |= 1 << UInt64(beginning[1] & 63)
        }
    }

    private mutating func allow(firstBytes: ClosedRange<Int>) {
        for place in firstBytes.lowerBound << 2..<(firstBytes.upperBound + 1) << 2 { pairs[place] = .max }
    }

    func passes(_ form: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = form.first else { return false }
        let second = form.count > 1 ? form[1] : 0
        return pairs[Int(first) << 2 | Int(second) >> 6] & 1 << UInt64(second & 63) != 0
    }
}
