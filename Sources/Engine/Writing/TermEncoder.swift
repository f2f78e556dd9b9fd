// Owns: terms and their lists to the bytes of a segment, a piece at a time, so that pieces can be encoded on any thread.

import Storage

/// Some consecutive terms of a segment, encoded.
struct EncodedTerms: Sendable {
    /// Terms of one space.
    struct Run: Sendable {
        let prefix: [UInt8]
        /// The prefix of the exact forms of the same words.
        let exactPrefix: [UInt8]
        var terms = 0
        var references = 0
    }

    /// A term's entry, with offsets in this piece.
    struct Term: Sendable {
        var length: Int
        var entry: TermEntry
    }

    /// An exact form's reference to a stem, both in ``referenceBytes``.
    struct Reference: Sendable {
        var formStart: UInt32
        var stemStart: UInt32
        var formLength: UInt16
        var stemLength: UInt16
        /// The form's number in the stem's list.
        var number: UInt32
        /// How many items have the form.
        var items: UInt32
    }

    var runs: [Run] = []
    var terms: [Term] = []
    /// The terms' bytes, one after another.
    var names: [UInt8] = []
    var references: [Reference] = []
    /// The words of the references.
    var referenceBytes: [UInt8] = []
    var postings: [UInt8] = []
    var occurrences: [UInt8] = []
}

/// Encodes terms given in the order of their keys.
struct TermEncoder {
    private var encoder: PostingsEncoder
    private var result = EncodedTerms()

    /// - Parameter norms: the length norm of every item that a list names.
    init(norms: [UInt8]) { encoder = PostingsEncoder(norms: norms) }

    /// Bytes of lists encoded since they were last taken.
    var byteCount: Int { encoder.postings.count + encoder.occurrences.count }

    /// Begins a space, or goes on with it in another piece. - Parameter team: its place in the segment.
    mutating func begin(_ space: TermSpace, team: UInt32) {
        result.runs.append(
            EncodedTerms.Run(
                prefix: TermKey.prefix(team: team, space), exactPrefix: TermKey.prefix(team: team, space.with(.exact))))
    }

    /// Adds a term and its list. Terms of a space ascend.
    ///
    /// - Parameter forms: of a list with occurrences, its forms by number; empty: the stem's word is the only one.
    mutating func append(_ term: [UInt8], _ list: inout PostingsBuffer, forms: [[UInt8]]) {
        let run = result.runs.count - 1
        if list.hasOccurrences {
            let word = TermKey.word(ofStem: term)
            if forms.isEmpty || forms.count == 1 && forms[0][...] == word {
                list.formCount = 1
            } else {
                let ranked = list.rankForms(forms)
                list.formCount = ranked.count
                if ranked.count > 1 || ranked[0].name[...] != word {
                    list.formTable = ExactForms.table(of: ranked.map(\.name), stem: term)
                    appendReferences(to: term, ranked)
                    result.runs[run].references += ranked.count
                }
            }
        }
        result.runs[run].terms += 1
        result.terms.append(EncodedTerms.Term(length: term.count, entry: encoder.append(list)))
        result.names.append(contentsOf: term)
    }

    private mutating func appendReferences(to stem: [UInt8], _ forms: [(name: [UInt8], items: UInt32)]) {
        let stemStart = UInt32(result.referenceBytes.count)
        result.referenceBytes.append(contentsOf: stem)
        for (number, form) in forms.enumerated() {
            result.references.append(
                EncodedTerms.Reference(
                    formStart: UInt32(result.referenceBytes.count), stemStart: stemStart,
                    formLength: UInt16(clamping: form.name.count), stemLength: UInt16(clamping: stem.count),
                    number: UInt32(number), items: form.items))
            result.referenceBytes.append(contentsOf: form.name)
        }
    }

    /// Takes what was encoded; the space at hand goes on.
    mutating func take() -> EncodedTerms {
        var taken = EncodedTerms()
        if let last = result.runs.last {
            taken.runs = [EncodedTerms.Run(prefix: last.prefix, exactPrefix: last.exactPrefix)]
        }
        swap(&taken, &result)
        (taken.postings, taken.occurrences) = encoder.take()
        return taken
    }
}
