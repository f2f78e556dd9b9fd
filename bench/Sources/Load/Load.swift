// Owns: a load on a service: connections that each send a request and wait for its answer, over and over.
//
//   Load SOCKET CONNECTIONS SECONDS PAUSE < LINES
//
// Reads request lines, sends them in turn for so many seconds with so many milliseconds between an answer and the next
// request, and says in a line of JSON how many were answered and how long that took. Requests have no id. One thread that
// allocates nothing for an answer: it shares the machine with what it measures.

import Glibc
import Wire

@main
enum Load {
    static func main() {
        let words = CommandLine.arguments
        guard words.count == 5, let count = Int(words[2]), let seconds = Double(words[3]), let pause = Double(words[4])
        else { fail("usage: Load SOCKET CONNECTIONS SECONDS PAUSE < LINES") }
        var lines: [[UInt8]] = []
        while let line = readLine() { lines.append(Array(line.utf8) + [UInt8(ascii: "\n")]) }
        guard !lines.isEmpty else { fail("no request to send") }
        var callers = Callers(path: words[1], count: count, lines: lines)
        let result = callers.run(seconds: seconds, pauseMilliseconds: pause)
        var writer = JSONWriter()
        writer.value(result)
        print(String(decoding: writer.bytes, as: UTF8.self))
    }
}

/// Says why and ends.
func fail(_ reason: String) -> Never {
    let text = "Load: \(reason)\n"
    _ = text.withCString { write(2, $0, strlen($0)) }
    exit(1)
}
