// Owns: documents that wait for their segment, in little more memory than their records take.
//
// A text that stands in the record, as nearly all do, is kept as its place in there. In a document's bytes:
//
//   document = kind:u8 flags:u8 language:u8 [thread:hash] [box:hash] count:varint value×count  record:byte*
//   flags    = 1 has a thread | 2 has a box | 4 has a language
//   value    = field:u8 [name:varint] tag:u8 payload     (field 255: a team's own, the name's number in the buffer)
//   payload  = length:varint place:varint [byte×length]  of a text or keyword; place: in the record, from 1; 0: the bytes follow
//            | bits:u64                                   of a number or date
//
// Only ever in memory.

import Glibc
import Schema
import Storage

/// Documents, packed one after another. A value: any thread may read it while nobody adds.
struct DocumentBuffer: Sendable {
    /// What is known of a document without a look at its bytes.
    struct Entry: Sendable {
        var key: KeyHash
        /// Milliseconds since 1970.
        var date: Int64
        var version: UInt64
        /// Its place in what it was read from: of two documents without versions the later one wins.
        var arrival: UInt64
        /// In ``teams``.
        var team: UInt32
        var isDeleted: Bool
        fileprivate var chunk: UInt32
        fileprivate var offset: UInt32
        fileprivate var recordOffset: UInt32
        fileprivate var end: UInt32

        var recordBytes: Int { Int(end - recordOffset) }
    }

    private static let chunkSize = 1 << 20

    private(set) var entries: [Entry] = []
    /// The ids of the teams.
    private(set) var teams: [String] = []
    /// The names of the teams' own fields.
    private(set) var names: [String] = []
    private var teamNumbers: [ExactString: UInt32] = [:]
    private var nameNumbers: [String: UInt32] = [:]
    private var chunks: [[UInt8]] = []
    /// The chunk that is written to; those before it are full.
    private var lastChunk = -1
    /// Where the texts of the record at hand stand.
    private var texts: [Range<Int>] = []
    /// Bytes held: what a memory budget counts.
    private(set) var memory = 0

    /// Forgets all documents. - Parameter chunks: how many MiB of their memory are kept for the next ones.
    mutating func removeAll(keepingChunks count: Int = .max) {
        entries.removeAll(keepingCapacity: true)
        teams.removeAll()
        names.removeAll()
        teamNumbers.removeAll()
        nameNumbers.removeAll()
        chunks.removeAll { $0.capacity > 2 * Self.chunkSize }
        if chunks.count > count { chunks.removeLast(chunks.count - count) }
        for place in chunks.indices { chunks[place].removeAll(keepingCapacity: true) }
        lastChunk = -1
        memory = 0
    }

    // MARK: Packing

    /// Adds a document. O(document).
    mutating func append(_ document: Document, key: KeyHash, arrival: UInt64 = 0) {
        beginDocument(upTo: document.record.count + 1_024)
        var bytes: [UInt8] = []
        swap(&bytes, &chunks[lastChunk])
        let start = bytes.count
        appendHead(document, to: &bytes)
        appendValues(document, to: &bytes)
        let record = bytes.count
        bytes.append(contentsOf: document.record)
        entries.append(
            Entry(
                key: key, date: document.date.milliseconds, version: document.version, arrival: arrival,
                team: number(ofTeam: document.key.team), isDeleted: document.isDeleted, chunk: UInt32(lastChunk),
                offset: UInt32(start), recordOffset: UInt32(record), end: UInt32(bytes.count)))
        memory += bytes.count - start + MemoryLayout<Entry>.stride
        swap(&bytes, &chunks[lastChunk])
    }

    /// Sees to a chunk with room for so many bytes; a document that takes more makes it grow.
    private mutating func beginDocument(upTo size: Int) {
        if lastChunk >= 0, chunks[lastChunk].count + size <= max(Self.chunkSize, chunks[lastChunk].capacity) { return }
        lastChunk += 1
        if lastChunk == chunks.count { chunks.append([]) }
        chunks[lastChunk].reserveCapacity(max(Self.chunkSize, size))
    }

    private mutating func number(ofTeam team: String) -> UInt32 {
        if let last = entries.last, ExactString.areEqual(teams[Int(last.team)], team) { return last.team }
        if let known = teamNumbers[ExactString(team)] { return known }
        let number = UInt32(teams.count)
        teams.append(team)
        teamNumbers[ExactString(team)] = number
        return number
    }

    private mutating func number(ofName name: String) -> UInt32 {
        if let known = nameNumbers[name] { return known }
        let number = UInt32(names.count)
        names.append(name)
        nameNumbers[name] = number
        return number
    }

    private func appendHead(_ document: Document, to bytes: inout [UInt8]) {
        bytes.append(document.key.kind.rawValue)
        bytes.append(
            (document.thread != nil ? 1 : 0) | (document.box != nil ? 2 : 0) | (document.language != nil ? 4 : 0)
                as UInt8)
        bytes.append(document.language?.rawValue ?? 0)
        if let id = document.thread { bytes.append(hash: Identity.thread(team: document.key.team, id: id)) }
        if let id = document.box { bytes.append(hash: Identity.box(team: document.key.team, id: id)) }
    }

    private mutating func appendValues(_ document: Document, to bytes: inout [UInt8]) {
        bytes.appendVarint(UInt64(document.values.count))
        guard !document.values.isEmpty else { return }
        texts.removeAll(keepingCapacity: true)
        document.record.withUnsafeBytes { record in
            // What is no record has no texts to point to.
            try? EncodedRecord.forEachText(in: record) { texts.append($0) }
            var next = 0
            for value in document.values {
                switch value.field {
                case .field(let field): bytes.append(field.rawValue)
                case .custom(let name):
                    bytes.append(.max)
                    bytes.appendVarint(UInt64(number(ofName: name)))
                }
                append(value.value, record, &next, to: &bytes)
            }
        }
    }

    /// - Parameter next: the text of the record to look at first: values mostly follow the record's order.
    private func append(
        _ value: FieldValue, _ record: UnsafeRawBufferPointer, _ next: inout Int, to bytes: inout [UInt8]
    ) {
        switch value {
        case .text(var text):
            bytes.append(Tag.text.rawValue)
            text.withUTF8 { append(UnsafeRawBufferPointer($0), record, &next, to: &bytes) }
        case .keyword(var text):
            bytes.append(Tag.keyword.rawValue)
            text.withUTF8 { append(UnsafeRawBufferPointer($0), record, &next, to: &bytes) }
        case .number(let number):
            bytes.append(Tag.number.rawValue)
            bytes.append(word: number.bitPattern)
        case .date(let date):
            bytes.append(Tag.date.rawValue)
            bytes.append(word: UInt64(bitPattern: date.milliseconds))
        }
    }

    private func append(
        _ text: UnsafeRawBufferPointer, _ record: UnsafeRawBufferPointer, _ next: inout Int, to bytes: inout [UInt8]
    ) {
        bytes.appendVarint(UInt64(text.count))
        if text.count > 2, let place = place(of: text, in: record, from: &next) {
            bytes.appendVarint(UInt64(place + 1))
        } else {
            bytes.append(0)
            bytes.append(contentsOf: text)
        }
    }

    /// Where a text stands in a record that is one of the record's texts.
    private func place(
        of text: UnsafeRawBufferPointer, in record: UnsafeRawBufferPointer, from next: inout Int
    ) -> Int? {
        for step in 0..<texts.count {
            let index = next + step < texts.count ? next + step : next + step - texts.count
            let range = texts[index]
            guard range.count == text.count, record[range].elementsEqualBytes(text) else { continue }
            next = index + 1 < texts.count ? index + 1 : 0
            return range.lowerBound
        }
        return nil
    }

    // MARK: Reading

    /// Lends a document.
    func withDocument<R>(_ place: Int, _ body: (PackedDocument) throws -> R) rethrows -> R {
        let entry = entries[place]
        return try chunks[Int(entry.chunk)].withUnsafeBytes { chunk in
            let bytes = UnsafeRawBufferPointer(rebasing: chunk[Int(entry.offset)..<Int(entry.end)])
            return try body(PackedDocument(bytes, recordOffset: Int(entry.recordOffset - entry.offset)))
        }
    }

    fileprivate enum Tag: UInt8 {
        case text, keyword, number, date
    }
}

/// A document of a ``DocumentBuffer``.
///
/// Lifetime: points into the buffer's memory; it and what it lends are good only in the scope that lends it. The bytes are
/// the buffer's own and are not checked.
struct PackedDocument {
    /// One field's value.
    struct Value {
        /// ``Schema/Field``'s raw value; 255: a team's own field.
        var field: UInt8
        /// The number of the name of a team's own field.
        var name: UInt32
        var content: Content
    }

    enum Content {
        case text(UnsafeBufferPointer<UInt8>)
        case keyword(UnsafeBufferPointer<UInt8>)
        case number(Double)
        case date(Int64)
    }

    let kind: DocumentKind
    let language: Language?
    let thread: KeyHash?
    let box: KeyHash?
    let record: UnsafeRawBufferPointer
    private let bytes: UnsafeRawBufferPointer
    private let valuesOffset: Int

    fileprivate init(_ bytes: UnsafeRawBufferPointer, recordOffset: Int) {
        self.bytes = bytes
        record = UnsafeRawBufferPointer(rebasing: bytes[recordOffset...])
        guard let kind = DocumentKind(rawValue: bytes[0]) else { preconditionFailure("a kind is written as it is") }
        self.kind = kind
        let flags = bytes[1]
        language = flags & 4 != 0 ? Language(rawValue: bytes[2]) : nil
        var at = 3
        func hash() -> KeyHash {
            defer { at += 16 }
            return KeyHash(
                high: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self),
                low: bytes.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self))
        }
        thread = flags & 1 != 0 ? hash() : nil
        box = flags & 2 != 0 ? hash() : nil
        valuesOffset = at
    }

    /// Puts the document's values into `values`, in their order.
    func read(into values: inout [Value]) {
        values.removeAll(keepingCapacity: true)
        var at = valuesOffset
        for _ in 0..<varint(&at) {
            let field = bytes[at]
            at += 1
            let name = field == .max ? UInt32(varint(&at)) : 0
            values.append(Value(field: field, name: name, content: content(&at)))
        }
    }

    private func content(_ at: inout Int) -> Content {
        let tag = DocumentBuffer.Tag(rawValue: bytes[at])
        at += 1
        switch tag {
        case .text: return .text(text(&at))
        case .keyword: return .keyword(text(&at))
        case .number: return .number(Double(bitPattern: word(&at)))
        case .date: return .date(Int64(bitPattern: word(&at)))
        case nil: preconditionFailure("a tag is written as it is")
        }
    }

    private func text(_ at: inout Int) -> UnsafeBufferPointer<UInt8> {
        let count = varint(&at)
        let place = varint(&at)
        let text: Slice<UnsafeRawBufferPointer>
        if place > 0 {
            text = record[(place - 1)..<(place - 1 + count)]
        } else {
            text = bytes[at..<at + count]
            at += count
        }
        return UnsafeRawBufferPointer(rebasing: text).assumingMemoryBound(to: UInt8.self)
    }

    private func word(_ at: inout Int) -> UInt64 {
        defer { at += 8 }
        return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    }

    private func varint(_ at: inout Int) -> Int {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = bytes[at]
            at += 1
            result |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return Int(result) }
            shift += 7
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(word number: UInt64) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }

    fileprivate mutating func append(hash: KeyHash) {
        append(word: hash.high)
        append(word: hash.low)
    }
}

extension Slice<UnsafeRawBufferPointer> {
    /// Whether it has the same bytes as another of the same length.
    fileprivate func elementsEqualBytes(_ other: UnsafeRawBufferPointer) -> Bool {
        guard let a = UnsafeRawBufferPointer(rebasing: self).baseAddress, let b = other.baseAddress else { return true }
        return memcmp(a, b, other.count) == 0
    }
}
