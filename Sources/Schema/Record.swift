// Owns: a mirrored record as a value, every property kept, known or not.

/// A value as JSON has it, with all digits of its numbers.
public indirect enum RecordValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A whole number above `Int64.max`.
    case unsigned(UInt64)
    case double(Double)
    case string(String)
    case array([RecordValue])
    case object([Record.Property])
}

/// One mirrored entity as the primary sent it: properties in their order, names unique (of a repeated name the last
/// value counts, as JSON readers do).
public struct Record: Hashable, Sendable {
    public struct Property: Hashable, Sendable {
        public var name: String
        public var value: RecordValue

        public init(_ name: String, _ value: RecordValue) {
            self.name = name
            self.value = value
        }
    }

    public var properties: [Property]

    public init(_ properties: [Property] = []) { self.properties = properties }

    /// The value of a property. O(properties).
    public subscript(name: String) -> RecordValue? {
        properties.last { $0.name == name }?.value
    }
}

extension RecordValue {
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    public var array: [RecordValue]? {
        if case .array(let values) = self { values } else { nil }
    }

    /// The number, whichever way it is held.
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .unsigned(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The strings of an array, or the one string; anything else in the array is passed over.
    public var strings: [String] {
        switch self {
        case .string(let text): [text]
        case .array(let values): values.compactMap(\.string)
        default: []
        }
    }
}
