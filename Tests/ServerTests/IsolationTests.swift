// Properties:
// 1. Whatever another team puts, deletes, searches or flushes, every answer to a team is the same to the last byte:
//    hits, scores, counts, highlights, custom fields, explanations, records, stats, parses.
// 2. Teams whose records have the same ids do not meet, nor do teams whose ids only look the same; an unknown team is an
//    empty one.
// 3. A record that names another team is not taken, also where its name only looks the same.

import Client
import ServiceSupport
import TestSupport
import Testing
import Wire

@Suite struct IsolationTests {
    /// What a team may ask; `%` stands for its name.
    private static let requests = [
        #""op":"search","team":"%","q":"invoice","results":["boxes","threads","messages"],"count":"exact","limit":100"#,
        #""op":"search","team":"%","q":"invoice OR harbor in:anywhere","sort":"newest","explain":true"#,
        #""op":"search","team":"%","q":"","results":["messages"],"sort":"oldest","limit":1000"#,
        #""op":"search","team":"%","q":"seats>5","results":["boxes"]"#,
        #""op":"search","team":"%","q":"deal-size>3000","sort":{"field":"Deal size","order":"desc"},"results":["boxes"]"#,
        #""op":"search","team":"%","q":"-stage:won from:amy","filter":"price","results":["boxes","threads"]"#,
        #""op":"search","team":"%","q":"inv* zurich~1","results":["messages"],"count":"bounded","limit":50"#,
        #""op":"parse","team":"%","q":"seats>5 deal-size>3 region:emea""#,
        #""op":"explain","team":"%","q":"invoice price","kind":"message","record":"m-1""#,
        #""op":"explain","team":"%","q":"negotiation","kind":"box","record":"b-1""#,
        #""op":"get","team":"%","kind":"message","record":"m-2""#,
        #""op":"get","team":"%","kind":"box","record":"only-theirs""#,
        #""op":"stats","team":"%""#,
    ]

    /// All answers to a team, without their times and their cursors.
    private func answers(_ connection: RawConnection, _ team: String) async throws -> [String] {
        var answers: [String] = []
        for request in Self.requests {
            let answer = try await connection.ask("{\(request.replacing("%", with: team))}")
            let members = (answer.members ?? []).filter { $0.name != "took_us" && $0.name != "cursor" }
            answers.append(JSONValue.object(members).text)
        }
        return answers
    }

    private func put(_ connection: RawConnection, _ team: String, _ records: [JSONValue]) async throws {
        let answer = try await connection.ask(
            #"{"op":"put","team":"\#(team)","records":\#(JSONValue.array(records).text)}"#)
        #expect(answer.at("rejected").array == [])
    }

    private static let theirs = [
        #"{"kind":"box","id":"only-theirs","name":"invoice invoice","stage":"Won","fields":{"Seats":50,"Deal size":"much"}}"#,
        #"{"kind":"box","id":"b-1","version":9,"name":"theirs","fields":{"Region":7}}"#,
        #"{"kind":"message","id":"m-1","version":9,"thread":"t-1","box":"b-1","body":"invoice price invoice"}"#,
    ]

    @Test(arguments: [1, 2, 3] as [UInt64]) func anotherTeamIsNotNoticed(seed: UInt64) async throws {
        try await TestService.with { service in
            let connection = try service.connection()
            let other = try service.connection()
            var mine = MailGenerator(seed: seed)
            try await put(connection, "mine", mine.records(boxes: 5, messages: 50))
            let before = try await answers(connection, "mine")
            #expect(
                before.filter { $0.contains(#""ok":true"#) }.count == before.count - 1,
                "all but one `get` find something")
            var theirs = MailGenerator(seed: seed &+ 100)
            let steps: [() async throws -> Void] = [
                { try await self.put(other, "theirs", theirs.records(boxes: 9, messages: 120)) },
                { try await self.put(other, "theirs", try Self.theirs.map { try JSONValue(parsing: $0) }) },
                { _ = try await self.answers(other, "theirs") },
                { _ = try await other.ask(#"{"op":"flush"}"#) },
                {
                    _ = try await other.ask(
                        #"{"op":"delete","team":"theirs","records":[{"kind":"message","id":"m-1","version":10}]}"#)
                },
                { try await self.put(other, "also", theirs.records()) },
            ]
            for (index, step) in steps.enumerated() {
                try await step()
                let after = try await answers(connection, "mine")
                for (old, new) in zip(before, after) { #expect(old == new, "seed \(seed), after step \(index)") }
            }
            // Merging brings the teams' records together in one segment; scores stay the same to the last bit.
            _ = try await other.ask(#"{"op":"merge"}"#)
            #expect(try await answers(connection, "mine") == before, "seed \(seed), after merging")
        }
    }

    @Test func teamsAreToldApartByBytes() async throws {
        let teams = ["caf\u{E9}", "cafe\u{301}"]
        #expect(teams[0] == teams[1], "to Swift they are equal")
        try await TestService.with { service in
            let connection = try service.connection()
            for (place, team) in teams.enumerated() {
                try await put(
                    connection, team,
                    [try JSONValue(parsing: #"{"kind":"message","id":"m\#(place)","thread":"t","body":"shared"}"#)])
            }
            for step in ["", "flush", "merge"] {
                if !step.isEmpty { #expect(try await connection.ask(#"{"op":"\#(step)"}"#).isOK) }
                for (place, team) in teams.enumerated() {
                    let found = try await connection.ask(
                        #"{"op":"search","team":"\#(team)","q":"shared","results":["messages"]}"#)
                    #expect(found.at("messages").array?.map { $0.at("id").string } == ["m\(place)"], "after \(step)")
                    let stats = try await connection.ask(#"{"op":"stats","team":"\#(team)"}"#)
                    #expect(stats.at("items").int == 1, "after \(step)")
                }
            }
            let wrong = try await connection.ask(
                #"{"op":"put","team":"\#(teams[0])","records":[{"kind":"message","id":"w","team":"\#(teams[1])"}]}"#)
            #expect(wrong.at("rejected").array?.first?.at("code").string == "wrong_team")
        }
    }

    @Test func sameIdsAreDifferentRecords() async throws {
        try await TestService.with { service in
            let connection = try service.connection()
            for team in ["one", "two"] {
                try await put(
                    connection, team,
                    [
                        try JSONValue(
                            parsing: #"{"kind":"message","id":"m","thread":"t","box":"b","body":"shared \#(team)"}"#)
                    ])
            }
            for team in ["one", "two"] {
                let found = try await connection.ask(
                    #"{"op":"search","team":"\#(team)","q":"shared","results":["boxes","threads","messages"]}"#)
                #expect(found.at("total").text == #"{"boxes":1,"threads":1,"items":1,"relation":"exact"}"#)
                #expect(found.at("messages").array?.first?.at("snippet").string == "shared \(team)")
                #expect(found.at("threads").array?.first?.at("messages").int == 1)
                let record = try await connection.ask(#"{"op":"get","team":"\#(team)","kind":"message","record":"m"}"#)
                #expect(record.at("record", "body").string == "shared \(team)")
            }
            let deleted = try await connection.ask(
                #"{"op":"delete","team":"one","records":[{"kind":"message","id":"m","version":5}]}"#)
            #expect(deleted.at("applied").int == 1)
            #expect(try await connection.ask(#"{"op":"search","team":"two","q":"shared"}"#).ids("threads") == ["t"])
            let nobody = try await connection.ask(#"{"op":"search","team":"nobody","q":"shared"}"#)
            #expect(nobody.isOK && nobody.ids("threads").isEmpty && nobody.at("total", "items").int == 0)
            #expect(try await connection.ask(#"{"op":"stats","team":"nobody"}"#).at("items").int == 0)
        }
    }

    @Test func aRecordOfAnotherTeamIsNotTaken() async throws {
        try await TestService.with { service in
            let connection = try service.connection()
            let answer = try await connection.ask(
                #"{"op":"put","team":"one","records":[{"kind":"box","id":"b","team":"two"},{"kind":"box","id":"c","team":"one"}]}"#
            )
            #expect(answer.at("applied").int == 1)
            #expect(answer.at("rejected").array?.map { $0.at("code").string } == ["wrong_team"])
            #expect(
                try await connection.ask(#"{"op":"get","team":"two","kind":"box","record":"b"}"#).errorCode
                    == "not_found")
            #expect(try await connection.ask(#"{"op":"get","team":"one","kind":"box","record":"c"}"#).isOK)
        }
    }
}
