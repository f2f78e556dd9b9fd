// Owns: the engine's hits in the wire's shapes.

import Engine
import QueryLanguage
import Schema
import Wire

struct ResultShape {
    private let offsets: SpanUnit

    /// - Parameter offsets: the units the caller counts in.
    init(_ offsets: SpanUnit) { self.offsets = offsets }

    /// What a box without a date is ordered by.
    private static let noDate = Timestamp(milliseconds: 0)

    func answer(_ results: SearchResults, to search: Search) -> Search.Answer {
        var answer = Search.Answer()
        if search.results.contains(.boxes) { answer.boxes = results.boxes.map(box) }
        if search.results.contains(.threads) { answer.threads = results.threads.map(thread) }
        if search.results.contains(.messages) { answer.messages = results.messages.map(message) }
        if search.count != .none { answer.total = total(results.totals) }
        if results.tier == .thread { answer.tier = results.tier.rawValue }
        return answer
    }

    /// A text with its matches, in the caller's units.
    private func highlighted(_ text: String, _ spans: Highlights) -> HighlightedText {
        HighlightedText(text: text, highlights: offsets.spans(spans, in: text))
    }

    private func box(_ hit: BoxHit) -> BoxResult {
        var highlights: [String: HighlightedText] = [:]
        for (field, spans) in hit.highlights {
            highlights[field] = highlighted(hit.highlighted[field] ?? "", spans)
        }
        return BoxResult(
            id: hit.id, name: hit.name, pipeline: hit.pipeline, stage: hit.stage, assignees: hit.assignees,
            modified: hit.modified == Self.noDate ? "" : hit.modified.description, score: hit.score,
            highlights: highlights, threads: hit.threads.map(thread), matched: hit.matched)
    }

    private func thread(_ hit: ThreadHit) -> ThreadResult {
        ThreadResult(
            id: hit.id, subject: highlighted(hit.subject, hit.subjectHighlights),
            participants: hit.participants.map(participant), date: hit.date.description,
            box: hit.box.map { BoxName(id: $0.id, name: $0.name) }, messages: hit.messages, matched: hit.matched,
            snippet: highlighted(hit.snippet, hit.highlights), labels: hit.labels, score: hit.score)
    }

    private func message(_ hit: MessageHit) -> MessageResult {
        MessageResult(
            kind: hit.kind.name, id: hit.id, thread: hit.thread, box: hit.box, subject: hit.subject,
            from: hit.from.map(participant), date: hit.date.description, labels: hit.labels,
            snippet: highlighted(hit.snippet, hit.highlights), score: hit.score)
    }

    private func participant(_ person: MailAddress) -> Participant {
        Participant(name: person.name, address: person.address)
    }
}
