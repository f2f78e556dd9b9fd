// Owns: what before, after, until, during and the comparisons ask of an interval.

import Schema

/// How an instant must lie to a date's interval `[s, e)`.
enum DateRelation {
    /// t < s.
    case before
    /// t ≥ s.
    case from
    /// t < e.
    case until
    /// t ≥ e.
    case past
    /// s ≤ t < e.
    case within
    /// t < s or t ≥ e.
    case outside

    init(_ comparison: Comparison) {
        switch comparison {
        case .less: self = .before
        case .lessOrEqual: self = .until
        case .greater: self = .past
        case .greaterOrEqual: self = .from
        case .equal: self = .within
        case .notEqual: self = .outside
        }
    }

    /// The condition on a field; `nil` when it asks for an end that the interval does not have.
    func clause(_ field: FieldReference, _ interval: InstantInterval) -> Clause? {
        switch self {
        case .within:
            // Every item has a date of its own; of other fields any date will do.
            if interval == InstantInterval(), field != .field(.date) { return .present(field) }
            return .date(field, start: interval.start, end: interval.end)
        case .before: return interval.start.map { .date(field, start: nil, end: $0) }
        case .from: return interval.start.map { .date(field, start: $0, end: nil) }
        case .until: return interval.end.map { .date(field, start: nil, end: $0) }
        case .past: return interval.end.map { .date(field, start: $0, end: nil) }
        case .outside:
            let sides = [Self.before, .past].compactMap { $0.clause(field, interval) }
            return sides.count == 2 ? .or(sides) : sides.first
        }
    }
}
