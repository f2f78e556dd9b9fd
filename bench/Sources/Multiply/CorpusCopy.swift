// Owns: a record of the base as one copy has it.

import Schema

/// One copy of the base. The same base, number and seed give the same records.
struct CorpusCopy {
    private let base: BaseCorpus
    private let number: Int
    private let seed: UInt64
    private let changes: WordChanges

    /// Of a hundred words so many are replaced by others, drawn as often as they occur.
    private static let replacedPercent = 12
    /// Copies lie in so many spans of two years, one after another, then over each other.
    private static let spans = 5
    private static let spanDays = 730
    /// A thread is shifted by at most so many days besides.
    private static let jitterDays = 45
    private static let dates: Set = ["date", "created", "modified", "stage_changed", "due"]

    init(of base: BaseCorpus, number: Int, seed: UInt64) {
        self.base = base
        self.number = number
        self.seed = seed
        changes = WordChanges(base, copy: number, seed: seed)
    }

    /// A record of the base, changed.
    func record(_ index: Int) -> Record {
        let entry = base.entries[index]
        var record = entry.record
        let days = shift(of: record)
        for at in record.properties.indices {
            let property = record.properties[at]
            if property.name == "team" {
                record.properties[at].value = .string(base.team)
            } else if number > 0 {
                record.properties[at].value = value(property, days: days)
            }
        }
        guard number > 0 else { return record }
        var random = SplitMix64(seed, UInt64(number), UInt64(index), 1)
        for text in entry.texts {
            record.properties[text.property].value = .string(varied(text.bytes, text.tokens, &random))
        }
        return record
    }

    private func value(_ property: Record.Property, days: Int) -> RecordValue {
        let name = property.name
        if BaseCorpus.identities.contains(name) { return Self.mapped(property.value) { $0 + "-\(number)" } }
        if BaseCorpus.people.contains(name) { return Self.mapped(property.value, renamed) }
        if name == "message_id" || name == "in_reply_to" {
            return Self.mapped(property.value) { $0.replacing("<", with: "<\(number).", maxReplacements: 1) }
        }
        guard Self.dates.contains(name) else { return property.value }
        return Self.mapped(property.value) { text in
            guard let date = Timestamp(rfc3339: text) else { return text }
            return Timestamp(seconds: date.seconds + Int64(days) * 86_400).description
        }
    }

    private static func mapped(_ value: RecordValue, _ change: (String) -> String) -> RecordValue {
        switch value {
        case .string(let text): .string(change(text))
        case .array(let values): .array(values.map { mapped($0, change) })
        default: value
        }
    }

    /// Days by which a record's dates move: the same for all messages of a thread.
    private func shift(of record: Record) -> Int {
        let days = number % Self.spans * Self.spanDays
        guard let thread = record["thread"]?.string else { return days }
        var hash = UInt64(number)
        for byte in thread.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var random = SplitMix64(seed, hash)
        return days - Self.jitterDays + random.below(2 * Self.jitterDays + 1)
    }

    /// A text with its people renamed: domains stay.
    private func renamed(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var copied = 0
        AddressWords.forEach(in: bytes) { word, isDomain in
            guard !isDomain, let number = base.vocabulary.known(word.map(Vocabulary.lowered)),
                let name = changes.names[number]
            else { return }
            result += bytes[copied..<word.startIndex]
            result += WordChanges.spelled(name, like: word)
            copied = word.endIndex
        }
        result += bytes[copied...]
        return String(decoding: result, as: UTF8.self)
    }

    private func varied(_ bytes: [UInt8], _ range: Range<Int>, _ random: inout SplitMix64) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 8)
        var copied = 0
        for token in base.tokens[range] {
            let start = Int(token.start)
            let old = base.vocabulary.words[Int(token.word)].bytes
            let isReplaced = random.below(100) < Self.replacedPercent
            let new = isReplaced ? base.tokens[random.below(base.tokens.count)].word : token.word
            guard isReplaced || changes.inTexts[Int(new)] != nil else { continue }
            result += bytes[copied..<start]
            result += changes.inTexts[Int(new)] ?? base.vocabulary.words[Int(new)].bytes
            copied = start + old.count
        }
        result += bytes[copied...]
        return String(decoding: result, as: UTF8.self)
    }
}
