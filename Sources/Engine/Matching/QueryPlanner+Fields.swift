// Owns: conditions on fields to nodes of a plan: what is the item's own, what it inherits from its box.

import Schema

extension QueryPlanner {
    /// A condition on a property of boxes holds for whatever has it, and for everything in a box whose card has it.
    private func inherited(_ own: PlanNode) throws -> PlanNode {
        .or([own, .boxes(try groups(of: .and([.kind(.box), own]), .box))])
    }

    func keyword(_ field: Field, _ value: String) throws -> PlanNode {
        let own = PlanNode.keyword(field, Keyword.comparable(value, in: field))
        return field.row.owner == .box ? try inherited(own) : own
    }

    func number(_ field: FieldReference, _ comparison: Comparison, _ value: Double) throws -> PlanNode {
        if case .field(let field) = field, field.row.owner == .group {
            return try counted(field) { comparison.holds($0, value) }
        }
        let column = NumberColumnField(field)
        func interval(_ least: Double, _ greatest: Double) -> PlanNode {
            .number(column, least: least, greatest: greatest)
        }
        let own: PlanNode
        switch comparison {
        case .less: own = interval(-.infinity, value.nextDown)
        case .lessOrEqual: own = interval(-.infinity, value)
        case .greater: own = interval(value.nextUp, .infinity)
        case .greaterOrEqual: own = interval(value, .infinity)
        case .equal: own = interval(value, value)
        case .notEqual: own = .and([interval(-.infinity, .infinity), .not(interval(value, value))])
        }
        if case .field(let field) = field, field.row.owner == .item { return own }
        return try inherited(own)
    }

    func date(_ field: FieldReference, _ start: Timestamp?, _ end: Timestamp?) throws -> PlanNode {
        if field == .field(.date) { return .date(start: start, end: end) }
        if case .field(let field) = field, field.row.owner == .group {
            return try counted(field) { date in
                start.map { Double($0.milliseconds) <= date } ?? true
                    && end.map { date < Double($0.milliseconds) } ?? true
            }
        }
        let own = PlanNode.number(
            NumberColumnField(field), least: start.map { Double($0.milliseconds) } ?? -.infinity,
            greatest: end.map { Double($0.milliseconds).nextDown } ?? .infinity)
        if case .field(let field) = field, field.row.owner == .item { return own }
        return try inherited(own)
    }

    func text(_ field: FieldReference?, _ pattern: TextPattern, _ mode: Mode) throws -> PlanNode {
        if case .prefix("") = pattern, let field { return try presence(field) }
        switch field {
        case nil:
            if mode.isScoring, case .word(let word) = pattern { note(freeWord: word) }
            return try leaf(.combined(.stem), "text", pattern, mode)
        case .field(.body)?: return try leaf(.combined(.stem), "body", pattern, mode, isBodyOnly: true)
        case .field(.to)?:
            return .or([
                try leaf(.text(.to, .stem), "to", pattern, mode),
                try leaf(.text(.cc, .stem), "cc", pattern, mode, boost: profile.copyWeight),
                try leaf(.text(.bcc, .stem), "bcc", pattern, mode, boost: profile.copyWeight),
            ])
        case .field(let field)?:
            let own = try leaf(.text(field, .stem), field.name, pattern, mode)
            return field.row.owner == .box ? try inherited(own) : own
        case .custom(let name)?:
            return try inherited(try leaf(.custom(Keyword.normalized(name), .stem), name, pattern, mode))
        }
    }

    /// Any value of a field, of whichever kind.
    func presence(_ field: FieldReference) throws -> PlanNode {
        let number = PlanNode.number(NumberColumnField(field), least: -.infinity, greatest: .infinity)
        switch field {
        case .custom(let name):
            return try inherited(.or([number, .presence(.custom(Keyword.normalized(name), .stem))]))
        case .field(.date): return .all
        case .field(.body): return .bodyPresence
        case .field(.to): return .or([Field.to, .cc, .bcc].map { .presence(.text($0, .stem)) })
        case .field(let field) where field.row.owner == .group: return try counted(field) { _ in true }
        case .field(let field):
            let own: PlanNode =
                switch field.kind {
                case .text: .presence(.text(field, .stem))
                case .keyword: .presence(.keyword(field))
                case .number, .date: number
                }
            return field.row.owner == .box ? try inherited(own) : own
        }
    }
}
