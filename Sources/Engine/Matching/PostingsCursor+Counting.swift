// Owns: what a list has in all, or about in a window: what is asked of it beside its walk.

import Storage

extension PostingsCursor {
    /// About how many of the list's items are in a window, at most.
    func count(_ window: Window) -> Int {
        guard list.hasTable else { return list.count }
        var target = firstBlock(from: window.base)
        var blocks = 1
        while target < list.blockCount, list.lastItem(ofBlock: target) < window.end {
            target += 1
            blocks += 1
        }
        return blocks * PostingsFormat.blockSize
    }

    /// Calls `body` with all of the list's items, whatever their forms. O(postings).
    @inline(__always)
    func forEachItem(_ body: (UInt32) throws -> Void) throws {
        try forEachBlock { items in for item in items { try body(item) } }
    }

    /// Sets the bits of all of the list's items, from the segment's first on. O(postings).
    func insertAll(into words: inout [UInt64]) throws {
        try forEachItem { item in
            let word = Int(item) >> 6
            if word < words.count { words[word] |= 1 << UInt64(item & 63) }
        }
    }

    /// Whether any of the items that are meant is live. O(dead postings before the first live one).
    func hasLive(_ live: LiveItems, _ budget: SearchBudget) throws -> Bool {
        var next: UInt32 = 0
        while true {
            try budget.pace()
            let item = try candidate(from: next)
            guard item < .max else { return false }
            if live.isLive(Int(item)), try forms == nil || frequency(of: item) > 0 { return true }
            next = item + 1
        }
    }

    /// How many of the items that are meant are dead. O(postings).
    func countDead(_ live: LiveItems, _ budget: SearchBudget) throws -> UInt64 {
        var dead: UInt64 = 0
        try forEachBlock { items in
            try budget.pace()
            for item in items where !live.isLive(Int(item)) {
                if try forms == nil || frequency(of: item) > 0 { dead += 1 }
            }
        }
        return dead
    }
}
