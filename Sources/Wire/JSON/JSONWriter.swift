// Owns: values to JSON text, on one line, without a tree in between.

/// Writes JSON into bytes. Commas are its own affair: it looks at the last byte to know whether one is due.
public struct JSONWriter: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public init(reserving capacity: Int) { bytes.reserveCapacity(capacity) }

    /// Ends a line.
    public mutating func newline() { bytes.append(UInt8(ascii: "\n")) }

    private mutating func separate() {
        switch bytes.last {
        case nil, UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"), UInt8(ascii: "\n"): break
        default: bytes.append(UInt8(ascii: ","))
        }
    }

    // MARK: Containers

    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "{"))
        body(&self)
        bytes.append(UInt8(ascii: "}"))
    }

    public mutating func array<C: Collection>(_ elements: C, _ body: (inout JSONWriter, C.Element) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "["))
        // An iterator would hand out copies, each of which counts references to all that it has.
        for index in elements.indices { body(&self, elements[index]) }
        bytes.append(UInt8(ascii: "]"))
    }

    /// Members of an object as another writer wrote them, without an object around them.
    public mutating func members(written: [UInt8]) {
        guard !written.isEmpty else { return }
        separate()
        bytes.append(contentsOf: written)
    }

    /// The name of a member; its value is written next.
    public mutating func name(_ name: String) {
        value(name)
        bytes.append(UInt8(ascii: ":"))
    }

    // MARK: Values

    public mutating func value(_ value: Int) {
        separate()
        bytes.append(contentsOf: String(value).utf8)
    }

    public mutating func value(_ value: UInt64) {
        separate()
        bytes.append(contentsOf: String(value).utf8)
    }

    /// The shortest decimal that reads back as the same number; what is not finite is `null`.
    public mutating func value(_ value: Double) {
        separate()
        bytes.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
    }

    /// As a `Float`'s shortest decimal: a score has no more digits than it was computed with.
    public mutating func value(_ value: Float) {
        separate()
        bytes.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
    }

    public mutating func value(_ value: Bool) {
        separate()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    public mutating func value(_ text: String) {
        separate()
        // A copy would be counted, and nearly all strings lie in one piece.
        if text.utf8.withContiguousStorageIfAvailable({ quote($0) }) == nil {
            var text = text
            text.withUTF8 { quote($0) }
        }
    }

    public mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): self.value(flag)
        case .integer(let number): self.value(Int(number))
        case .unsigned(let number): self.value(number)
        case .double(let number): self.value(number)
        case .outOfRange(let text):
            separate()
            bytes.append(contentsOf: text.utf8)
        case .string(let text): self.value(text)
        case .array(let values): array(values) { $0.value($1) }
        case .object(let members):
            object { writer in
                for member in members {
                    writer.name(member.name)
                    writer.value(member.value)
                }
            }
        }
    }

    /// Lifetime: `text` is read during the call only.
    private mutating func quote(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        var from = 0
        while from < text.count {
            let end = Self.plainEnd(text, from)
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[from..<end]))
            if end < text.count { escape(text[end]) }
            from = end + 1
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The next byte that has to be escaped, or the end: eight bytes are looked at at once, and of those only the lowest
    /// answer counts, for the differences borrow.
    private static func plainEnd(_ text: UnsafeBufferPointer<UInt8>, _ from: Int) -> Int {
        let all: UInt64 = 0x0101_0101_0101_0101
        var at = from
        while at + 8 <= text.count {
            let eight = UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
            let quotes = eight ^ (all &* 0x22)
            let slashes = eight ^ (all &* 0x5C)
            let lows = (eight &- all &* 0x20) & ~eight
            let escaped = (lows | (quotes &- all) & ~quotes | (slashes &- all) & ~slashes) & (all &* 0x80)
            if escaped != 0 { return at + escaped.trailingZeroBitCount >> 3 }
            at += 8
        }
        while at < text.count, text[at] >= 0x20, text[at] != 0x22, text[at] != 0x5C { at += 1 }
        return at
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case 0x22, 0x5C: bytes += [UInt8(ascii: "\\"), byte]
        case 0x0A: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
        case 0x0D: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
        case 0x09: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
        default:
            let hex = String(byte, radix: 16)
            bytes += Array("\\u00".utf8) + Array((hex.count == 1 ? "0" + hex : hex).utf8)
        }
    }
}

// Members, a name and a value at once; what is `nil` is left out.
extension JSONWriter {
    public mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        self.name(name)
        self.value(value)
    }

    public mutating func member(_ name: String, _ value: Int?) {
        guard let value else { return }
        self.name(name)
        self.value(value)
    }

    public mutating func member(_ name: String, _ value: UInt64?) {
        guard let value else { return }
        self.name(name)
        self.value(value)
    }

    public mutating func member(_ name: String, _ value: Float?) {
        guard let value else { return }
        self.name(name)
        self.value(value)
    }

    public mutating func member(_ name: String, _ value: Bool?) {
        guard let value else { return }
        self.name(name)
        self.value(value)
    }

    public mutating func member(_ name: String, _ value: JSONValue?) {
        guard let value else { return }
        self.name(name)
        self.value(value)
    }

    public mutating func member(_ name: String, _ values: [String]) {
        self.name(name)
        array(values) { $0.value($1) }
    }

    /// A half-open span.
    public mutating func pair(_ span: Range<Int>) {
        separate()
        bytes.append(UInt8(ascii: "["))
        value(span.lowerBound)
        value(span.upperBound)
        bytes.append(UInt8(ascii: "]"))
    }

    /// Half-open spans as pairs.
    public mutating func member(_ name: String, _ spans: [Range<Int>]) {
        self.name(name)
        array(spans) { $0.pair($1) }
    }
}
