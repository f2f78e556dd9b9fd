// Owns: a record to JSON, as `get` gives it back.

import Schema

/// Writes records as JSON, in one line.
public enum RecordEncoder {
    public static func json(_ record: Record) -> [UInt8] {
        var bytes: [UInt8] = []
        append(record.properties, to: &bytes)
        return bytes
    }

    private static func append(_ properties: [Record.Property], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        for (index, property) in properties.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(property.name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            append(property.value, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func append(_ value: RecordValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .unsigned(let number): bytes.append(contentsOf: String(number).utf8)
        case .double(let number): bytes.append(contentsOf: (number.isFinite ? "\(number)" : "null").utf8)
        case .string(let text): append(text, to: &bytes)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let properties): append(properties, to: &bytes)
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)

    /// A JSON string literal.
    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x0A: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case 0x0D: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            case 0x09: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
            case 0..<0x20: bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
