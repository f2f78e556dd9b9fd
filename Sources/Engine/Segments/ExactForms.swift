// Owns: the words behind a stem: which of them stands where, and which stems a word has.
//
// Goals: a word's occurrences are stored once, in its stem's list, each with the number of its form. So `"meetings"` is
// found by the list of `meet` and the forms of its occurrences, at a bit or two an occurrence instead of a list of its
// own.
//
//   table     = word×formCount                          a list's forms by number, each relative to the stem's term
//                                                       (Storage's `forms`); left out for one form that is the stem's word
//   reference = stem form:varint items:varint           what an exact form's dictionary entry holds, once a stem:
//                                                       the stem's term relative to the form, the form's number in its
//                                                       list, how many items have it
//   word      = shared:varint suffix:varint byte×suffix (shared: bytes that it and the other begin with)
//
// A form that is the one form of the stem of the same spelling needs no reference: its stem's entry says it all. A form has
// a stem for each language in which the team writes it.
//
// Worked example: the table of the stem `meet` in English (7) with the forms `meet`, `meetings`:
//
//   04 00                           "meet"
//   04 04 69 6E 67 73               "meet" + "ings"
//
// The payload of the form `meetings`, number 1 in that list and in 5 items:
//
//   04 01 07  01  05                "meet" of "meetings", English; form 1; 5 items
//
// Drawbacks: an exact word costs the reading of its stem's occurrences.
//
// Version 1: this.

import Storage

enum ExactForms {
    /// The table of a stem's forms, in the order of their numbers.
    static func table(of forms: [[UInt8]], stem: [UInt8]) -> [UInt8] {
        var bytes = ByteWriter()
        for form in forms { bytes.append(word: form, relativeTo: stem) }
        return bytes.bytes
    }

    /// The forms of a list, by number.
    ///
    /// - Parameter stem: its term.
    static func forms(of table: FormTable, stem: [UInt8], _ segment: SegmentReader) throws -> [[UInt8]] {
        guard !table.bytes.isEmpty else { return [Array(TermKey.word(ofStem: stem))] }
        var bytes = ByteReader(table.bytes, section: segment.occurrences, offset: 0)
        var forms: [[UInt8]] = []
        for _ in 0..<table.count { forms.append(try bytes.word(relativeTo: stem)) }
        return forms
    }
}

/// One of the lists that a form's occurrences stand in.
struct FormReference: Hashable {
    /// The stem's term.
    var stem: [UInt8]
    /// The form's number in that list.
    var form: UInt32
    /// How many items have the form.
    var items: UInt32

    /// All references of a form, in the order of their stems.
    static func payload(_ references: [FormReference], form: [UInt8]) -> [UInt8] {
        var bytes = ByteWriter()
        for reference in references {
            bytes.append(word: reference.stem, relativeTo: form)
            bytes.append(varint: UInt64(reference.form))
            bytes.append(varint: UInt64(reference.items))
        }
        return bytes.bytes
    }

    static func read(_ entry: TermEntry, form: [UInt8], _ dictionary: TermDictionary) throws -> [FormReference] {
        var reader = try dictionary.reader(of: entry)
        var references: [FormReference] = []
        for _ in 0..<entry.count {
            let stem = try reader.word(relativeTo: form)
            let number = UInt32(clamping: try reader.varint())
            references.append(FormReference(stem: stem, form: number, items: UInt32(clamping: try reader.varint())))
        }
        return references
    }

    /// How many items have a form, those of each of its stems counted.
    static func items(_ entry: TermEntry, _ dictionary: TermDictionary) throws -> UInt64 {
        var reader = try dictionary.reader(of: entry)
        var items: UInt64 = 0
        for _ in 0..<entry.count {
            try reader.skipWord()
            _ = try reader.varint()
            items += UInt64(UInt32(clamping: try reader.varint()))
        }
        return items
    }
}

/// Some of the forms of a list.
struct FormSet: Hashable {
    /// A bit a form.
    private(set) var words: [UInt64] = []
    private(set) var count = 0

    init(_ forms: [UInt32] = []) { for form in forms { insert(form) } }

    @inline(__always)
    func contains(_ form: UInt32) -> Bool {
        let word = Int(form >> 6)
        return word < words.count && words[word] >> UInt64(form & 63) & 1 == 1
    }

    mutating func insert(_ form: UInt32) {
        guard !contains(form) else { return }
        let word = Int(form >> 6)
        if word >= words.count { words += [UInt64](repeating: 0, count: word + 1 - words.count) }
        words[word] |= 1 << UInt64(form & 63)
        count += 1
    }
}

extension PostingsBuffer {
    /// Numbers the list's forms anew, the most frequent first, so that most numbers are small, and tells how many items
    /// have each. O(occurrences + n log n).
    ///
    /// - Parameter names: what the forms are, by their numbers so far.
    /// - Returns: by their new numbers.
    mutating func rankForms(_ names: [[UInt8]]) -> [(name: [UInt8], items: UInt32)] {
        var ranked = names.map { (name: $0, items: UInt32(0)) }
        guard names.count > 1 else {
            ranked[0].items = UInt32(items.count)
            return ranked
        }
        var occurrences = [Int](repeating: 0, count: names.count)
        var lastItem = [Int](repeating: -1, count: names.count)
        var next = 0
        for (place, count) in counts.enumerated() {
            for index in next..<next + Int(count) {
                let form = Int(forms[index])
                occurrences[form] += 1
                if lastItem[form] != place { ranked[form].items += 1 }
                lastItem[form] = place
            }
            next += Int(count)
        }
        let order = names.indices.filter { occurrences[$0] > 0 }.sorted { a, b in
            occurrences[a] != occurrences[b]
                ? occurrences[a] > occurrences[b] : names[a].lexicographicallyPrecedes(names[b])
        }
        var numbers = [UInt32](repeating: 0, count: names.count)
        for (number, form) in order.enumerated() { numbers[form] = UInt32(number) }
        for index in forms.indices { forms[index] = numbers[Int(forms[index])] }
        return order.map { ranked[$0] }
    }
}

extension ByteWriter {
    /// A word as what it adds to the start it shares with another.
    mutating func append(word: [UInt8], relativeTo other: [UInt8]) {
        var shared = 0
        while shared < min(word.count, other.count), word[shared] == other[shared] { shared += 1 }
        append(varint: UInt64(shared))
        append(varint: UInt64(word.count - shared))
        append(bytes: word[shared...])
    }
}

extension ByteReader {
    mutating func word(relativeTo other: [UInt8]) throws(StorageError) -> [UInt8] {
        let shared = Int(clamping: try varint())
        guard shared <= other.count else { throw corrupt("at most \(other.count) shared bytes", "\(shared)") }
        return Array(other[..<shared]) + (try bytes(Int(clamping: try varint())))
    }

    mutating func skipWord() throws(StorageError) {
        _ = try varint()
        _ = try bytes(Int(clamping: try varint()))
    }
}
