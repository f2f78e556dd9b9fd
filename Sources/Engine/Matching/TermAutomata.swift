// Owns: which terms a pattern stands for, told a term at a time along a sorted dictionary.

/// What an automaton says of a term.
enum TermVerdict {
    case accept
    /// Not this one; perhaps the next.
    case pass
    /// Not this one, nor any before ``TermAutomaton/target``.
    case skip
    /// Not this one, nor any after it.
    case end
}

/// Judges the terms of a space in ascending order of their bytes.
protocol TermAutomaton {
    /// The first key that can be accepted.
    var start: [UInt8] { get }

    /// After ``TermVerdict/skip``, the first key after the term that can be accepted.
    var target: [UInt8] { get }

    /// What all that it accepts has in it, where that is few and judging a term does not depend on the one before.
    var narrowing: TermNarrowing? { get }

    /// About how many microseconds it takes to judge a term, where that is at least one.
    var work: Int { get }

    /// Judges a term; each is greater than the one before, unless there is a narrowing.
    mutating func judge(_ term: UnsafeBufferPointer<UInt8>) -> TermVerdict
}

extension TermAutomaton {
    var target: [UInt8] { [] }
    var narrowing: TermNarrowing? { nil }
    var work: Int { 0 }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether the bytes from `place` on begin with these.
    @inline(__always)
    func has(_ part: [UInt8], at place: Int = 0) -> Bool {
        guard place >= 0, part.count <= count - place else { return false }
        for index in part.indices where self[place + index] != part[index] { return false }
        return true
    }

    /// The first place from `from` on at which these bytes stand, ending before `end`.
    func first(_ part: [UInt8], from: Int, before end: Int) -> Int? {
        guard let head = part.first else { return from }
        var place = from
        while place + part.count <= end {
            if self[place] == head, has(part, at: place) { return place }
            place += 1
        }
        return nil
    }
}

/// Terms that begin so.
struct PrefixAutomaton: TermAutomaton {
    let start: [UInt8]

    init(_ prefix: String) { start = Array(prefix.utf8) }

    mutating func judge(_ term: UnsafeBufferPointer<UInt8>) -> TermVerdict { term.has(start) ? .accept : .end }
}

/// Terms that consist of some parts with anything between: `["re", "ort", ""]` is `re*ort*`.
struct GlobAutomaton: TermAutomaton {
    let start: [UInt8]
    private let middle: [[UInt8]]
    private let last: [UInt8]

    /// - Parameter parts: at least two.
    init(_ parts: [String]) {
        start = Array((parts.first ?? "").utf8)
        middle = parts.dropFirst().dropLast().map { Array($0.utf8) }.filter { !$0.isEmpty }
        last = Array((parts.last ?? "").utf8)
    }

    /// Of a pattern whose beginning says little.
    var narrowing: TermNarrowing? {
        guard start.count < 3, let longest = (middle + [last]).max(by: { $0.count < $1.count }), longest.count >= 3
        else { return nil }
        return .having(longest)
    }

    mutating func judge(_ term: UnsafeBufferPointer<UInt8>) -> TermVerdict {
        guard term.has(start) else { return .end }
        return matches(term) ? .accept : .pass
    }

    /// Each part at its first place after the one before: if that does not leave room for the rest, nothing does.
    private func matches(_ term: UnsafeBufferPointer<UInt8>) -> Bool {
        let end = term.count - last.count
        var at = start.count
        guard at <= end, term.has(last, at: end) else { return false }
        for part in middle {
            guard let found = term.first(part, from: at, before: end) else { return false }
            at = found + part.count
        }
        return true
    }
}

/// Terms within an edit distance. What two terms in a row begin with alike is read once.
struct FuzzyAutomaton: TermAutomaton {
    let start: [UInt8] = []
    private var automaton: LevenshteinAutomaton
    /// The term before: its scalars, and the state after each of them.
    private var scalars: [UInt32] = []
    private var decoded: [UInt32] = []
    private var states: [LevenshteinAutomaton.State] = [LevenshteinAutomaton.start]
    /// The distance of the term that was accepted last.
    private(set) var distance = 0
    private(set) var target: [UInt8] = []

    init(_ word: String, limit: Int) { automaton = LevenshteinAutomaton(word, limit: limit) }

    mutating func judge(_ term: UnsafeBufferPointer<UInt8>) -> TermVerdict {
        decode(term)
        var shared = 0
        let limit = min(decoded.count, scalars.count, states.count - 1)
        while shared < limit, decoded[shared] == scalars[shared] { shared += 1 }
        states.removeLast(states.count - 1 - shared)
        swap(&scalars, &decoded)
        for index in shared..<scalars.count {
            let next = automaton.step(states[index], scalars[index])
            guard next != LevenshteinAutomaton.dead else { return goOn(from: index) }
            states.append(next)
        }
        guard let found = automaton.distance(states[scalars.count]) else { return .pass }
        distance = found
        return .accept
    }

    /// Terms are valid UTF-8: the analyzer made them.
    private mutating func decode(_ term: UnsafeBufferPointer<UInt8>) {
        decoded.removeAll(keepingCapacity: true)
        for byte in term {
            if byte < 0x80 {
                decoded.append(UInt32(byte))
            } else if byte < 0xC0, let last = decoded.last {
                decoded[decoded.count - 1] = last << 6 | UInt32(byte & 0x3F)
            } else {
                decoded.append(UInt32(byte) & (byte < 0xE0 ? 0x1F : byte < 0xF0 ? 0x0F : 0x07))
            }
        }
    }

    /// Sets the target to the least key above all that begin with the scalars up to `index`, none of which can be accepted.
    private mutating func goOn(from index: Int) -> TermVerdict {
        var place = index
        while place >= 0 {
            if let next = automaton.nextScalar(states[place], after: scalars[place]) {
                target.removeAll(keepingCapacity: true)
                for scalar in scalars[..<place] { append(scalar) }
                append(next)
                return .skip
            }
            place -= 1
        }
        return .end
    }

    private mutating func append(_ scalar: UInt32) {
        if scalar < 0x80 {
            target.append(UInt8(scalar))
        } else if let scalar = Unicode.Scalar(scalar) {
            target.append(contentsOf: String(scalar).utf8)
        }
    }
}
