// Owns: bringing the terms that a pattern stands for into the order of how many items have them, as far as is asked.

/// Terms, those in the most items first, of equals the first in the order of bytes.
///
/// A heap: of tens of thousands only those that are taken are brought into order.
struct FrequentTerms {
    private var heap: [(key: String, value: UInt64)]
    private let isOrdered: Bool

    /// - Parameter isOrdered: whether the order matters. O(n).
    init(_ found: [String: UInt64], isOrdered: Bool, _ budget: SearchBudget) throws {
        heap = Array(found)
        self.isOrdered = isOrdered
        guard isOrdered else { return }
        for place in (0..<heap.count / 2).reversed() {
            if place & 7 == 0 { try budget.pace(2) }
            sink(place)
        }
    }

    /// Takes the next term. O(log n).
    mutating func next() -> String? {
        guard isOrdered, heap.count > 1 else { return heap.popLast()?.key }
        heap.swapAt(0, heap.count - 1)
        let first = heap.popLast()
        sink(0)
        return first?.key
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
        return first.value == second.value ? first.key < second.key : first.value > second.value
    }
}
