// Owns: the program that makes a large snapshot of a small one. The same arguments give the same bytes.
//
//   Multiply SNAPSHOT MESSAGES SEED > lines
//
// The snapshot is written over and over until there are so many messages, all of one team: the first record's. The first copy is as it was; in
// each other copy ids, people, numbers, rare words and a share of all words differ, and dates are shifted: so document
// frequencies grow with the size, and the vocabulary grows too, as they do in real mail.

import Glibc
import Snapshots

@main
enum Multiply {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let messages = Int(arguments[2]), let seed = UInt64(arguments[3]) else {
            let text = "usage: Multiply SNAPSHOT MESSAGES SEED\n"
            _ = text.withCString { write(2, $0, strlen($0)) }
            exit(64)
        }
        let base = try BaseCorpus(snapshot: arguments[1])
        guard base.messages > 0 else { fatalError("\(arguments[1]) has no messages") }
        let output = Output()
        var left = messages
        var number = 0
        while left > 0 {
            let copy = CorpusCopy(of: base, number: number, seed: seed)
            for index in base.entries.indices {
                if base.entries[index].isMessage {
                    guard left > 0 else { break }
                    left -= 1
                }
                output.line(RecordEncoder.json(copy.record(index)))
            }
            number += 1
        }
        output.flush()
    }
}

/// Standard output in large pieces.
private final class Output {
    private var buffer: [UInt8] = []
    private static let size = 1 << 20

    func line(_ bytes: [UInt8]) {
        buffer += bytes
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count >= Self.size { flush() }
    }

    /// Writes what is left. Whoever reads may have gone: then there is nothing more to do.
    func flush() {
        buffer.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = write(1, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
                guard count > 0 else { exit(1) }
                sent += count
            }
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
