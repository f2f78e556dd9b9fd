// Owns: finding runs of scripts without blanks in a text again, whatever words the dictionary splits the text into.

import Analysis

/// Finds runs in the tokens of a text.
struct RunFinder {
    /// The text's terms, one after another.
    private var bytes: [UInt8] = []
    /// Where each token's term ends in `bytes`.
    private var ends: [Int] = []
    private let tokens: [Token]

    /// - Parameter batch: a text's tokens. O(text).
    init(_ batch: TokenBatch) {
        tokens = batch.tokens
        ends.reserveCapacity(tokens.count)
        for token in tokens {
            batch.withTerm(of: token) { bytes.append(contentsOf: $0) }
            ends.append(bytes.count)
        }
    }

    /// Where a run stands, in UTF-8 bytes of the text: within words where it does not fill them.
    func ranges(of run: String) -> [Range<Int>] {
        let run = Array(run.utf8)
        guard let head = run.first, bytes.count >= run.count else { return [] }
        var result: [Range<Int>] = []
        var at = 0
        while at <= bytes.count - run.count {
            if bytes[at] == head, bytes[at..<at + run.count].elementsEqual(run) {
                result.append(source(of: at..<at + run.count))
                at += run.count
            } else {
                at += 1
            }
        }
        return result
    }

    private func source(of range: Range<Int>) -> Range<Int> {
        let first = token(at: range.lowerBound)
        let last = token(at: range.upperBound - 1)
        var lower = Int(tokens[first].sourceStart)
        var upper = Int(tokens[last].sourceEnd)
        // Where folding has kept a word's length, places in the term are places in the text.
        if length(first) == upperBound(first) - lower { lower += range.lowerBound - start(first) }
        if length(last) == upper - Int(tokens[last].sourceStart) { upper -= ends[last] - range.upperBound }
        return lower..<upper
    }

    private func start(_ token: Int) -> Int { token > 0 ? ends[token - 1] : 0 }

    private func length(_ token: Int) -> Int { ends[token] - start(token) }

    private func upperBound(_ token: Int) -> Int { Int(tokens[token].sourceEnd) }

    /// The token whose term has a byte.
    private func token(at place: Int) -> Int {
        var low = 0
        var high = ends.count
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] <= place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
