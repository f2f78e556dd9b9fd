// Owns: older_than and newer_than: lengths of time that roll with the clock.

import Schema

extension Lowering {
    mutating func age(_ relation: DateRelation, _ term: Term, _ token: Int, _ applied: Applied) -> Clause? {
        guard let (age, hasUnit) = AgeText.parse(term.text), let instant = calendar().instant(before: age) else {
            reportBadValue(
                token...token, applied,
                "“\(term.text)” is not a length of time such as 2d, 3w or 1y")
            return nil
        }
        if !hasUnit { reportNoUnit(term, token) }
        return relation.clause(.field(.date), InstantInterval(start: instant, end: instant))
    }
}
