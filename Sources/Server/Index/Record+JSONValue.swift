// Owns: records and the wire's JSON, one into the other, every digit of whole numbers kept.

import Schema
import Snapshots
import Wire

extension JSONValue {
    init(_ record: Record) { self = .object(record.properties.map { Member($0.name, JSONValue($0.value)) }) }

    private init(_ value: RecordValue) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .integer(let number): self = .integer(number)
        case .unsigned(let number): self = .unsigned(number)
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text)
        case .array(let values): self = .array(values.map { JSONValue($0) })
        case .object(let properties): self = JSONValue(Record(properties))
        }
    }
}

extension Record {
    /// `nil` for anything but an object. Of a repeated name the last value counts, in the place of the first; names are
    /// the same when their bytes are, as they are to Snapshots.
    ///
    /// - Throws: for a number that cannot be kept with all its digits; Snapshots refuses the same ones.
    init?(_ value: JSONValue) throws(RejectedLine) {
        guard let members = value.members else { return nil }
        var properties: [Property] = []
        var places: [[UInt8]: Int] = [:]
        for member in members {
            let property = Property(member.name, try RecordValue(member.value))
            let name = Array(member.name.utf8)
            if let place = places[name] {
                properties[place] = property
            } else {
                places[name] = properties.count
                properties.append(property)
            }
        }
        self.init(properties)
    }
}

extension RecordValue {
    fileprivate init(_ value: JSONValue) throws(RejectedLine) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .integer(let number): self = .integer(number)
        case .unsigned(let number): self = .unsigned(number)
        case .double(let number): self = .double(number)
        case .outOfRange(let text):
            throw RejectedLine(
                code: "bad_number", reason: "the number \(Self.shortened(text)) is beyond 64 bits; send it as a string")
        case .string(let text): self = .string(text)
        case .array(let values):
            var elements: [RecordValue] = []
            for value in values { elements.append(try RecordValue(value)) }
            self = .array(elements)
        case .object: self = .object(try Record(value)?.properties ?? [])
        }
    }

    private static func shortened(_ number: String) -> String {
        number.utf8.count <= 40 ? number : number.prefix(20) + "…"
    }
}
