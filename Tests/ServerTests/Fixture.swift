// Owns: a handful of records that tests of answers know by heart.

import ServiceSupport
import Wire

enum Fixture {
    /// Records of the team `acme`, as JSON objects.
    static let records = [
        """
        {"kind":"box","id":"b-1","name":"Harbor renewal","pipeline":"Sales","stage":"Negotiation",\
        "assignees":["amy@acme.example"],"notes":"The harbor contract ends in May.","modified":"2012-10-05T10:00:00Z",\
        "fields":{"Deal size":12000,"Close date":"2012-12-01","Region":"EMEA"},"version":3}
        """,
        """
        {"kind":"box","id":"b-2","name":"Hire a pilot","pipeline":"Hiring","stage":"Won","modified":"2012-09-01T10:00:00Z",\
        "fields":{"Deal size":500},"version":1}
        """,
        """
        {"kind":"message","id":"m-1","thread":"t-1","box":"b-1","from":"Bob Reed <bob@globex.example>",\
        "to":["Amy Stone <amy@acme.example>"],"subject":"Contract for the harbor","date":"2012-10-01T08:00:00Z",\
        "labels":["inbox","Hot leads"],"body":"Here is the contract. The price is 12,000.","size":2048,"version":7}
        """,
        """
        {"kind":"message","id":"m-2","thread":"t-1","box":"b-1","from":"Amy Stone <amy@acme.example>",\
        "to":["bob@globex.example"],"subject":"Re: Contract for the harbor","date":"2012-10-02T09:30:00Z",\
        "labels":["sent"],"body":"Thank you; the contract goes to our pilots.","size":1024,"version":7}
        """,
        """
        {"kind":"message","id":"m-3","thread":"t-2","from":"news@globex.example","subject":"Sommer in Zürich",\
        "date":"2012-10-08T07:00:00Z","labels":["inbox","unread"],"body":"Kein Vertrag, nur Grüße 🐟 aus Zürich.","version":1}
        """,
        """
        {"kind":"message","id":"m-4","thread":"t-3","from":"spam@globex.example","subject":"Cheap contract",\
        "date":"2012-10-09T07:00:00Z","labels":["spam"],"body":"A contract, cheap.","version":1}
        """,
        """
        {"kind":"entry","id":"e-1","box":"b-1","type":"comment","author":"Amy Stone <amy@acme.example>",\
        "text":"They want the contract signed by Friday.","date":"2012-10-03T12:00:00Z","version":1}
        """,
    ]

    /// A service over an empty index that holds the records.
    static func with<R: Sendable>(_ body: (TestService) async throws -> R) async throws -> R {
        try await TestService.with { service in
            let connection = try service.connection()
            let answer = try await connection.ask(
                #"{"op":"put","team":"acme","records":[\#(records.joined(separator: ","))]}"#)
            guard answer.at("applied").int == records.count else { throw NotApplied(answer: answer.text) }
            return try await body(service)
        }
    }

    struct NotApplied: Error { let answer: String }
}
