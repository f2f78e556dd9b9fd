// Owns: the measuring program's verbs. `bench/run` starts it; it speaks JSON lines.
//
//   Measure reindex SNAPSHOT INDEX THREADS MEBIBYTES    rebuilds an index, says what it came to
//   Measure analyze SNAPSHOT                            analyses its texts, says how many megabytes a second
//   Measure merge INDEX                                 merges an index into one segment, says how long that took
//   Measure parse                                       reads an array of queries, says how long parsing takes
//   Measure endure INDEX TEAM MILLISECONDS [NAME]       runs the worst queries under a deadline, says what they cost
//   Measure look INDEX TEAM                             runs them, says how seldom they look whether anyone waits
//   Measure answer INDEX                                reads requests (QueryRequest.swift), answers each with a line

import Glibc
import Server
import Wire

@main
enum Measure {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch (arguments.first, arguments.count) {
        case ("reindex", 5):
            let words = Array(arguments)
            guard let threads = Int(words[3]), let mebibytes = Int(words[4]) else { usage() }
            emit(try Reindexing(snapshot: words[1], index: words[2], threads: threads, mebibytes: mebibytes).run())
        case ("analyze", 2): emit(try Analyzing(snapshot: Array(arguments)[1]).run())
        case ("merge", 2): emit(try Reindexing.merge(index: Array(arguments)[1]))
        case ("parse", 1): emit(Parsing.run(typical: try JSONValue(parsing: Array((readLine() ?? "[]").utf8))))
        case ("endure", 4), ("endure", 5):
            let words = Array(arguments)
            guard let milliseconds = Int(words[3]) else { usage() }
            emit(
                try OpenIndex(path: words[1]).endure(
                    team: words[2], milliseconds: milliseconds, only: words.count > 4 ? words[4] : nil))
        case ("look", 3):
            let words = Array(arguments)
            emit(try OpenIndex(path: words[1]).looks(team: words[2]))
        case ("answer", 2):
            let index = try OpenIndex(path: Array(arguments)[1])
            emit(index.greeting)
            while let line = readLine() {
                let request = try QueryRequest(JSONValue(parsing: Array(line.utf8)))
                emit(try index.answer(request))
            }
        default: usage()
        }
    }

    private static func usage() -> Never {
        let verbs =
            "reindex SNAPSHOT INDEX THREADS MEBIBYTES | analyze SNAPSHOT | merge INDEX | parse "
            + "| endure INDEX TEAM MILLISECONDS [NAME] | look INDEX TEAM | answer INDEX"
        let text = "usage: Measure \(verbs)\n"
        _ = text.withCString { write(2, $0, strlen($0)) }
        exit(64)
    }

    /// One line, at once: whoever reads waits for it.
    private static func emit(_ value: JSONValue) {
        var writer = JSONWriter()
        writer.value(value)
        writer.newline()
        writer.bytes.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = write(1, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
                guard count > 0 else { exit(1) }
                sent += count
            }
        }
    }
}
