// Owns: the text that continues a result list.
//
//   cursor = generation "-" offset "-" fingerprint        (decimal, decimal, hexadecimal)
//
// The fingerprint is of everything that decides the order of results, so that a cursor of one search is not taken for
// another's.

import Wire

struct Cursor: Hashable {
    var generation: UInt64
    /// Results of each kind passed over.
    var offset: Int
    var fingerprint: UInt64

    init(generation: UInt64, offset: Int, fingerprint: UInt64) {
        self.generation = generation
        self.offset = offset
        self.fingerprint = fingerprint
    }

    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let generation = UInt64(parts[0]), let offset = Int(parts[1]), offset >= 0,
            let fingerprint = UInt64(parts[2], radix: 16)
        else { return nil }
        self.init(generation: generation, offset: offset, fingerprint: fingerprint)
    }

    var text: String { "\(generation)-\(offset)-\(String(fingerprint, radix: 16))" }

    /// FNV-1a, 64 bits, of the search without its `limit` and `cursor`.
    static func fingerprint(of search: Search) -> UInt64 {
        var search = search
        search.limit = 10
        search.cursor = nil
        search.deadlineMilliseconds = nil
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in LineCodec.request(search, id: .integer(0)) {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        return hash
    }
}
