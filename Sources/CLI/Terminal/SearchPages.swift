// Owns: search results for people: boxes with their threads, threads, messages, counts.
//
//   ■ Northwind renewal  Sales › Negotiation · Ada · 3 d ago
//     12 matches
//     Re: renewal terms  Ada, Bob · 3 d ago · 4 messages
//         … the renewal terms that we sent last week …

import Schema
import Wire

struct SearchPages {
    let style: Style
    /// Columns of the terminal.
    let width: Int
    let now: Timestamp

    func text(_ answer: Search.Answer, microseconds: Int) -> String {
        var lines: [String] = []
        for box in answer.boxes ?? [] { lines += self.lines(box) + [""] }
        let shown = Set((answer.boxes ?? []).flatMap(\.threads).map(\.id))
        let others = (answer.threads ?? []).filter { !shown.contains($0.id) }
        for thread in others { lines += self.lines(thread, indent: 0, showsBox: true) }
        if !others.isEmpty { lines.append("") }
        for message in answer.messages ?? [] { lines += self.lines(message) }
        if !(answer.messages ?? []).isEmpty { lines.append("") }
        lines.append(style.faint(summary(answer, microseconds)))
        if let cursor = answer.cursor { lines.append(style.faint("more: --cursor \(cursor)")) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func summary(_ answer: Search.Answer, _ microseconds: Int) -> String {
        guard let total = answer.total, total.items > 0 else {
            return "nothing found · \(Amounts.duration(microseconds: microseconds))"
        }
        let parts = [
            Amounts.count(total.boxes, "box", "boxes"), Amounts.count(total.threads, "thread", "threads"),
            Amounts.count(total.items, "match", "matches"),
        ]
        let bound = total.isExact ? "" : "at least "
        return bound + parts.joined(separator: " · ") + " · " + Amounts.duration(microseconds: microseconds)
    }

    private func lines(_ box: BoxResult) -> [String] {
        let name = box.highlights["name"] ?? HighlightedText(text: box.name, highlights: [])
        let place = [box.pipeline, box.stage].filter { !$0.isEmpty }.joined(separator: " › ")
        let details = ([place] + box.assignees + [date(box.modified)]).filter { !$0.isEmpty }.joined(separator: " · ")
        var lines = [style.strong("■ ") + heading(name) + "  " + style.faint(details)]
        if let notes = box.highlights["notes"], !notes.highlights.isEmpty { lines.append(excerpt(notes, indent: 4)) }
        for thread in box.threads { lines += self.lines(thread, indent: 2, showsBox: false) }
        if box.matched > box.threads.count {
            lines.append(style.faint("  \(Amounts.count(box.matched, "match", "matches") ) in this box"))
        }
        return lines
    }

    private func lines(_ thread: ThreadResult, indent: Int, showsBox: Bool) -> [String] {
        let people = thread.participants.prefix(3).map { $0.name.isEmpty ? $0.address : $0.name }
        let more = thread.participants.count > 3 ? " +\(thread.participants.count - 3)" : ""
        var details = [people.joined(separator: ", ") + more, date(thread.date)]
        if thread.messages > 1 { details.append("\(thread.messages) messages") }
        if showsBox, let box = thread.box { details.append("■ " + box.name) }
        let margin = String(repeating: " ", count: indent)
        let subject =
            thread.subject.text.isEmpty
            ? HighlightedText(text: "(no subject)", highlights: []) : thread.subject
        var lines = [margin + heading(subject) + "  " + style.faint(details.joined(separator: " · "))]
        if !thread.snippet.text.isEmpty { lines.append(excerpt(thread.snippet, indent: indent + 4)) }
        return lines
    }

    private func lines(_ message: MessageResult) -> [String] {
        let from = message.from.map { $0.name.isEmpty ? $0.address : $0.name } ?? ""
        let details = [message.kind == "message" ? from : message.kind, date(message.date)].filter { !$0.isEmpty }
        var lines = [
            style.strong(oneLine(message.subject)) + "  " + style.faint(details.joined(separator: " · "))
        ]
        if !message.snippet.text.isEmpty { lines.append(excerpt(message.snippet, indent: 4)) }
        return lines
    }

    private func heading(_ text: HighlightedText) -> String {
        text.highlights.isEmpty
            ? style.strong(oneLine(text.text)) : style.highlighted(oneLine(text.text), text.highlights)
    }

    private func excerpt(_ text: HighlightedText, indent: Int) -> String {
        let line = oneLine(text.text)
        let cut = DisplayWidth.cut(line, to: max(20, width - indent))
        let bytes = cut.utf8.count
        let shown = cut == line ? text.highlights : text.highlights.filter { $0.upperBound <= bytes - "…".utf8.count }
        return String(repeating: " ", count: indent) + style.highlighted(cut, shown)
    }

    /// Control characters as blanks, byte for byte, so that highlights stay where they are and no mail can steer the
    /// terminal.
    private func oneLine(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for index in bytes.indices {
            if bytes[index] < 0x20 || bytes[index] == 0x7F { bytes[index] = UInt8(ascii: " ") }
            // U+0080 to U+009F.
            if index > 0, bytes[index - 1] == 0xC2, (0x80...0x9F).contains(bytes[index]) {
                bytes[index - 1] = UInt8(ascii: " ")
                bytes[index] = UInt8(ascii: " ")
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func date(_ text: String) -> String {
        Timestamp(rfc3339: text).map { Amounts.date($0, now: now) } ?? text
    }
}
