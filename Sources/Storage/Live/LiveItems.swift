// Owns: which items of a segment are live. A set bit is a live item.
//
// Goals: a deletion changes no segment; whoever reads an older generation keeps its bits.
//
//   live = count:u64 deleted:u64 word:u64×⌈count/64⌉          a section of a generation's live file
//
// Item n is bit n mod 64 of word n / 64; bits beyond the last item are 0. Copy on write: a published value never
// changes; a deletion makes a new one, which shares all pages but its own with the old one.
//
// Worked example: three items, the second deleted:
//
//   03 00×7  01 00×7  05 00×7
//
// Drawbacks: one deletion writes a bit for every item of the segment.
//
// Version 1: this.

/// The live items of one segment at one generation. An immutable value.
public struct LiveItems: Sendable {
    /// Words of a page: what a deletion copies.
    private static let pageWords = 512

    public let count: Int
    public private(set) var deletedCount: Int
    private var pages: [[UInt64]]

    /// All live.
    public init(count: Int) {
        self.init(count: count, deleted: 0, words: Self.allLive(count))
    }

    private init(count: Int, deleted: Int, words: [UInt64]) {
        self.count = count
        deletedCount = deleted
        pages = stride(from: 0, to: words.count, by: Self.pageWords).map {
            Array(words[$0..<min($0 + Self.pageWords, words.count)])
        }
    }

    private static func allLive(_ count: Int) -> [UInt64] {
        var words = [UInt64](repeating: .max, count: (count + 63) / 64)
        if count % 64 != 0, let last = words.indices.last { words[last] = (1 << UInt64(count % 64)) - 1 }
        return words
    }

    public var liveCount: Int { count - deletedCount }

    public func isLive(_ item: Int) -> Bool { word(item >> 6) >> UInt64(item & 63) & 1 == 1 }

    /// The bits of 64 items; 0 beyond the last.
    public func word(_ index: Int) -> UInt64 {
        let page = index / Self.pageWords
        guard page < pages.count, index % Self.pageWords < pages[page].count else { return 0 }
        return pages[page][index % Self.pageWords]
    }

    /// Copies the bits of some items, 64 a word; zeros beyond the last. O(words).
    ///
    /// - Parameter first: the first word.
    public func copyWords(from first: Int, count: Int, to target: UnsafeMutablePointer<UInt64>) {
        var done = 0
        while done < count {
            let index = first + done
            let page = index / Self.pageWords
            guard page < pages.count else {
                (target + done).update(repeating: 0, count: count - done)
                return
            }
            let start = index % Self.pageWords
            let available = min(count - done, Self.pageWords - start)
            pages[page].withUnsafeBufferPointer { words in
                for step in 0..<available {
                    target[done + step] = start + step < words.count ? words[start + step] : 0
                }
            }
            done += available
        }
    }

    /// Marks an item deleted. Returns whether it was live.
    @discardableResult
    public mutating func delete(_ item: Int) -> Bool {
        guard isLive(item) else { return false }
        let word = item >> 6
        pages[word / Self.pageWords][word % Self.pageWords] &= ~(1 << UInt64(item & 63))
        deletedCount += 1
        return true
    }

    /// The items that are live here and no more in a later value of the same segment. O(words).
    public func items(notIn later: LiveItems) -> [Int] {
        var result: [Int] = []
        for page in pages.indices where pages[page] != later.pages[page] {
            for index in pages[page].indices {
                var gone = pages[page][index] & ~later.pages[page][index]
                while gone != 0 {
                    result.append((page * Self.pageWords + index) << 6 + gone.trailingZeroBitCount)
                    gone &= gone - 1
                }
            }
        }
        return result
    }

    /// The bytes of its file's section.
    public func encoded() -> [UInt8] {
        var bytes = ByteWriter()
        bytes.append(UInt64(count))
        bytes.append(UInt64(deletedCount))
        for page in pages {
            for word in page { bytes.append(word) }
        }
        return bytes.bytes
    }

    /// Reads them back; counts and bits must agree.
    public init(_ section: Section) throws(StorageError) {
        let bytes = try section.all()
        var reader = ByteReader(bytes, section: section, offset: 0)
        let count = Int(clamping: try reader.u64())
        let deleted = Int(clamping: try reader.u64())
        guard count < 1 << 32, bytes.count == 16 + (count + 63) / 64 * 8 else {
            throw section.corrupt(at: 0, expected: "bits of \(count) items", got: "\(bytes.count) bytes")
        }
        var words: [UInt64] = []
        words.reserveCapacity((count + 63) / 64)
        for _ in 0..<(count + 63) / 64 { words.append(try reader.u64()) }
        let live = words.reduce(0) { $0 + $1.nonzeroBitCount }
        guard live == count - deleted, count % 64 == 0 || (words.last ?? 0) >> UInt64(count % 64) == 0 else {
            throw section.corrupt(at: 8, expected: "\(count - deleted) live items", got: "\(live)")
        }
        self.init(count: count, deleted: deleted, words: words)
    }
}
