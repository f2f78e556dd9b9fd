// Owns: inversion by itself, without records, columns and files: for those who measure.

import Schema

/// Texts, each the body of a message, that are inverted into postings in memory as those of one segment. Not thread-safe.
public final class InversionTrial {
    private let inverter: Inverter
    private var buffer = DocumentBuffer()

    /// Holds the texts besides, packed as a load packs them.
    public init(_ texts: [String], defaultLanguage: Language) {
        inverter = Inverter(defaultLanguage: defaultLanguage)
        for (number, text) in texts.enumerated() {
            let key = DocumentKey(team: "", kind: .message, id: String(number))
            buffer.append(
                Document(key: key, values: [Document.Value(.field(.body), .text(text))]), key: Identity.record(key))
        }
    }

    /// Forgets the postings of the last run and inverts all texts: languages guessed, words folded, stemmed and put into their
    /// lists with their positions. O(text).
    ///
    /// - Returns: how many terms there are.
    public func run() -> Int {
        inverter.reset()
        for place in buffer.entries.indices {
            buffer.withDocument(place) { _ = inverter.invert($0, team: 0, item: UInt32(place), names: []) }
        }
        return inverter.table.terms.count
    }
}
