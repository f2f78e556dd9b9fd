// Owns: the text that continues a result list.
//
//   cursor = generation "." offset "." now "." fingerprint        (decimal, decimal, decimal, hexadecimal)
//
// `now` is the first search's clock in milliseconds: relative dates and recency must not move between two pages. The
// fingerprint is of everything that decides the order of results and of the service's run, so that a cursor of one search,
// or of a generation that an earlier run numbered alike, is not taken for another's.

import Schema
import Wire

struct Cursor: Hashable {
    var generation: UInt64
    /// Results of each kind passed over.
    var offset: Int
    var now: Timestamp
    var fingerprint: UInt64

    init(generation: UInt64, offset: Int, now: Timestamp, fingerprint: UInt64) {
        self.generation = generation
        self.offset = offset
        self.now = now
        self.fingerprint = fingerprint
    }

    /// `nil` for a text that is no cursor.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, let generation = UInt64(parts[0]), let offset = Int(parts[1]), offset >= 0,
            let now = Int64(parts[2]), let fingerprint = UInt64(parts[3], radix: 16)
        else { return nil }
        self.init(
            generation: generation, offset: offset, now: Timestamp(milliseconds: now), fingerprint: fingerprint)
    }

    var text: String { "\(generation).\(offset).\(now.milliseconds).\(String(fingerprint, radix: 16))" }

    /// FNV-1a, 64 bits, of the search without what only shapes its pages.
    ///
    /// - Parameters:
    ///   - canonical: the query in one spelling: pages of one list may be asked for in several.
    ///   - run: the service's run (``ServiceContext/run``).
    static func fingerprint(of search: Search, canonical: String, run: UInt64) -> UInt64 {
        var search = search
        search.query = canonical
        search.limit = 10
        search.cursor = nil
        search.wantsHighlights = true
        search.count = .bounded
        search.explain = false
        search.deadlineMilliseconds = nil
        search.isConsistent = true
        search.context.offsets = .utf8
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ run
        for byte in LineCodec.request(search, id: .integer(0)) {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        return hash
    }
}
