// Owns: the terms that a pattern stands for with how many items have them, and bringing those in the most to the front.

/// Terms with how many items have them, in parts: as no part is large, to make room for one more term never takes long.
struct TermCounts {
    private static let parts = 16

    private var counts = [[String: UInt64]](repeating: [:], count: parts)
    private(set) var count = 0

    /// Adds items to a term that is known or, where there is room for one more, new; false where there is none.
    mutating func add(_ items: UInt64, to term: String, atMost limit: Int) -> Bool {
        let part = (Int(term.utf8.last ?? 0) ^ term.utf8.count) & (Self.parts - 1)
        if let known = counts[part][term] {
            counts[part][term] = known + items
        } else if count < limit {
            counts[part][term] = items
            count += 1
        } else {
            return false
        }
        return true
    }

    /// Takes all terms out.
    mutating func takeAll(_ budget: SearchBudget) throws -> [(term: String, items: UInt64)] {
        var all: [(term: String, items: UInt64)] = []
        all.reserveCapacity(count)
        while let part = counts.popLast() {
            try budget.pace(part.count / 16)
            for (term, items) in part { all.append((term, items)) }
        }
        count = 0
        return all
    }
}

/// Terms, those in the most items first, of equals the first in the order of bytes.
///
/// A heap: of tens of thousands only those that are taken are brought into order.
struct FrequentTerms {
    private var heap: [(term: String, items: UInt64)]
    private let isOrdered: Bool

    /// - Parameter isOrdered: whether the order matters. O(n).
    init(_ found: inout TermCounts, isOrdered: Bool, _ budget: SearchBudget) throws {
        heap = try found.takeAll(budget)
        self.isOrdered = isOrdered
        guard isOrdered else { return }
        for place in (0..<heap.count / 2).reversed() {
            if place & 7 == 0 { try budget.pace(2) }
            sink(place)
        }
    }

    /// Takes the next term. O(log n).
    mutating func next() -> String? {
        guard isOrdered, heap.count > 1 else { return heap.popLast()?.term }
        heap.swapAt(0, heap.count - 1)
        let first = heap.popLast()
        sink(0)
        return first?.term
    }

    /// Lets the rest go.
    mutating func removeAll(_ budget: SearchBudget) throws {
        while !heap.isEmpty {
            heap.removeLast(min(heap.count, 4_096))
            try budget.pace(128)
        }
    }

    /// Moves what is at a place below what comes before it.
    private mutating func sink(_ start: Int) {
        var place = start
        while true {
            var child = place * 2 + 1
            guard child < heap.count else { return }
            if child + 1 < heap.count, comesBefore(child + 1, child) { child += 1 }
            guard comesBefore(child, place) else { return }
            heap.swapAt(child, place)
            place = child
        }
    }

    private func comesBefore(_ a: Int, _ b: Int) -> Bool {
        let (first, second) = (heap[a].items, heap[b].items)
        return first == second ? heap[a].term < heap[b].term : first > second
    }
}
