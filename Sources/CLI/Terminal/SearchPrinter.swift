// Owns: search results for programs: tab-separated lines and JSON lines. For people, see SearchPages.

import Wire

enum SearchPrinter {
    /// `3 boxes`, `12 threads`, `40 items`, tab-separated as numbers.
    static func counts(_ answer: Search.Answer) -> String {
        guard let total = answer.total else { return "" }
        return "\(total.boxes)\t\(total.threads)\t\(total.items)"
    }

    /// One line a result, without headings:
    ///
    ///     box      id  name  pipeline  stage  modified  matched  score
    ///     thread   id  subject  date  messages  box id  labels  score
    ///     message  id  subject  from  date  thread id  score        (or `box`, `entry` in the first column)
    static func tabs(_ answer: Search.Answer) -> String {
        var lines: [[String]] = []
        for box in answer.boxes ?? [] {
            lines.append(
                ["box", box.id, box.name, box.pipeline, box.stage, box.modified, "\(box.matched)", "\(box.score)"])
        }
        for thread in answer.threads ?? [] {
            lines.append([
                "thread", thread.id, thread.subject.text, thread.date, "\(thread.messages)", thread.box?.id ?? "",
                thread.labels.joined(separator: ","), "\(thread.score)",
            ])
        }
        for message in answer.messages ?? [] {
            lines.append([
                message.kind, message.id, message.subject, message.from?.address ?? "", message.date,
                message.thread ?? "", "\(message.score)",
            ])
        }
        return lines.map { $0.map(cell).joined(separator: "\t") + "\n" }.joined()
    }

    /// A value without what would break the table.
    private static func cell(_ text: String) -> String {
        String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 })
    }

    /// One object a line: `{"box":…}`, `{"thread":…}`, `{"message":…}` in the wire's shapes, then `{"summary":…}`.
    static func json(_ answer: Search.Answer, microseconds: Int) -> String {
        var writer = JSONWriter(reserving: 4_096)
        for box in answer.boxes ?? [] { line(&writer, "box") { box.write(to: &$0) } }
        for thread in answer.threads ?? [] { line(&writer, "thread") { thread.write(to: &$0) } }
        for message in answer.messages ?? [] { line(&writer, "message") { message.write(to: &$0) } }
        line(&writer, "summary") { writer in
            writer.object { writer in
                if let total = answer.total {
                    writer.name("total")
                    total.write(to: &writer)
                }
                writer.name("warnings")
                writer.array(answer.warnings) { $1.write(to: &$0) }
                writer.member("cursor", answer.cursor)
                writer.member("took_us", microseconds)
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func line(_ writer: inout JSONWriter, _ name: String, _ value: (inout JSONWriter) -> Void) {
        writer.object { writer in
            writer.name(name)
            value(&writer)
        }
        writer.newline()
    }
}
