// Owns: the analysis of a snapshot's texts measured alone: tokens, stems, languages, and all of it into postings in memory.

import Analysis
import Engine
import Schema
import Snapshots
import Wire

struct Analyzing {
    /// Bodies of messages.
    private let texts: [String]
    private let bytes: Int
    /// How often all texts are gone through; the median counts.
    private static let rounds = 7

    /// The most bytes of text that are held in memory.
    private static let maximumBytes = 256 << 20

    init(snapshot: String) throws {
        let stream = LineStream(try SnapshotFolder(snapshot))
        let decoder = RecordDecoder()
        var texts: [String] = []
        var bytes = 0
        while bytes < Self.maximumBytes, let batch = try stream.nextBatch() {
            for line in batch.lines.indices where !batch.lines[line].isEmpty {
                guard let body = try decoder.decode(batch, line: line).record["body"]?.string else { continue }
                texts.append(body)
                bytes += body.utf8.count
            }
        }
        self.texts = texts
        self.bytes = bytes
    }

    /// Megabytes of text a second of one core: into tokens; with every token stemmed as well, none remembered; into guesses
    /// of languages, which look at a text's beginning only; and into postings with positions, which takes all of these and
    /// stems each form once.
    func run() -> JSONValue {
        let tokenizer = TextTokenizer()
        let stemmer = Stemmer()
        let guess = LanguageGuess()
        var batch = TokenBatch()
        var tokens = 0
        var languages: [Language?: Int] = [:]
        let tokenizing = rateOfEach { text in
            tokenizer.tokenize(text, into: &batch)
            tokens += batch.tokens.count
        }
        let stemming = rateOfEach { text in
            tokenizer.tokenize(text, into: &batch)
            for token in batch.tokens where token.isStemmable {
                tokens += batch.withTerm(of: token) { stemmer.stem($0, language: .english) { $0.count } } & 1
            }
        }
        let guessing = rateOfEach { languages[guess.guess($0), default: 0] += 1 }
        let trial = InversionTrial(texts, defaultLanguage: .english)
        let inverting = rate { tokens += trial.run() & 1 }
        let counted = languages.values.reduce(0, +)
        return .object([
            .init("text_bytes", .integer(Int64(bytes))),
            .init("tokenize_mb_per_second", .double(tokenizing)),
            .init("stem_mb_per_second", .double(stemming)),
            .init("invert_mb_per_second", .double(inverting)),
            .init("guess_mb_per_second", .double(guessing)),
            .init("guessed", .double(Double(counted - languages[nil, default: 0]) / Double(max(counted, 1)))),
        ])
    }

    private func rateOfEach(_ body: (String) -> Void) -> Double { rate { for text in texts { body(text) } } }

    /// - Parameter body: goes through all texts.
    private func rate(_ body: () -> Void) -> Double {
        var microseconds = (0..<Self.rounds).map { _ in Stopwatch.cpu.time(body) }
        microseconds.sort()
        return Double(bytes) / max(microseconds[Self.rounds / 2], 1)
    }
}
