// Owns: a snapshot read as a load reads it: lines to records to documents, with what was rejected and what failed.

import Schema

@testable import Snapshots

/// What a snapshot came to.
struct SnapshotReading {
    struct Line: Hashable {
        /// The file's name without its folder.
        var file: String
        var line: Int
        var text: String
    }

    /// Lines that are neither blank nor too long.
    var lines: [Line] = []
    var documents: [Document] = []
    var rejected: [RejectedLine] = []
    /// Why files could not be read on.
    var failures: [SnapshotError] = []
    /// The lines from which they could not.
    var failureLines: [Int] = []

    /// Reads everything there is, going on after failures.
    init(_ path: String, team: String? = "acme") throws(SnapshotError) {
        let stream = LineStream(try SnapshotFolder(path))
        let decoder = RecordDecoder()
        let mapper = RecordMapper(defaultTeam: team)
        var number = 0
        while true {
            do throws(SnapshotError) {
                guard let batch = try stream.nextBatch() else { break }
                precondition(batch.number == number, "batches are numbered from 0")
                number += 1
                for line in batch.lines.indices { take(batch, line, decoder, mapper) }
            } catch {
                failures.append(error)
                failureLines.append(stream.line)
            }
        }
    }

    private mutating func take(_ batch: LineBatch, _ line: Int, _ decoder: RecordDecoder, _ mapper: RecordMapper) {
        let range = batch.lines[line]
        guard !range.isEmpty || batch.tooLong[line] != nil else { return }
        if batch.tooLong[line] == nil {
            lines.append(
                Line(
                    file: String(batch.path.split(separator: "/").last ?? ""), line: batch.firstLine + line,
                    text: String(decoding: batch.bytes[range], as: UTF8.self)))
        }
        do throws(RejectedLine) {
            let decoded = try decoder.decode(batch, line: line)
            documents.append(try mapper.document(from: decoded.record, bytes: decoded.bytes))
        } catch {
            var error = error
            error.path = batch.path
            error.line = batch.firstLine + line
            rejected.append(error)
        }
    }

    var texts: [String] { lines.map(\.text) }

    var ids: [String] { documents.map(\.key.id) }

    /// The failures in words.
    var failureTexts: [String] { failures.map(\.description) }
}

extension RecordDecoder {
    /// Decodes and maps a record's text.
    func document(_ text: String, team: String? = nil) throws(RejectedLine) -> Document {
        let decoded = try decode(json: Array(text.utf8))
        return try RecordMapper(defaultTeam: team).document(from: decoded.record, bytes: decoded.bytes)
    }
}
