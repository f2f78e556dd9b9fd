// Owns: an answer that has been written already.

import Wire

/// An answer's own keys as bytes, of whichever operation.
struct WrittenAnswer: OperationAnswer {
    let bytes: [UInt8]
    /// Whether it has a cursor, whose generation must be kept.
    let hasCursor: Bool

    init(_ answer: Search.Answer) {
        var writer = JSONWriter(reserving: 4_096)
        answer.write(to: &writer)
        bytes = writer.bytes
        hasCursor = answer.cursor != nil
    }

    init(_ answer: JSONValue) throws(Problem) { self.init(try Search.Answer(answer)) }

    func write(to writer: inout JSONWriter) { writer.members(written: bytes) }
}
