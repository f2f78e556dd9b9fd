// Owns: which items the first pass found to match, kept for the second look at the groups it found.

/// The matches of whole stretches of segments. A first pass that counts meets them all, and none need be looked for again.
///
/// A segment's stretch begins with its first item; windows are told in ascending order, and it ends with the first that is
/// not told whole. Memory is bounded: what there is no room for is looked for again.
struct KnownMatches {
    private struct Stretch {
        /// The first item of each window that has matches, and after each other their words.
        var bases: [UInt32] = []
        var words: [UInt64] = []
        /// All matches before this item are known.
        var end: UInt32 = 0
        var isEnded = false
    }

    /// By segment, as far as there is one.
    private var stretches: [Stretch] = []
    private var windowCount = 0

    /// The most windows that are kept, 512 bytes each: those of four million items.
    private static let maximumWindows = 1_024

    /// Adds the matches of a segment's next window; before it are none that were not added.
    mutating func add(_ matches: WindowBits, of window: Window, in segment: Int) {
        open(segment)
        guard !stretches[segment].isEnded else { return }
        guard windowCount < Self.maximumWindows else { return end(segment) }
        stretches[segment].end = window.end
        guard !matches.isEmpty else { return }
        windowCount += 1
        stretches[segment].bases.append(window.base)
        stretches[segment].words.append(
            contentsOf: UnsafeBufferPointer(start: matches.words, count: Window.wordCount))
    }

    /// What comes after is not known.
    mutating func end(_ segment: Int) {
        open(segment)
        stretches[segment].isEnded = true
    }

    /// The segment was walked to its end: there are no more matches, unless ``end(_:)`` was said.
    mutating func complete(_ segment: Int) {
        open(segment)
        if !stretches[segment].isEnded { stretches[segment].end = .max }
    }

    private mutating func open(_ segment: Int) {
        while stretches.count <= segment { stretches.append(Stretch()) }
    }

    /// Sets a window's matches. False where not all are known. O(log windows).
    func fill(_ bits: WindowBits, _ window: Window, in segment: Int) -> Bool {
        guard segment < stretches.count, window.end <= stretches[segment].end else { return false }
        let stretch = stretches[segment]
        bits.clear()
        // The first that ends in the window or after it.
        var low = 0
        var high = stretch.bases.count
        while low < high {
            let middle = (low + high) / 2
            if stretch.bases[middle] + Window.size > window.base { high = middle } else { low = middle + 1 }
        }
        while low < stretch.bases.count, stretch.bases[low] < window.end {
            // Both begin at a multiple of a word's 64 items.
            let shift = (Int(stretch.bases[low]) - Int(window.base)) >> 6
            for word in max(0, -shift)..<min(Window.wordCount, Window.wordCount - shift) {
                bits.words[word + shift] |= stretch.words[low * Window.wordCount + word]
            }
            low += 1
        }
        return true
    }
}
