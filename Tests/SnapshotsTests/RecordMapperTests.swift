// Properties:
// 1. Every property of messages, boxes and entries becomes the fields that search asks for: golden documents.
// 2. Labels become states, places, categories and user labels; attachments and links what `has:` asks for.
// 3. Custom fields of every type become numbers, dates and texts.
// 4. A record's version is its own, else its modification in milliseconds, else 0.
// 5. A deletion has its key and version and nothing else; `deleted: false` is none.
// 6. Absent properties are allowed but for kind and id; an empty thread or box is none; the team is the load's where the
//    record names none.
// 7. The whole record is kept, unknown names too, and every name that is mapped is counted as known.

import Schema
import Testing

@testable import Snapshots

@Suite struct RecordMapperTests {
    private func document(_ text: String, team: String? = nil) throws -> Document {
        try RecordDecoder().document(text, team: team)
    }

    private static let message = """
        {"kind":"message","id":"m-1","thread":"t-1","box":"b-1","team":"team-1","from":"Foo Bar <foo@example.com>",\
        "to":["A <a@x.com>","b@x.com"],"cc":["c@x.com"],"bcc":["d@x.com"],"subject":"Re: offer",\
        "date":"2001-05-14T16:39:00-07:00","labels":["inbox","Hot Leads"],"body":"plain text",\
        "attachments":[{"name":"a.pdf","type":"application/pdf","size":1234},"plan.xlsx"],"size":5321,\
        "list":"dev.example.org","delivered_to":"ann@x.com","message_id":"<1@x.com>","in_reply_to":"<0@x.com>",\
        "language":"de","version":17}
        """

    @Test func aMessage() throws {
        #expect(
            try document(Self.message).text == """
                message m-1 of team-1, version 17
                date 2001-05-14T23:39:00Z
                thread t-1
                box b-1
                language de
                subject: text Re: offer
                body: text plain text
                from: text Foo Bar <foo@example.com>
                to: text A <a@x.com>
                to: text b@x.com
                cc: text c@x.com
                bcc: text d@x.com
                participant: keyword foo@example.com
                participant: keyword a@x.com
                participant: keyword b@x.com
                participant: keyword c@x.com
                participant: keyword d@x.com
                list: text dev.example.org
                deliveredto: text ann@x.com
                rfc822msgid: keyword 1@x.com
                size: number 5321.0
                filename: text a.pdf
                filename: text plan.xlsx
                label: keyword inbox
                in: keyword inbox
                label: keyword hot-leads
                in: keyword hot-leads
                is: keyword read
                has: keyword userlabels
                has: keyword attachment
                has: keyword spreadsheet
                """)
    }

    @Test func aBox() throws {
        let text = """
            {"kind":"box","id":"b-1","team":"team-1","pipeline":"Sales / EMEA","stage":"Closed_Won","name":"Acme renewal",\
            "assignees":["Ann <ann@x.com>","bob@x.com"],"followers":["Team Lead"],"contacts":["Foo <foo@x.com>"],\
            "organizations":["Acme"],"notes":"ring them","fields":{"Deal size":12000},"created":"2012-01-02T03:04:05Z",\
            "modified":"2012-02-03T04:05:06.789Z","stage_changed":"2012-02-01","version":3}
            """
        #expect(
            try document(text).text == """
                box b-1 of team-1, version 3
                date 2012-02-03T04:05:06.789Z
                box b-1
                name: text Acme renewal
                notes: text ring them
                contact: text Foo <foo@x.com>
                organization: text Acme
                pipeline: keyword sales-emea
                stage: keyword closed-won
                assignee: keyword ann-<ann@x.com>
                assignee: keyword ann@x.com
                assignee: keyword bob@x.com
                follower: keyword team-lead
                created: date 2012-01-02T03:04:05Z
                modified: date 2012-02-03T04:05:06.789Z
                stage_changed: date 2012-02-01T00:00:00Z
                «Deal size»: number 12000.0
                """)
    }

    @Test func anEntry() throws {
        let text = """
            {"kind":"entry","id":"c-9","box":"b-1","thread":"t-1","team":"team-1","type":"Task","author":"ann@x.com",\
            "text":"call back","date":"2012-10-09T15:04:05-07:00","due":"2012-10-12","done":false,\
            "assignees":["bob@x.com"],"name":"notes.pdf","version":1}
            """
        #expect(
            try document(text).text == """
                entry c-9 of team-1, version 1
                date 2012-10-09T22:04:05Z
                thread t-1
                box b-1
                body: text call back
                from: text ann@x.com
                filename: text notes.pdf
                type: keyword task
                due: date 2012-10-12T00:00:00Z
                is: keyword open
                assignee: keyword bob@x.com
                """)
        #expect(try document(#"{"kind":"entry","id":"c","team":"t","done":true}"#).text.hasSuffix("is: keyword done"))
    }

    // MARK: States and contents

    private func values(_ text: String, of field: Field) throws -> [String] {
        try document(text, team: "t").values.compactMap { value in
            guard value.field == .field(field), case .keyword(let word) = value.value else { return nil }
            return word
        }
    }

    private func labelled(_ labels: String, _ field: Field) throws -> [String] {
        try values(#"{"kind":"message","id":"m","labels":\#(labels)}"#, of: field)
    }

    @Test func labelsBecomeStates() throws {
        #expect(try labelled("[]", .is) == ["read"])
        #expect(
            try labelled(#"["unread","starred","important","muted","snoozed"]"#, .is) == [
                "unread", "starred", "important", "muted", "snoozed",
            ])
        #expect(try labelled("[]", .in) == ["archive"])
        #expect(try labelled(#"["label-1"]"#, .in) == ["label-1", "archive"])
        #expect(try labelled(#"["Drafts"]"#, .in) == ["drafts", "draft"])
        #expect(try labelled(#"["draft","SPAM","Trash"]"#, .in) == ["draft", "drafts", "spam", "trash"])
        #expect(try labelled(#"["category_social","Updates","other"]"#, .category) == ["social", "updates"])
        #expect(try labelled(#"["starred"]"#, .has) == ["nouserlabels", "stars"])
        #expect(try labelled(#"["inbox","promotions"]"#, .has) == ["nouserlabels"])
        #expect(try labelled(#"["inbox","Hot leads"]"#, .has) == ["userlabels"])
        #expect(try labelled(#"["Closed / Won","  "]"#, .label) == ["closed-won"])
        #expect(try labelled(#""inbox""#, .label) == ["inbox"])
    }

    @Test(arguments: [
        (#""attachments":[{"name":"a.PPTX"}]"#, ["attachment", "presentation"]),
        (#""attachments":["a.docx","b.ods"]"#, ["attachment", "document", "spreadsheet"]),
        (#""attachments":[{"name":""}]"#, ["attachment"]), (#""attachments":[]"#, []),
        (#""body":"see https://docs.google.com/spreadsheets/d/1""#, ["drive", "spreadsheet"]),
        (#""body":"HTTPS://Docs.Google.com/Document/d/1 http://youtu.be/x""#, ["document", "drive", "youtube"]),
        (#""body":"docs.google.com is down""#, []), (#""body":"http://example.com/youtube""#, []),
    ]) func contentsBecomeWhatMessagesHave(properties: String, expected: [String]) throws {
        let found = try values("{\"kind\":\"message\",\"id\":\"m\",\(properties)}", of: .has)
        #expect(found.filter { $0 != "nouserlabels" } == expected)
    }

    // MARK: Custom fields

    @Test(arguments: [
        ("12000", ["number 12000.0"]), ("-1.5", ["number -1.5"]), ("0", ["number 0.0"]),
        ("18446744073709551615", ["number 1.8446744073709552e+19"]), ("\"EMEA\"", ["text EMEA"]), ("\"\"", []),
        ("\"2012-12-01\"", ["date 2012-12-01T00:00:00Z", "text 2012-12-01"]),
        ("\"2012-12-01T10:00:00+02:00\"", ["date 2012-12-01T08:00:00Z", "text 2012-12-01T10:00:00+02:00"]),
        ("\"1 Dec 2012\"", ["text 1 Dec 2012"]), ("true", ["text true"]), ("false", ["text false"]), ("null", []),
        ("[\"new\",\"hot\"]", ["text new", "text hot"]),
        ("[1,\"a\",null,[2]]", ["number 1.0", "text a", "number 2.0"]),
        ("[]", []), ("{\"city\":\"Ulm\",\"zip\":89073}", ["text Ulm", "number 89073.0"]),
    ]) func customFieldsOfEveryType(value: String, expected: [String]) throws {
        let document = try document(#"{"kind":"box","id":"b","team":"t","fields":{"Some field":\#(value)}}"#)
        let found = document.text.split(separator: "\n").filter { $0.hasPrefix("«") }
        #expect(found == expected.map { "«Some field»: \($0)" })
    }

    // MARK: Versions and deletions

    @Test(
        arguments: [
            (#""version":17"#, 17), (#""version":0,"modified":"2012-01-01""#, 0),
            (#""version":18446744073709551615"#, .max),
            (#""modified":"1970-01-01T00:00:01.5Z""#, 1_500), (#""modified":"1960-01-01""#, 0), (#""version":null"#, 0),
            (#""created":"2012-01-01""#, 0),
        ] as [(String, UInt64)]) func versions(properties: String, version: UInt64) throws
    {
        for kind in DocumentKind.allCases {
            let text = #"{"kind":"\#(kind.name)","id":"a","team":"t",\#(properties)}"#
            #expect(try document(text).version == version, "\(text)")
        }
    }

    @Test func deletions() throws {
        for kind in DocumentKind.allCases {
            let text = #"{"kind":"\#(kind.name)","id":"b-1","team":"team-1","version":4,"name":"x","deleted":true}"#
            #expect(
                try document(text).text == """
                    \(kind.name) b-1 of team-1, version 4, deleted
                    date 1970-01-01T00:00:00Z
                    """)
        }
        #expect(try document(#"{"kind":"box","id":"b","team":"t","deleted":false}"#).isDeleted == false)
    }

    // MARK: What may be absent

    @Test func theLeastIsEnough() throws {
        #expect(
            try document(#"{"kind":"message","id":"m"}"#, team: "acme").text == """
                message m of acme, version 0
                date 1970-01-01T00:00:00Z
                thread m
                is: keyword read
                in: keyword archive
                has: keyword nouserlabels
                """)
        #expect(
            try document(#"{"kind":"box","id":"b"}"#, team: "acme").text == """
                box b of acme, version 0
                date 1970-01-01T00:00:00Z
                box b
                """)
        #expect(
            try document(#"{"kind":"entry","id":"e"}"#, team: "acme").text == """
                entry e of acme, version 0
                date 1970-01-01T00:00:00Z
                """)
        #expect(throws: RejectedLine.self) { try document(#"{"kind":"box","id":"b"}"#) }
        #expect(try document(#"{"kind":"box","id":"b","team":"own"}"#, team: "acme").key.team == "own")
    }

    @Test func anEmptyGroupIsNone() throws {
        let message = try document(#"{"kind":"message","id":"m","team":"t","thread":"","box":""}"#)
        #expect(message.thread == "m")
        #expect(message.box == nil)
        let entry = try document(#"{"kind":"entry","id":"e","team":"t","thread":"","box":""}"#)
        #expect(entry.thread == nil)
        #expect(entry.box == nil)
    }

    @Test func aBoxIsOrderedByItsNewestKnownChange() throws {
        #expect(
            try document(#"{"kind":"box","id":"b","team":"t","created":"2012-01-01"}"#).date.description
                == "2012-01-01T00:00:00Z")
    }

    // MARK: What is kept

    @Test func theWholeRecordIsKept() throws {
        let text = Self.message.dropLast() + #","x_unknown":{"a":[1,null,"é"]},"big":9007199254740993}"#
        let document = try document(String(text))
        #expect(String(decoding: RecordEncoder.json(try Record(decoding: document.record)), as: UTF8.self) == text)
        #expect(!RecordMapper.knownNames.contains("x_unknown"))
    }

    @Test func mappedNamesAreKnown() throws {
        let texts = [
            Self.message,
            #"{"kind":"box","fields":1,"followers":1,"contacts":1,"organizations":1,"pipeline":1,"stage":1}"#,
            #"{"notes":1,"created":1,"modified":1,"stage_changed":1,"assignees":1,"name":1,"deleted":1}"#,
            #"{"type":1,"author":1,"text":1,"due":1,"done":1}"#,
        ]
        for text in texts {
            let record = try RecordDecoder().decode(json: Array(text.utf8)).record
            let unknown = record.properties.map(\.name).filter { !RecordMapper.knownNames.contains($0) }
            #expect(unknown.isEmpty)
        }
    }
}
