// Owns: what the exact forms of a space refer to, until the space ends.

import Glibc

/// References of exact forms to stems, packed: a space of a large segment has millions.
struct FormReferences {
    private var references: [EncodedTerms.Reference] = []
    /// The words of the references.
    private var bytes: [UInt8] = []

    /// Adds some. - Parameter words: the bytes that they point into.
    mutating func append(_ more: ArraySlice<EncodedTerms.Reference>, in words: [UInt8]) {
        guard let first = more.first, let last = more.last else { return }
        // Each stem stands before its forms, so these words lie together.
        let start = first.stemStart
        let end = last.formStart + UInt32(last.formLength)
        precondition(bytes.count + words.count <= Int(UInt32.max), "the words of a space take at most 4 GiB")
        let shift = UInt32(bytes.count) &- start
        bytes.append(contentsOf: words[Int(start)..<Int(end)])
        for var reference in more {
            reference.formStart &+= shift
            reference.stemStart &+= shift
            references.append(reference)
        }
    }

    /// Calls `body` with each form in the order of their bytes: how many stems it refers to, and to which, in the order of
    /// theirs, as the dictionary has it. O(n log n).
    consuming func forEachForm(_ body: (_ form: ArraySlice<UInt8>, _ count: Int, _ payload: [UInt8]) -> Void) {
        guard !references.isEmpty else { return }
        let bytes = bytes
        bytes.withUnsafeBytes { words in
            references.sort { a, b in
                let order = Self.compare(words, a.formStart, a.formLength, b.formStart, b.formLength)
                return order != 0
                    ? order < 0 : Self.compare(words, a.stemStart, a.stemLength, b.stemStart, b.stemLength) < 0
            }
        }
        var start = 0
        while start < references.count {
            let form = form(references[start])
            var end = start + 1
            while end < references.count, self.form(references[end]) == form { end += 1 }
            let stems = references[start..<end].map { reference in
                let stem = Int(reference.stemStart)..<Int(reference.stemStart) + Int(reference.stemLength)
                return FormReference(stem: Array(bytes[stem]), form: reference.number, items: reference.items)
            }
            body(form, end - start, FormReference.payload(stems, form: Array(form)))
            start = end
        }
    }

    private func form(_ reference: EncodedTerms.Reference) -> ArraySlice<UInt8> {
        bytes[Int(reference.formStart)..<Int(reference.formStart) + Int(reference.formLength)]
    }

    /// Which of two words comes first: below 0 the first.
    private static func compare(
        _ words: UnsafeRawBufferPointer, _ a: UInt32, _ aLength: UInt16, _ b: UInt32, _ bLength: UInt16
    ) -> Int {
        let shared = Int(min(aLength, bLength))
        if shared > 0, let base = words.baseAddress {
            let order = memcmp(base + Int(a), base + Int(b), shared)
            if order != 0 { return Int(order) }
        }
        return Int(aLength) - Int(bLength)
    }
}
