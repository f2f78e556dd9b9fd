// Properties (QUERY.md section 8):
// 1. An empty search tells how many hits there are with each condition left out, and which one emptied it; the counts are
//    those that a search for the rest gives, for generated clauses too.
// 2. A word that does not occur gets the nearest one that does: fewest edits, then most items; of the field asked.
// 3. So does a label, stage, pipeline, person: by edits, or by what its name begins with or has in it.
// 4. Hits that are only in spam or trash are counted as such.
// 5. Nothing is told of other teams, of deleted items, or of what the caller's filter hides.
// 6. Finding out costs at most a set measure of work more; a search that finds something says nothing.

import Schema
import Storage
import TestSupport
import Testing

@testable import Engine

@Suite struct SuggestionTests {
    private func mail() throws -> SmallIndex {
        try SmallIndex([
            .box("b1", name: "Acme", stage: "Negotiation", pipeline: "Sales", assignees: ["amy@acme.example"]),
            .message(
                "m1", box: "b1", subject: "contract renewal", from: "Amy <amy@acme.example>", labels: ["hot-leads"]),
            .message("m2", subject: "contract invoice", from: "bob@globex.example", date: "2011-01-01T00:00:00Z"),
            .message("m3", subject: "contact details"),
            .message("m4", subject: "contact person"),
            .message("m5", subject: "lottery winner", labels: ["spam"]),
            .message("m7", subject: "contact list"),
            .message("m6", subject: "old newsletter", labels: ["trash"]),
        ])
    }

    private func told(_ index: SmallIndex, _ query: String, filter: String? = nil) throws -> SearchSuggestion {
        let results = try index.search(query, filter: filter)
        #expect(results.messages.isEmpty && results.threads.isEmpty && results.boxes.isEmpty, "\(query)")
        return try #require(results.suggestion, "\(query)")
    }

    // MARK: 1

    @Test func conditionsAreLeftOutInTurn() throws {
        let index = try mail()
        let told = try told(index, "contract from:amy before:2011")
        #expect(told.conditions.map { $0.hits?.items } == [0, 0, 1])
        #expect(told.emptiedBy == 2)
        let two = try self.told(index, "lottery from:bob")
        #expect(two.conditions.map { $0.hits?.items } == [1, 0])
        #expect(two.emptiedBy == 0)
        let none = try self.told(index, "zzzz from:nobodyatall")
        #expect(none.emptiedBy == nil)
        let grouped = try self.told(index, "message:(contract from:amy before:2011)")
        #expect(grouped.conditions.map { $0.hits?.items } == [0, 0, 1])
        #expect(try self.told(index, "zzzz").conditions.isEmpty)
        #expect(try index.search("contract").suggestion == nil)
    }

    @Test(arguments: 0..<10) func countsAreThoseOfASearch(seed: UInt64) throws {
        var builder = DocumentBuilder(seed: seed &+ 40)
        let folder = try TemporaryFolder()
        let index = try NativeBackend(FileDirectory(folder.path), options: AgreementTests.options(), create: true)
        for _ in 0..<4 { _ = try index.apply((0..<20).map { _ in builder.document() }) }
        var seen = 0
        for round in 0..<40 {
            let parts = (0..<3).map { _ in builder.clause(depth: 1) }
            var request = SearchRequest(team: "team-a", clause: .and(parts), count: .exact, now: AgreementTests.now)
            guard let told = try index.search(request).suggestion else { continue }
            for (place, condition) in told.conditions.enumerated() {
                guard condition.hits != nil else { continue }
                seen += 1
                request.clause = .and(told.conditions.indices.filter { $0 != place }.map { told.conditions[$0].clause })
                let found = try index.search(request)
                let expected = found.tier == .message ? found.totals : ResultTotals()
                #expect(
                    condition.hits == expected, "seed \(seed), round \(round), \(parts) without \(condition.clause)")
            }
        }
        #expect(seen > 0, "seed \(seed) explains nothing")
        try index.close()
    }

    @Test func aRangeIsOneCondition() throws {
        let index = try mail()
        let told = try told(index, "contract size:1M..5M larger:1 larger:2")
        #expect(
            told.conditions.map(\.clause) == [
                index.clause("contract").conjuncts[0], index.clause("size:1M..5M in:anywhere"),
                index.clause("larger:1 in:anywhere"), index.clause("larger:2 in:anywhere"),
            ])
        #expect(told.conditions[1].hits?.items == 0)
    }

    // MARK: 2

    @Test func nearestWords() throws {
        let index = try mail()
        let word = try #require(try told(index, "conract").words.first)
        #expect(word.text == "conract")
        #expect(
            word.nearest == SearchSuggestion.Replacement(text: "contact", items: 3),
            "as near as contract, in more items")
        #expect(try told(index, "contrcat").words.first?.nearest?.text == "contract", "a swap is one edit")
        #expect(try told(index, "subject:invioce").words.first?.nearest?.text == "invoice")
        #expect(try told(index, "subject:invioce").words.first?.field == .field(.subject))
        #expect(try told(index, "from:invoice").words.first?.nearest == nil, "of the field only")
        #expect(try told(index, "from:globx").words.first?.nearest?.text == "globex")
        #expect(try told(index, "xyzzyplugh").words.first?.nearest == nil)
        #expect(try told(index, "2047").words.first?.nearest == nil, "a number is near any other")
        #expect(try told(index, "\"contract renwal\"").words.map(\.text) == ["renwal"])
        #expect(try told(index, "contract -renwal zzz").words.map(\.text) == ["zzz"], "not what is asked against")
    }

    // MARK: 3

    @Test func nearestValues() throws {
        let index = try mail()
        func nearest(_ query: String) throws -> String? { try told(index, query).values.first?.nearest?.text }
        #expect(try nearest("label:hot-lead") == "hot-leads")
        #expect(try nearest("stage:negotation") == "negotiation")
        #expect(try nearest("stage:nego") == "negotiation")
        #expect(try nearest("pipeline:sale") == "sales")
        #expect(try nearest("assignee:amy") == "amy@acme.example")
        #expect(try nearest("label:completelyelse") == nil)
        #expect(try told(index, "stage:negotiation zzz").values.isEmpty)
    }

    // MARK: 4

    @Test func hiddenPlaces() throws {
        let index = try mail()
        #expect(try told(index, "lottery").inSpam?.items == 1)
        #expect(try told(index, "lottery").inTrash?.items == 0)
        #expect(try told(index, "newsletter").inTrash?.items == 1)
        #expect(try told(index, "zzz in:anywhere").inSpam == nil)
    }

    // MARK: 5

    @Test func nothingHiddenIsTold() throws {
        let index = try mail()
        let team = DocumentKey(team: "other", kind: .message, id: "x")
        var foreign = Document(key: team, version: 1, date: SmallIndex.now)
        foreign.values = [.init(.field(.subject), .text("xylophone")), .init(.field(.label), .keyword("violet"))]
        _ = try index.index.apply([foreign])
        #expect(try told(index, "xylophon").words.first?.nearest == nil)
        #expect(try told(index, "label:violets").values.first?.nearest == nil)
        var deleted = Document(key: DocumentKey(team: SmallIndex.team, kind: .message, id: "m2"), version: .max)
        deleted.isDeleted = true
        _ = try index.index.apply([deleted])
        #expect(try told(index, "invoise").words.first?.nearest == nil)
        #expect(try told(index, "contratc").words.first?.nearest?.text == "contract")
        #expect(try told(index, "contratc", filter: "contact").words.first?.nearest == nil)
        #expect(try told(index, "contract from:zzz", filter: "contact").conditions.map { $0.hits?.items } == [0, 0])
    }

    // MARK: 6

    @Test func itCostsNoMoreThanItMay() throws {
        let index = try mail()
        let budget = SearchBudget(deadline: nil, isCancelled: { false }, allowance: 10)
        var checks = 0
        #expect(throws: EngineError.self) {
            while true {
                checks += 1
                try budget.check(work: 1)
            }
        }
        #expect(checks == 11)
        // Conditions without end are not all left out in turn.
        let many = (0..<200).map { "word\($0)" }.joined(separator: " ")
        let told = try told(index, many)
        #expect(told.conditions.count == 200)
        #expect(told.conditions.filter { $0.hits != nil }.count < 32)
        #expect(told.words.count <= MissingWords.maximumTold)
    }
}
