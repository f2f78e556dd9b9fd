// Owns: search results for people: boxes with their threads, threads, messages, counts.
//
//   ■ Northwind renewal  Sales › Negotiation · 3 d ago · ada
//     Re: renewal terms  3 d ago · Ada, Bob · 4 messages
//         … the renewal terms that we sent last week …
//     12 matches in this box
//
//   Where nothing is found, why (SuggestionPrinter).

import Schema
import Wire

struct SearchPages {
    let style: Style
    /// Columns of the terminal; no line is wider.
    let width: Int
    let now: Timestamp

    func text(_ answer: Search.Answer, microseconds: Int) -> String {
        var lines = answer.isAcrossThread ? [SuggestionPrinter.acrossThread("these threads"), ""] : []
        for box in answer.boxes ?? [] { lines += self.lines(box) + [""] }
        let shown = Set((answer.boxes ?? []).flatMap(\.threads).map(\.id))
        let others = (answer.threads ?? []).filter { !shown.contains($0.id) }
        for thread in others { lines += self.lines(thread, indent: 0, showsBox: true) }
        if !others.isEmpty { lines.append("") }
        for message in answer.messages ?? [] { lines += self.lines(message) }
        if !(answer.messages ?? []).isEmpty { lines.append("") }
        lines.append(style.faint(summary(answer, microseconds)))
        if let suggestion = answer.suggestion {
            lines += SuggestionPrinter(style: style).lines(suggestion).map { "  " + $0 }
        }
        if let cursor = answer.cursor { lines.append(style.faint("more: --cursor \(cursor)")) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func summary(_ answer: Search.Answer, _ microseconds: Int) -> String {
        guard let total = answer.total, total.items > 0 else {
            return "nothing found · \(Amounts.duration(microseconds: microseconds))"
        }
        return Amounts.counts(total) + " · " + Amounts.duration(microseconds: microseconds)
    }

    // MARK: Results

    private func lines(_ box: BoxResult) -> [String] {
        let name = box.highlights["name"] ?? HighlightedText(text: box.name, highlights: [])
        let place = [box.pipeline, box.stage].filter { !$0.isEmpty }.joined(separator: " › ")
        var lines = [heading(name, [place, date(box.modified)] + box.assignees.map(person), indent: 0, mark: "■ ")]
        if let notes = box.highlights["notes"], !notes.highlights.isEmpty { lines.append(excerpt(notes, indent: 4)) }
        for thread in box.threads { lines += self.lines(thread, indent: 2, showsBox: false) }
        // One match besides the threads is the box's own card, which is on show.
        if box.matched > box.threads.count + 1 {
            lines.append(style.faint("  \(Amounts.count(box.matched, "match", "matches")) in this box"))
        }
        return lines
    }

    private func lines(_ thread: ThreadResult, indent: Int, showsBox: Bool) -> [String] {
        let people = thread.participants.prefix(3).map { $0.name.isEmpty ? person($0.address) : $0.name }
        let more = thread.participants.count > 3 ? " +\(thread.participants.count - 3)" : ""
        var details = [date(thread.date), people.joined(separator: ", ") + more]
        if thread.messages > 1 { details.append("\(thread.messages) messages") }
        if showsBox, let box = thread.box { details.append("■ " + box.name) }
        let noSubject = HighlightedText(text: "(no subject)", highlights: [])
        var lines = [heading(thread.subject.text.isEmpty ? noSubject : thread.subject, details, indent: indent)]
        if !thread.snippet.text.isEmpty { lines.append(excerpt(thread.snippet, indent: indent + 4)) }
        return lines
    }

    private func lines(_ message: MessageResult) -> [String] {
        let from = message.from.map { $0.name.isEmpty ? person($0.address) : $0.name } ?? ""
        let subject = HighlightedText(text: message.subject, highlights: [])
        let who = message.kind == "message" ? from : message.kind
        var lines = [heading(subject, [date(message.date), who], indent: 0)]
        if !message.snippet.text.isEmpty { lines.append(excerpt(message.snippet, indent: 4)) }
        return lines
    }

    // MARK: Lines

    /// Columns kept for what stands after a heading, however long that is.
    private static let detailColumns = 32

    private func heading(_ text: HighlightedText, _ details: [String], indent: Int, mark: String = "") -> String {
        let details = CleanText.line(details.filter { !$0.isEmpty }.joined(separator: " · "))
        let room = max(20, width - indent - DisplayWidth.columns(mark))
        let kept = min(DisplayWidth.columns(details) + 2, Self.detailColumns)
        let (title, spans) = fitted(text, to: max(20, room - kept))
        let left = room - DisplayWidth.columns(title) - 2
        let painted = spans.isEmpty ? style.strong(title) : style.highlighted(title, spans)
        let margin = String(repeating: " ", count: indent)
        guard !details.isEmpty, left > 1 else { return margin + style.strong(mark) + painted }
        return margin + style.strong(mark) + painted + "  " + style.faint(DisplayWidth.cut(details, to: left))
    }

    private func excerpt(_ text: HighlightedText, indent: Int) -> String {
        let (line, spans) = fitted(text, to: max(20, width - indent))
        return String(repeating: " ", count: indent) + style.highlighted(line, spans)
    }

    /// A text on one line, cut to a width, with the matches that are left: where the first would be cut off, the text
    /// begins with `…` a few words before it.
    private func fitted(_ text: HighlightedText, to width: Int) -> (String, [Range<Int>]) {
        var bytes = Array(CleanText.line(text.text).utf8)
        var spans = text.highlights
        if let first = spans.first, first.upperBound <= bytes.count,
            DisplayWidth.columns(String(decoding: bytes[..<first.upperBound], as: UTF8.self)) >= width
        {
            let ellipsis = Array("…".utf8)
            let dropped = Self.start(of: bytes, showing: first, in: width)
            bytes = ellipsis + bytes[dropped...]
            spans = spans.map { $0.lowerBound - dropped + ellipsis.count..<$0.upperBound - dropped + ellipsis.count }
        }
        let line = String(decoding: bytes, as: UTF8.self)
        let cut = DisplayWidth.cut(line, to: width)
        guard cut != line else { return (line, spans) }
        let end = cut.utf8.count - "…".utf8.count
        return (cut, spans.filter { $0.upperBound <= end })
    }

    /// The offset of the word to begin with, so that a match comes in the first half of the width.
    private static func start(of bytes: [UInt8], showing match: Range<Int>, in width: Int) -> Int {
        var start = match.lowerBound
        var at = start
        while at > 0 {
            at -= 1
            guard bytes[at] == UInt8(ascii: " ") else { continue }
            let before = String(decoding: bytes[(at + 1)..<match.lowerBound], as: UTF8.self)
            guard DisplayWidth.columns(before) <= width / 2 else { break }
            start = at + 1
        }
        return start
    }

    /// Whom an address is of, as far as it tells.
    private func person(_ address: String) -> String { String(address.prefix { $0 != "@" }) }

    private func date(_ text: String) -> String {
        Timestamp(rfc3339: text).map { Amounts.date($0, now: now) } ?? text
    }
}
