// Owns: which words are within an edit distance of a word, as an automaton that says where in a sorted dictionary to go on.

/// Accepts the words that are at most a few edits away from a word: insertions, deletions and replacements of a scalar,
/// and swaps of two neighbours, the commonest slip of typists (optimal string alignment, as Lucene's fuzzy queries have
/// it). Deterministic, its states made when they are first needed: a state is a row of the usual table of distances, cut
/// off above the limit, and beside it what the other half of a swap would cost; of a word of n letters there are O(n)
/// for a fixed limit (Schulz and Mihov, "Fast string correction with Levenshtein automata", 2002).
///
/// A value: walking makes states.
struct LevenshteinAutomaton {
    typealias State = Int32
    static let start: State = 0
    /// No word that goes on from here is accepted.
    static let dead: State = -1
    private static let unknown: State = -2

    private let word: [UInt32]
    private let limit: UInt8
    /// The word's different scalars, ascending; any other scalar is one more symbol.
    private let symbols: [UInt32]
    /// By state: the row of n + 1 distances; then, by place in the word, the distance once the letter at that place has
    /// been read and the one before it comes next.
    private var rows: [[UInt8]]
    private var states: [[UInt8]: State]
    /// By state and symbol.
    private var transitions: [State]

    /// - Parameter limit: 0 to 200.
    init(_ word: String, limit: Int) {
        self.word = word.unicodeScalars.map(\.value)
        self.limit = UInt8(clamping: min(limit, 200))
        symbols = Set(self.word).sorted()
        let cap = Int(self.limit) + 1
        let row = (0...self.word.count).map { UInt8(min($0, cap)) } + self.word.map { _ in UInt8(cap) }
        rows = [row]
        states = [row: Self.start]
        transitions = [State](repeating: Self.unknown, count: symbols.count + 1)
    }

    /// How many states have been made.
    var stateCount: Int { rows.count }

    /// The place of a scalar among the symbols. O(log n).
    private func symbol(_ scalar: UInt32) -> Int {
        var low = 0
        var high = symbols.count
        while low < high {
            let middle = (low + high) / 2
            if symbols[middle] < scalar { low = middle + 1 } else { high = middle }
        }
        return low < symbols.count && symbols[low] == scalar ? low : symbols.count
    }

    /// Where a scalar leads. O(log n), and O(n) the first time.
    mutating func step(_ state: State, _ scalar: UInt32) -> State {
        state == Self.dead ? Self.dead : transition(state, symbol(scalar))
    }

    private mutating func transition(_ state: State, _ symbol: Int) -> State {
        let place = Int(state) * (symbols.count + 1) + symbol
        if transitions[place] != Self.unknown { return transitions[place] }
        let next = makeState(after: rows[Int(state)], symbol < symbols.count ? symbols[symbol] : nil)
        transitions[place] = next
        return next
    }

    private mutating func makeState(after row: [UInt8], _ scalar: UInt32?) -> State {
        let cap = limit + 1
        var next = [min(row[0] + 1, cap)]
        next.reserveCapacity(row.count)
        var least = next[0]
        for index in word.indices {
            let replaced = row[index] + (word[index] == scalar ? 0 : 1)
            var value = min(replaced, row[index + 1] + 1, next[index] + 1, cap)
            if index > 0, word[index - 1] == scalar { value = min(value, row[word.count + 1 + index]) }
            next.append(value)
            least = min(least, value)
        }
        // Half a swap is never cheaper than the row itself: the letter at hand could have been a replacement.
        for index in word.indices {
            next.append(index > 0 && word[index] == scalar ? min(row[index - 1] + 1, cap) : cap)
        }
        guard least <= limit else { return Self.dead }
        if let known = states[next] { return known }
        let state = State(rows.count)
        rows.append(next)
        states[next] = state
        transitions += [State](repeating: Self.unknown, count: symbols.count + 1)
        return state
    }

    /// The distance of the word read so far, if it is accepted.
    func distance(_ state: State) -> Int? {
        guard state != Self.dead else { return nil }
        let last = rows[Int(state)][word.count]
        return last <= limit ? Int(last) : nil
    }

    /// The least scalar above `scalar` that leads on from a state; `nil` when none does.
    mutating func nextScalar(_ state: State, after scalar: UInt32) -> UInt32? {
        guard state != Self.dead else { return nil }
        // A scalar that is not in the word leads nowhere a scalar of the word would not lead too.
        if transition(state, symbols.count) != Self.dead { return Self.successor(of: scalar) }
        for (place, candidate) in symbols.enumerated() where candidate > scalar {
            if transition(state, place) != Self.dead { return candidate }
        }
        return nil
    }

    private static func successor(of scalar: UInt32) -> UInt32? {
        switch scalar {
        case 0xD7FF: 0xE000
        case 0x10FFFF...: nil
        default: scalar + 1
        }
    }
}
