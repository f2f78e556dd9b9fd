// Owns: `put` and `delete`: records to the index, each on its own merits.

import Engine
import Schema
import Snapshots
import Wire

struct WriteHandler {
    private let context: ServiceContext

    init(_ context: ServiceContext) { self.context = context }

    /// Called once, on any thread, when the records are on stable storage and visible, or why they are not.
    typealias Completion = @Sendable (Result<any OperationAnswer, Problem>) -> Void

    /// Decodes on the calling thread and does not wait for the disk.
    func begin(_ put: Put, _ completion: @escaping Completion) {
        let mapper = RecordMapper(defaultTeam: put.team)
        var batch: [Document] = []
        var rejected: [Put.Rejection] = []
        for (index, value) in put.records.enumerated() {
            do throws(RejectedLine) {
                batch.append(try Self.document(value, team: put.team, mapper))
            } catch {
                rejected.append(Put.Rejection(index: index, code: error.code, message: error.reason))
            }
        }
        submit(batch, rejected, completion)
    }

    private static func document(
        _ value: JSONValue, team: String, _ mapper: RecordMapper
    ) throws(RejectedLine) -> Document {
        guard let record = try Record(value) else {
            throw RejectedLine(code: "not_object", reason: "a record must be an object")
        }
        let document = try mapper.document(from: record, bytes: record.encoded())
        guard ExactString.areEqual(document.key.team, team) else {
            throw RejectedLine(
                code: "wrong_team", reason: "`team` is \"\(document.key.team)\", but the request is for \"\(team)\"")
        }
        return document
    }

    /// Does not wait for the disk.
    func begin(_ delete: Delete, _ completion: @escaping Completion) {
        let mapper = RecordMapper(defaultTeam: delete.team)
        var batch: [Document] = []
        var rejected: [Put.Rejection] = []
        for (index, value) in delete.records.enumerated() {
            do throws(RejectedLine) {
                batch.append(try Self.deletion(value, mapper))
            } catch {
                rejected.append(Put.Rejection(index: index, code: error.code, message: error.reason))
            }
        }
        submit(batch, rejected, completion)
    }

    /// A deletion is a record of three properties. Another one may be a typo, or a `team` that is not the request's.
    private static func deletion(_ value: JSONValue, _ mapper: RecordMapper) throws(RejectedLine) -> Document {
        guard var record = try Record(value) else {
            throw RejectedLine(code: "not_object", reason: "a deletion must be an object of kind, id and version")
        }
        let stray = record.properties.first { !["kind", "id", "version"].contains($0.name) }
        if let stray {
            throw RejectedLine(
                code: "unknown_key", reason: "a deletion has no key `\(stray.name)`; it has kind, id and version")
        }
        guard let version = record["version"], version != .null else {
            throw RejectedLine(
                code: "no_version", reason: "`version` is missing; a deletion must say what it is newer than")
        }
        record.properties.append(Record.Property("deleted", .bool(true)))
        return try mapper.document(from: record, bytes: [])
    }

    private func submit(_ batch: [Document], _ rejected: [Put.Rejection], _ completion: @escaping Completion) {
        context.backend.submit(batch) { result in
            switch result {
            case .failure(let error): completion(.failure(Problem(error)))
            case .success(let applied):
                completion(
                    .success(
                        Put.Answer(
                            applied: applied.applied, stale: applied.stale, rejected: rejected,
                            sequence: applied.sequence)))
            }
        }
    }
}
