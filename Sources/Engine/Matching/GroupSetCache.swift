// Owns: which sets of threads and boxes are kept from search to search, and how much memory they take together.

import Schema
import Synchronization

/// What a set was found by: a plan that depends on the generation's segments and on nothing else. A leaf's lists follow from
/// its terms, however they were found.
struct GroupSetKey: Hashable, Sendable {
    var team: ExactString
    var kind: GroupKind
    var condition: Condition

    indirect enum Condition: Hashable, Sendable {
        case all
        case none
        case and([Condition])
        case or([Condition])
        case not(Condition)
        case leaf(TextLeaf)
        case keyword(Field, String)
        case number(NumberColumnField, least: Double, greatest: Double)
        case date(start: Timestamp?, end: Timestamp?)
        case kind(DocumentKind)
        case presence(TermSpace)
        case bodyPresence
        /// What a condition is true of the card of.
        case boxOf(Condition)
    }
}

extension GroupSetKey.Condition {
    /// More terms than these are a pattern's: the key would be as large as the set.
    private static let maximumTerms = 64

    /// `nil` for plans that hold sets themselves, or very many terms.
    init?(_ node: PlanNode, _ leaves: [PlannedLeaf]) {
        func all(_ nodes: [PlanNode]) -> [Self]? {
            let conditions = nodes.compactMap { Self($0, leaves) }
            return conditions.count == nodes.count ? conditions : nil
        }
        switch node {
        case .all: self = .all
        case .none: self = .none
        case .and(let children):
            guard let conditions = all(children) else { return nil }
            self = .and(conditions)
        case .or(let children):
            guard let conditions = all(children) else { return nil }
            self = .or(conditions)
        case .not(let child):
            guard let condition = Self(child, leaves) else { return nil }
            self = .not(condition)
        case .leaf(let place):
            let leaf = leaves[place].leaf
            guard leaf.slots.reduce(0, { $0 + $1.count }) <= Self.maximumTerms else { return nil }
            self = .leaf(leaf)
        case .keyword(let field, let value): self = .keyword(field, value)
        case .number(let field, let least, let greatest): self = .number(field, least: least, greatest: greatest)
        case .date(let start, let end): self = .date(start: start, end: end)
        case .kind(let kind): self = .kind(kind)
        case .presence(let space): self = .presence(space)
        case .bodyPresence: self = .bodyPresence
        case .items, .threads, .boxes, .split: return nil
        }
    }
}

/// Sets of one snapshot. Thread-safe.
final class GroupSetCache: Sendable {
    /// The most bytes that are kept; what has not been asked for longest goes first.
    private let maximumBytes: Int
    /// What a set costs besides its members.
    private static let overhead = 512

    private struct Entry {
        var members: GroupSet.Members
        var lastUse: Int
    }

    private struct State {
        var entries: [GroupSetKey: Entry] = [:]
        var bytes = 0
        var clock = 0
        /// The snapshot whose sets they are: the newest that was searched.
        var serial = 0
    }

    private let state = Mutex(State())

    init(maximumBytes: Int = 32 << 20) { self.maximumBytes = maximumBytes }

    /// Bytes that are kept.
    var byteCount: Int { state.withLock { $0.bytes } }

    func find(_ key: GroupSetKey, in snapshot: IndexSnapshot) -> GroupSet.Members? {
        state.withLock { state in
            guard state.serial == snapshot.serial else { return nil }
            state.clock += 1
            state.entries[key]?.lastUse = state.clock
            return state.entries[key]?.members
        }
    }

    /// Keeps a set, if it is of the newest snapshot that was searched.
    func keep(_ members: GroupSet.Members, _ key: GroupSetKey, in snapshot: IndexSnapshot) {
        let members = members.cached()
        let bytes = members.byteCount + Self.overhead
        guard bytes <= maximumBytes / 8 else { return }
        state.withLock { state in
            guard state.serial == snapshot.serial, state.entries[key] == nil else { return }
            state.entries[key] = Entry(members: members, lastUse: state.clock)
            state.bytes += bytes
            while state.bytes > maximumBytes,
                let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.bytes -= oldest.value.members.byteCount + Self.overhead
                state.entries[oldest.key] = nil
            }
        }
    }

    /// Drops the sets of snapshots before one. A cursor's older generation drops nothing, and keeps nothing.
    func forget(olderThan snapshot: IndexSnapshot) {
        state.withLock { state in
            guard state.serial < snapshot.serial else { return }
            state = State(serial: snapshot.serial)
        }
    }
}
