// Properties:
// 1. What `has:` knows of a message comes from its attachments' names and media types, its links and its stars.
// 2. A star is no label of the user's.

import Schema
import Snapshots
import Testing

@Suite struct MessageContentsTests {
    private func values(_ field: Field, _ properties: [Record.Property]) throws -> Set<String> {
        let record = Record(
            [
                Record.Property("kind", .string("message")), Record.Property("id", .string("m-1")),
                Record.Property("team", .string("team-1")),
            ] + properties)
        let document = try RecordMapper().document(from: record, bytes: [])
        return Set(
            document.values.compactMap { value in
                if value.field == .field(field), case .keyword(let word) = value.value { word } else { nil }
            })
    }

    private func attachment(_ name: String, _ type: String) -> Record.Property {
        let properties = [Record.Property("name", .string(name)), Record.Property("type", .string(type))]
        return Record.Property("attachments", .array([.object(properties)]))
    }

    @Test(arguments: [
        ("plan.docx", "", "document"), ("plan", "application/msword", "document"), ("a.CSV", "", "spreadsheet"),
        ("a", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "document"),
        ("a", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "spreadsheet"),
        ("a", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "presentation"),
        ("a", "application/vnd.oasis.opendocument.spreadsheet", "spreadsheet"), ("a", "text/csv", "spreadsheet"),
        ("a", "application/vnd.google-apps.document", "drive"), ("a", "application/vnd.ms-powerpoint", "presentation"),
    ])
    func attachments(name: String, type: String, kind: String) throws {
        let has = try values(.has, [attachment(name, type)])
        #expect(has.contains(kind) && has.contains("attachment"))
        let others: Set<String> = ["document", "spreadsheet", "presentation"]
        #expect(has.intersection(others).count == 1)
    }

    @Test func anImageIsNoneOfThem() throws {
        let has = try values(.has, [attachment("a.png", "image/png")])
        #expect(has == ["attachment", "nouserlabels"])
    }

    @Test(arguments: [
        ("see https://docs.google.com/document/d/1", ["document", "drive"]),
        ("https://docs.google.com/spreadsheets/d/1", ["spreadsheet", "drive"]),
        ("HTTPS://YOUTU.BE/x", ["youtube"]), ("http://m.youtube.com/watch", ["youtube"]),
        ("http://not-youtube.com/ http://my-site.youtu.be/x", ["youtube"]), ("http://notyoutu.be/x", []),
        ("http://example.com/drive.google.com", []), ("a://:// ://drive.google.com", ["drive"]), ("x://", []),
        ("https://drive.google.com/file/d/1", ["drive"]), ("no link", []),
    ])
    func links(body: String, kinds: [String]) throws {
        let has = try values(.has, [Record.Property("body", .string(body))])
        #expect(has.subtracting(["nouserlabels"]) == Set(kinds))
    }

    @Test func stars() throws {
        let labels = Record.Property("labels", .array([.string("Yellow Star")]))
        #expect(try values(.has, [labels]) == ["stars", "yellow-star", "nouserlabels"])
        let starred = Record.Property("labels", .array([.string("starred"), .string("Work")]))
        #expect(try values(.has, [starred]) == ["stars", "userlabels"])
    }
}
