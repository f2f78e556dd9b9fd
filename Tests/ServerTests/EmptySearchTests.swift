// Properties, over a real socket:
// 1. A search that finds nothing says why: each condition as it can be typed with what there is without it, the one that
//    emptied it, what does not occur and what is nearest to it, what is in spam and trash.
// 2. What a condition's text says parses to that condition: typed alone it finds as much as the answer counts of it.
// 3. Threads that meet a query only between their messages are labelled; a search that finds something says no more.

import Client
import ServiceSupport
import TestSupport
import Testing
import Wire

@Suite struct EmptySearchTests {
    private static let records = [
        #"{"kind":"box","id":"b","name":"Acme","stage":"Negotiation"}"#,
        #"{"kind":"message","id":"m1","thread":"t","box":"b","subject":"contract","from":"amy@a.com"}"#,
        #"{"kind":"message","id":"m2","thread":"t","box":"b","subject":"invoice","from":"bob@b.com"}"#,
        #"{"kind":"message","id":"m3","thread":"u","subject":"lottery","labels":["spam"]}"#,
    ].joined(separator: ",")

    private func answers(_ queries: [String]) async throws -> [JSONValue] {
        try await TestService.with { service in
            let connection = try service.connection()
            _ = try await connection.ask(#"{"op":"put","team":"acme","records":[\#(Self.records)]}"#)
            var answers: [JSONValue] = []
            for query in queries {
                answers.append(try await connection.ask(#"{"op":"search","team":"acme","q":"\#(query)"}"#))
            }
            return answers
        }
    }

    @Test func whyNothingCameBack() async throws {
        let found = try await answers(["contract from:bob after:2020", "lottery", "stage:nego subject:contrct"])
        let conditions = found[0].at("suggestion", "conditions").array ?? []
        #expect(conditions.map { $0.at("text").string } == ["contract", "from:bob", "after:2020-01-01"])
        #expect(conditions.map { $0.at("without", "items").int } == [0, 0, 0])
        #expect(found[0].at("suggestion", "emptied_by") == .null)
        #expect(found[1].at("suggestion", "in_spam", "items").int == 1)
        #expect(found[1].at("suggestion", "in_trash") == .null)
        let missing = found[2].at("suggestion", "missing").array ?? []
        #expect(missing.map { $0.at("nearest").string } == ["contract", "negotiation"])
        #expect(missing.map { $0.at("field").string } == ["subject", "stage"])
    }

    @Test func conditionsCanBeTyped() async throws {
        let query = #"contract -invoice stage:won (\"acme inc\" OR globex) size>5k"#
        let first = try await answers([query])[0]
        let conditions = first.at("suggestion", "conditions").array ?? []
        let texts = conditions.compactMap { $0.at("text").string }
        #expect(texts.count == 5, "\(first.text)")
        for (place, condition) in conditions.enumerated() {
            let rest = texts.indices.filter { $0 != place }.map { texts[$0] }.joined(separator: " ")
            let again = try await answers([rest.replacing("\"", with: "\\\"")])[0]
            #expect(again.at("total", "items").int == condition.at("without", "items").int, "\(rest)")
        }
    }

    @Test func threadsBetweenTheirMessages() async throws {
        let found = try await answers(["contract invoice", "contract"])
        #expect(found[0].at("tier").string == "thread")
        #expect(found[0].at("threads").array?.map { $0.at("id").string } == ["t"])
        #expect(found[0].at("boxes").array?.isEmpty == true)
        #expect(found[1].at("tier") == .null && found[1].at("suggestion") == .null)
    }
}
