// Properties:
// 1. What put answers is visible at once, on any connection, to search, get, counts and stats; what delete answers is
//    gone.
// 2. Of two versions the higher wins, in whatever order they come; an equal or lower one is stale; deletions count as
//    versions, so that a late put does not bring a record back and a newer one does.
// 3. A batch is applied record by record: each bad one is rejected by its place, with a code and a reason; the rest
//    stand.
// 4. A service that starts again over the same index finds all that was acknowledged, and remembers deletions.
// 5. Many connections that write at once lose nothing, and positions in the log only grow.
// 6. The record comes back as it was put, every digit of its whole numbers, other numbers as doubles, of repeated names
//    the last.
// 7. Records without a version, or with version 0, replace each other, deletions too.
// 8. A deletion is remembered as long as the operator says, and then forgotten.

import Schema
import Server
import ServiceSupport
import TestSupport
import Testing
import Wire

@Suite struct WriteTests {
    private func message(_ id: String, _ version: Int, _ body: String) -> String {
        #"{"kind":"message","id":"\#(id)","version":\#(version),"body":"\#(body)"}"#
    }

    private func put(_ connection: RawConnection, _ records: String...) async throws -> JSONValue {
        try await connection.ask(#"{"op":"put","team":"acme","records":[\#(records.joined(separator: ","))]}"#)
    }

    private func delete(_ connection: RawConnection, _ id: String, _ version: Int) async throws -> JSONValue {
        try await connection.ask(
            #"{"op":"delete","team":"acme","records":[{"kind":"message","id":"\#(id)","version":\#(version)}]}"#)
    }

    private func found(_ connection: RawConnection, _ query: String) async throws -> [String] {
        try await connection.ask(
            #"{"op":"search","team":"acme","q":"\#(query)","results":["messages"],"sort":"newest"}"#
        ).ids("messages").sorted()
    }

    @Test func whatIsAcknowledgedIsVisibleAtOnce() async throws {
        try await TestService.with { service in
            let writer = try service.connection()
            let reader = try service.connection()
            for round in 0..<40 {
                let answer = try await put(writer, message("m-\(round)", 1, "word\(round) all"))
                #expect(answer.at("applied").int == 1)
                #expect(try await found(reader, "word\(round)") == ["m-\(round)"])
                let all = try await reader.ask(#"{"op":"search","team":"acme","q":"all","results":["threads"]}"#)
                #expect(all.at("total", "items").int == round + 1)
                #expect(try await reader.ask(#"{"op":"stats","team":"acme"}"#).at("items").int == round + 1)
            }
            for round in stride(from: 0, to: 40, by: 2) {
                #expect(try await delete(writer, "m-\(round)", 2).at("applied").int == 1)
                #expect(try await found(reader, "word\(round)") == [])
                let got = try await reader.ask(#"{"op":"get","team":"acme","kind":"message","record":"m-\#(round)"}"#)
                #expect(got.errorCode == "not_found")
            }
            #expect(try await found(reader, "all").count == 10, "a page of ten")
            #expect(try await reader.ask(#"{"op":"stats","team":"acme"}"#).at("items").int == 20)
        }
    }

    @Test func theHigherVersionWins() async throws {
        try await TestService.with { service in
            let connection = try service.connection()
            func counts(_ answer: JSONValue) -> [Int?] { [answer.at("applied").int, answer.at("stale").int] }
            #expect(counts(try await put(connection, message("a", 5, "five"))) == [1, 0])
            #expect(counts(try await put(connection, message("a", 5, "again"))) == [0, 1])
            #expect(counts(try await put(connection, message("a", 4, "four"))) == [0, 1])
            #expect(try await found(connection, "five") == ["a"])
            #expect(try await found(connection, "four") == [])
            #expect(counts(try await put(connection, message("a", 7, "seven"), message("a", 6, "six"))) == [1, 1])
            #expect(try await found(connection, "seven") == ["a"])
            #expect(counts(try await delete(connection, "a", 7)) == [0, 1])
            #expect(counts(try await delete(connection, "a", 9)) == [1, 0])
            #expect(counts(try await put(connection, message("a", 8, "eight"))) == [0, 1])
            #expect(counts(try await delete(connection, "a", 9)) == [0, 1])
            #expect(try await found(connection, "eight") == [])
            #expect(counts(try await put(connection, message("a", 10, "ten"))) == [1, 0])
            #expect(try await found(connection, "ten") == ["a"])
            // A deletion of what never was is remembered too.
            #expect(counts(try await delete(connection, "b", 3)) == [1, 0])
            #expect(counts(try await put(connection, message("b", 2, "two"))) == [0, 1])
        }
    }

    @Test func withoutVersionsTheLaterWins() async throws {
        try await TestService.with { service in
            let connection = try service.connection()
            func unversioned(_ body: String) -> String { #"{"kind":"message","id":"a","body":"\#(body)"}"# }
            let records = [unversioned("one"), message("a", 0, "two"), unversioned("three"), message("a", 0, "four")]
            for record in records { #expect(try await put(connection, record).at("applied").int == 1, "\(record)") }
            #expect(try await found(connection, "four") == ["a"])
            #expect(try await delete(connection, "a", 0).at("applied").int == 1)
            #expect(try await found(connection, "four") == [])
            #expect(try await put(connection, unversioned("five")).at("applied").int == 1)
            #expect(try await put(connection, message("a", 1, "six")).at("applied").int == 1)
            #expect(try await put(connection, unversioned("seven")).at("stale").int == 1)
            #expect(try await delete(connection, "a", 0).at("stale").int == 1)
            #expect(try await found(connection, "six") == ["a"])
        }
    }

    @Test(arguments: [1, 3]) func aDeletionIsRememberedForItsAge(days: Int64) async throws {
        let folder = try TemporaryFolder()
        try await TestService.with(folder) { service in
            let connection = try service.connection()
            _ = try await put(connection, message("a", 1, "word"))
            _ = try await delete(connection, "a", 2)
            _ = try await connection.ask(#"{"op":"flush"}"#)
            _ = try await put(connection, message("b", 1, "other"))
            _ = try await connection.ask(#"{"op":"flush"}"#)
        }
        let later = Timestamp(seconds: TestService.now.seconds + 2 * 86_400)
        let index = IndexFolder(
            TestService.indexPath(folder), deletionAge: .seconds(days * 86_400), now: { later })
        try await TestService.with(folder, backend: try index.open(create: false)) { service in
            let connection = try service.connection()
            #expect(try await connection.ask(#"{"op":"merge"}"#).isOK)
            let answer = try await put(connection, message("a", 1, "word"))
            #expect(answer.at("applied").int == (days < 2 ? 1 : 0), "\(answer.text)")
        }
    }

    @Test func badRecordsAreRejectedByTheirPlace() async throws {
        try await TestService.with { service in
            let connection = try service.connection()
            let answer = try await put(
                connection, message("a", 1, "good"), "7", #"{"kind":"message"}"#, #"{"kind":"sheep","id":"x"}"#,
                #"{"kind":"message","id":"x","team":"other"}"#, #"{"kind":"message","id":"x","date":"soon"}"#,
                #"{"kind":"message","id":"x","subject":[1]}"#, #"{"kind":"message","id":"x","version":-1}"#,
                #"{"kind":"box","id":"x","fields":{"n":[18446744073709551616]}}"#,
                #"{"kind":"box","id":"x","n":1e999}"#,
                #"{"kind":"box","id":"x","version":-9223372036854775809}"#, message("b", 1, "good"))
            #expect(answer.at("applied").int == 2)
            let rejected = answer.at("rejected").array ?? []
            #expect(rejected.map { $0.at("index").int } == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
            #expect(
                rejected.map { $0.at("code").string } == [
                    "not_object", "no_id", "unknown_kind", "wrong_team", "bad_date", "wrong_type", "wrong_type",
                    "bad_number", "bad_number", "bad_number",
                ])
            #expect(rejected.allSatisfy { $0.at("message").string?.isEmpty == false })
            #expect(try await found(connection, "good") == ["a", "b"])
        }
    }

    @Test func badDeletionsAreRejectedByTheirPlace() async throws {
        try await TestService.with { service in
            let connection = try service.connection()
            _ = try await put(connection, message("a", 1, "good"), message("b", 1, "good"))
            let targets = [
                #"{"kind":"message","id":"a","version":2}"#, #"{"kind":"message","id":"b"}"#,
                #"{"kind":"sheep","id":"b","version":2}"#,
                #"{"kind":"message","id":"","version":2}"#, #"{"kind":"message","id":"b","version":"2"}"#,
                #"{"kind":"message","id":"b","version":2,"team":"other"}"#, "\"b\"",
                #"{"kind":"message","id":"b","version":null}"#,
            ]
            let answer = try await connection.ask(
                #"{"op":"delete","team":"acme","records":[\#(targets.joined(separator: ","))]}"#)
            #expect(answer.at("applied").int == 1)
            let rejected = answer.at("rejected").array ?? []
            #expect(rejected.map { $0.at("index").int } == [1, 2, 3, 4, 5, 6, 7])
            #expect(
                rejected.map { $0.at("code").string } == [
                    "no_version", "unknown_kind", "no_id", "wrong_type", "unknown_key", "not_object", "no_version",
                ])
            #expect(try await found(connection, "good") == ["b"])
        }
    }

    @Test func anEmptyBatchChangesNothing() async throws {
        try await TestService.with { service in
            let connection = try service.connection()
            let first = try await put(connection, message("a", 1, "good"))
            let empty = try await put(connection)
            #expect(empty.at("applied").int == 0 && empty.at("stale").int == 0 && empty.at("rejected").array == [])
            #expect(empty.at("sequence") == first.at("sequence"))
        }
    }

    @Test func whatWasAcknowledgedIsThereAfterARestart() async throws {
        let folder = try TemporaryFolder()
        try await TestService.with(folder) { service in
            let connection = try service.connection()
            _ = try await put(connection, message("kept", 3, "word"), message("gone", 3, "word"))
            _ = try await delete(connection, "gone", 4)
            _ = try await connection.ask(#"{"op":"flush"}"#)
            _ = try await put(connection, message("late", 1, "word"))
        }
        try await TestService.with(folder) { service in
            let connection = try service.connection()
            #expect(try await found(connection, "word") == ["kept", "late"])
            #expect(try await put(connection, message("gone", 3, "word")).at("stale").int == 1)
            #expect(try await put(connection, message("kept", 3, "word")).at("stale").int == 1)
        }
    }

    @Test func writersAtOnceLoseNothing() async throws {
        try await TestService.with { service in
            let sequences = try await withThrowingTaskGroup(of: [UInt64].self) { group in
                for writer in 0..<8 {
                    let connection = try service.connection()
                    group.addTask {
                        var sequences: [UInt64] = []
                        for round in 0..<12 {
                            let answer = try await put(
                                connection, message("m-\(writer)-\(round)", 1, "shared w\(writer)"))
                            #expect(answer.at("applied").int == 1, "\(answer.text)")
                            sequences.append(answer.at("sequence").uint64 ?? 0)
                        }
                        return sequences
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for sequence in sequences {
                #expect(sequence == sequence.sorted() && Set(sequence).count == sequence.count)
            }
            let answer = try await service.connection().ask(
                #"{"op":"search","team":"acme","q":"shared","count":"exact"}"#)
            #expect(answer.at("total", "items").int == 96)
        }
    }

    @Test func theRecordComesBackAsItWasPut() async throws {
        try await TestService.with { service in
            let connection = try service.connection()
            let record = """
                {"kind":"box","id":"é/1","x":[9007199254740993,18446744073709551615,-9223372036854775808,0.1,1e+22,null,\
                {"":{}}],"name":"\\u0000\\"\\\\ 日 😀","version":18446744073709551615}
                """
            #expect(try await put(connection, record).at("applied").int == 1)
            let got = try await connection.ask(#"{"id":"é/1","op":"get","team":"acme","kind":"box"}"#)
            #expect(got.at("record").text == record)
            #expect(got.at("version").uint64 == .max)
            _ = try await put(connection, #"{"kind":"box","id":"n","x":[98765432109876543.21,1.10e3,-0.0]}"#)
            let numbers = try await connection.ask(#"{"op":"get","team":"acme","kind":"box","record":"n"}"#)
            #expect(numbers.at("record", "x").text == "[9.876543210987654e+16,1100.0,-0.0]")
            _ = try await put(connection, #"{"kind":"box","id":"b","name":"old","version":1,"name":"new"}"#)
            let last = try await connection.ask(#"{"op":"get","team":"acme","kind":"box","record":"b"}"#)
            #expect(last.at("record").text == #"{"kind":"box","id":"b","name":"new","version":1}"#)
        }
    }
}
