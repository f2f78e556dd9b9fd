// Owns: bringing the terms in the most items to the front.

/// The places of terms, those in the most items first, of equals the first in the order of bytes.
///
/// A heap: of tens of thousands only those that are taken are brought into order.
struct FrequentTerms {
    private var heap: [(place: Int, items: UInt64)]
    private let isOrdered: Bool

    /// - Parameter isOrdered: whether the order matters. O(n).
    init(_ found: FoundTerms, isOrdered: Bool, _ budget: SearchBudget) throws {
        heap = found.terms.indices.map { ($0, found.terms[$0].items) }
        self.isOrdered = isOrdered
        guard isOrdered else { return }
        for place in (0..<heap.count / 2).reversed() {
            if place & 7 == 0 { try budget.pace(2) }
            sink(place)
        }
    }

    /// Takes the next term. O(log n).
    mutating func next() -> Int? {
        guard isOrdered, heap.count > 1 else { return heap.popLast()?.place }
        heap.swapAt(0, heap.count - 1)
        let first = heap.popLast()
        sink(0)
        return first?.place
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
        let (first, second) = (heap[a], heap[b])
        return first.items == second.items ? first.place < second.place : first.items > second.items
    }
}
