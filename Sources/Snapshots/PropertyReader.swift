// Owns: reading a record's properties by type; the one place where a wrong type is put into words.

import Schema

/// An attachment as a record lists it.
struct Attachment {
    var name: String
    var type: String
}

/// Typed access to a record. `null` is the same as absent.
struct PropertyReader {
    let record: Record
    /// The property that the record is an element of, for messages.
    private let parent: String?

    init(_ record: Record, of parent: String? = nil) {
        self.record = record
        self.parent = parent
    }

    private func value(_ name: String) -> RecordValue? {
        guard let value = record[name], value != .null else { return nil }
        return value
    }

    private func wrong(_ name: String, _ expected: String, _ got: RecordValue) -> RejectedLine {
        wrong(name, expected, not: got.typeName)
    }

    private func wrong(_ name: String, _ expected: String, not got: String) -> RejectedLine {
        let place = parent.map { "\($0)[].\(name)" } ?? name
        return RejectedLine(code: "wrong_type", reason: "`\(place)` must be \(expected), not \(got)")
    }

    func string(_ name: String) throws(RejectedLine) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else { throw wrong(name, "a string", value) }
        return text
    }

    /// A string; empty is the same as absent.
    func nonEmptyString(_ name: String) throws(RejectedLine) -> String? {
        guard let text = try string(name), !text.isEmpty else { return nil }
        return text
    }

    /// A string, or an array of strings.
    func strings(_ name: String) throws(RejectedLine) -> [String] {
        guard let value = value(name) else { return [] }
        switch value {
        case .string(let text): return text.isEmpty ? [] : [text]
        case .array(let values):
            var result: [String] = []
            for element in values {
                guard let text = element.string else { throw wrong(name, "an array of strings", element) }
                if !text.isEmpty { result.append(text) }
            }
            return result
        default: throw wrong(name, "an array of strings", value)
        }
    }

    func number(_ name: String) throws(RejectedLine) -> Double? {
        guard let value = value(name) else { return nil }
        guard let number = value.number else { throw wrong(name, "a number", value) }
        return number
    }

    func bool(_ name: String) throws(RejectedLine) -> Bool? {
        guard let value = value(name) else { return nil }
        guard case .bool(let flag) = value else { throw wrong(name, "true or false", value) }
        return flag
    }

    func version(_ name: String) throws(RejectedLine) -> UInt64? {
        guard let value = value(name) else { return nil }
        switch value {
        case .integer(let number) where number >= 0: return UInt64(number)
        case .unsigned(let number): return number
        default: throw wrong(name, "a whole number from 0 to 2^64 − 1", not: value.numberText ?? value.typeName)
        }
    }

    func date(_ name: String) throws(RejectedLine) -> Timestamp? {
        guard let text = try string(name), !text.isEmpty else { return nil }
        guard let date = Timestamp(rfc3339: text) else {
            throw RejectedLine(
                code: "bad_date",
                reason: "`\(name)` is \"\(text.prefix(40))\"; dates are RFC 3339, like 2012-10-09T15:04:05-07:00")
        }
        return date
    }

    func object(_ name: String) throws(RejectedLine) -> [Record.Property] {
        guard let value = value(name) else { return [] }
        guard case .object(let properties) = value else { throw wrong(name, "an object", value) }
        return properties
    }

    func attachments() throws(RejectedLine) -> [Attachment] {
        guard let value = value("attachments") else { return [] }
        guard let elements = value.array else { throw wrong("attachments", "an array", value) }
        var result: [Attachment] = []
        for element in elements {
            switch element {
            case .string(let name): result.append(Attachment(name: name, type: ""))
            case .object(let properties):
                let inner = PropertyReader(Record(properties), of: "attachments")
                result.append(Attachment(name: try inner.string("name") ?? "", type: try inner.string("type") ?? ""))
            default: throw wrong("attachments", "an array of objects", element)
            }
        }
        return result
    }

    /// Adds a text property to a document.
    func text(_ name: String, _ field: Field, _ document: inout Document) throws(RejectedLine) {
        guard let text = try string(name), !text.isEmpty else { return }
        document.values.append(.init(.field(field), .text(text)))
    }

    /// Adds each string of a property to a document.
    func texts(_ name: String, _ field: Field, _ document: inout Document) throws(RejectedLine) {
        for text in try strings(name) { document.values.append(.init(.field(field), .text(text))) }
    }
}

extension RecordValue {
    /// What to call the type in messages.
    var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .unsigned, .double: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// A number as messages say it; `nil` for what is none.
    var numberText: String? {
        switch self {
        case .integer(let number): "\(number)"
        case .unsigned(let number): "\(number)"
        case .double(let number): "\(number)"
        case .null, .bool, .string, .array, .object: nil
        }
    }
}
