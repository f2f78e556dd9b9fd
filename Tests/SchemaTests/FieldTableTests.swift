// Properties, of the tables that files and queries are read by:
// 1. No two fields, kinds, languages share a raw value, a name or a code; names and codes lead back to their own.
// 2. Raw values are what segments hold: the whole table is written down here, so that a renumbering is seen.
// 3. A field that has a weight is text; only text has a weight or is unstemmed; state is whole values.
// 4. Comparisons hold as they are written.

import Schema
import Testing

@Suite struct FieldTableTests {
    @Test func fieldsAreToldApart() {
        #expect(Set(Field.allCases.map(\.rawValue)).count == Field.allCases.count)
        #expect(Set(Field.allCases.map(\.name)).count == Field.allCases.count)
        for field in Field.allCases {
            #expect(Field(name: field.name) == field && Field(rawValue: field.rawValue) == field)
            #expect(FieldReference.field(field).name == field.name)
            #expect(field.name == field.name.lowercased() && !field.name.isEmpty && field.row.kind == field.kind)
            // 255 stands for a team's own field.
            #expect(field.rawValue < .max)
        }
        for name in ["", "Subject", "subject ", "custom", "nosuch"] { #expect(Field(name: name) == nil) }
        #expect(FieldReference.custom("Deal size").name == "Deal size")
        #expect(FieldReference.custom("subject") != .field(.subject))
    }

    @Test func rawValuesNeverChange() {
        let written: [(UInt8, Field)] = [
            (0, .subject), (1, .body), (2, .from), (3, .to), (4, .cc), (5, .bcc), (6, .filename), (7, .list),
            (8, .deliveredTo), (16, .name), (17, .notes), (18, .contact), (19, .organization), (32, .label), (33, .in),
            (34, .is), (35, .has), (36, .category), (37, .messageID), (38, .entryType), (39, .thread), (40, .box),
            (41, .participant), (48, .pipeline), (49, .stage), (50, .assignee), (51, .follower), (64, .size),
            (65, .messages),
            (66, .people), (80, .date), (81, .created),
            (82, .modified), (83, .stageChanged), (84, .due), (85, .first), (86, .last),
        ]
        #expect(Field.allCases.map(\.rawValue) == written.map(\.0))
        for (raw, field) in written { #expect(Field(rawValue: raw) == field) }
        #expect(DocumentKind.allCases.map(\.rawValue) == [0, 1, 2])
        #expect(DocumentKind.allCases.map(\.name) == ["message", "box", "entry"])
        #expect(Language.allCases.map(\.rawValue) == (0..<29).map { $0 })
        #expect(
            Language.allCases.map(\.code) == [
                "und", "ar", "hy", "eu", "ca", "da", "nl", "en", "fi", "fr", "de", "el", "hi", "hu", "id", "ga", "it",
                "lt",
                "ne", "no", "pt", "ro", "ru", "sr", "es", "sv", "ta", "tr", "yi",
            ])
    }

    @Test func weightsStemsAndStateFitTheirKinds() {
        for field in Field.allCases {
            if field.row.weight > 0 { #expect(field.kind == .text, "\(field.name)") }
            if !field.isStemmed { #expect(field.kind == .text, "\(field.name)") }
            if field.isState { #expect(field.kind == .keyword, "\(field.name)") }
        }
        #expect(Field.customTextWeight > 0)
    }

    @Test func kindsAndLanguagesAreToldApart() {
        #expect(Set(Language.allCases.map(\.code)).count == Language.allCases.count)
        for language in Language.allCases { #expect(Language(code: language.code) == language) }
        #expect(Language(code: "EN") == nil && Language(code: "") == nil && Language(code: "zz") == nil)
        for kind in DocumentKind.allCases {
            #expect(DocumentKind(name: kind.name) == kind)
            #expect(DocumentKinds(kind).contains(kind) && DocumentKinds.all.contains(kind))
            for other in DocumentKind.allCases where other != kind { #expect(!DocumentKinds(kind).contains(other)) }
        }
        #expect(DocumentKind(name: "Message") == nil && DocumentKind(name: "contact") == nil)
        #expect(DocumentKinds.all == DocumentKinds(DocumentKind.allCases.map { DocumentKinds($0) }))
    }

    @Test func comparisonsHoldAsTheyAreWritten() {
        for (a, b) in [(1.0, 2.0), (2, 1), (2, 2), (-0.0, 0), (.infinity, 1), (.nan, 1), (.nan, .nan)] {
            #expect(Comparison.less.holds(a, b) == (a < b) && Comparison.greater.holds(a, b) == (a > b))
            #expect(Comparison.lessOrEqual.holds(a, b) == (a <= b) && Comparison.greaterOrEqual.holds(a, b) == (a >= b))
            #expect(Comparison.equal.holds(a, b) == (a == b) && Comparison.notEqual.holds(a, b) == (a != b))
        }
        #expect(Comparison.allCases.map(\.rawValue) == ["<", "<=", ">", ">=", "=", "!="])
    }
}
