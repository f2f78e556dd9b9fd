// Owns: which terms of a text may hold parts of a run of a script without blanks.
//
// The dictionary splits by context: where a query has 人民 a text may have 中华人民共和国 as one word, or end one word with
// 人 and begin the next with 民. So a run is looked for as any row of words that, written together, has it in them: one
// word around it; or a word that ends with its beginning, words that are its middle, and a word that begins with its end.
// One pass over the terms of such scripts finds all of them (RunPatterns.swift).

import Analysis

/// Accepts the terms that a text with the run in it may have there, and tells how they stand to the run.
struct RunAutomaton: TermAutomaton {
    let start = Array(String(DictionaryScript.first).utf8)
    private let run: [UInt8]
    /// The byte offsets at which the run's scalars begin, and its end.
    private let boundaries: [Int]
    /// The bytes that scalars of the run end with, as bits: most terms are told by them.
    private let lastBytes: UInt64
    private(set) var fit = Fit()

    /// A term is held against every place of the run.
    var work: Int { boundaries.count / 64 }

    /// Whatever shares a part with the run has a scalar of it; each takes three bytes at least.
    var narrowing: TermNarrowing? {
        .havingAny(zip(boundaries, boundaries.dropFirst()).map { Array(run[$0..<$1]) }.filter { $0.count >= 3 })
    }

    /// How a term stands to the run. Places count the run's scalars.
    struct Fit: Equatable {
        /// The run is in it.
        var hasRun = false
        var beginsWithRun = false
        var endsWithRun = false
        /// It is these parts of the run.
        var parts: [Range<Int>] = []
        /// It is longer than, and ends with, the run's scalars up to here.
        var endings: [Int] = []
        /// It is longer than, and begins with, the run's scalars from here on.
        var beginnings: [Int] = []

        var isEmpty: Bool { !hasRun && parts.isEmpty && endings.isEmpty && beginnings.isEmpty }
    }

    init(_ run: String) {
        self.run = Array(run.utf8)
        var boundaries = [0]
        var lastBytes: UInt64 = 0
        for scalar in run.unicodeScalars {
            boundaries.append((boundaries.last ?? 0) + UTF8.width(scalar))
            if let last = String(scalar).utf8.last { lastBytes |= 1 << UInt64(last & 63) }
        }
        self.boundaries = boundaries
        self.lastBytes = lastBytes
    }

    mutating func judge(_ term: UnsafeBufferPointer<UInt8>) -> TermVerdict {
        guard let first = term.first, let last = term.last else { return .pass }
        let mayFit =
            lastBytes >> UInt64(last & 63) & 1 == 1 || run.contains(first) || term.count > run.count
        guard mayFit else { return .pass }
        fit = fit(of: term)
        return fit.isEmpty ? .pass : .accept
    }

    private func fit(of term: UnsafeBufferPointer<UInt8>) -> Fit {
        var fit = Fit()
        fit.beginsWithRun = term.has(run)
        fit.endsWithRun = term.has(run, at: term.count - run.count)
        fit.hasRun = fit.beginsWithRun || term.first(run, from: 0, before: term.count) != nil
        for place in boundaries.indices.dropLast() {
            let at = boundaries[place]
            let shared = sharedBytes(term, at)
            if shared == term.count, let end = boundaries.firstIndex(of: at + term.count) {
                fit.parts.append(place..<end)
            }
            if place > 0, shared == run.count - at, term.count > shared { fit.beginnings.append(place) }
        }
        for place in boundaries.indices.dropFirst().dropLast() where endsLike(term, boundaries[place]) {
            fit.endings.append(place)
        }
        return fit
    }

    /// How many of its first bytes a term shares with the run from a place on.
    private func sharedBytes(_ term: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int {
        var shared = 0
        while shared < term.count, place + shared < run.count, term[shared] == run[place + shared] { shared += 1 }
        return shared
    }

    /// Whether a term is longer than, and ends with, so many first bytes of the run.
    private func endsLike(_ term: UnsafeBufferPointer<UInt8>, _ count: Int) -> Bool {
        guard term.count > count else { return false }
        for index in 0..<count where term[term.count - count + index] != run[index] { return false }
        return true
    }
}
