// Owns: giving threads and boxes their index-wide ordinals, once.

import Storage
import Synchronization

/// The ordinals given so far to threads, or to boxes.
///
/// A group's ordinal is found in the segments that hold items of it (their key tables), so it needs no file of its own and
/// lives exactly as long as an item of the group does; here stand those already looked up or newly given. Thread-safe.
final class GroupOrdinals: Sendable {
    private struct State {
        var known: [KeyHash: UInt32] = [:]
        var next: UInt32
    }

    private let state: Mutex<State>

    /// - Parameter next: the first ordinal never given: the manifest keeps it.
    init(next: UInt32) { state = Mutex(State(next: next)) }

    /// The first ordinal never given.
    var next: UInt32 { state.withLock { $0.next } }

    /// Forgets what has been looked up and given: published segments hold it all now.
    func forget() { state.withLock { $0.known.removeAll(keepingCapacity: true) } }

    /// A group's ordinal, given now if it has none.
    ///
    /// - Parameter stored: looks the group up in the segments; called once a group.
    func ordinal(_ group: KeyHash, stored: (KeyHash) throws -> UInt32?) rethrows -> UInt32 {
        try state.withLock { state in
            if let ordinal = state.known[group] { return ordinal }
            let ordinal = try stored(group) ?? state.next
            if ordinal == state.next { state.next += 1 }
            state.known[group] = ordinal
            return ordinal
        }
    }
}
