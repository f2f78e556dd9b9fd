// Owns: size, larger, smaller: numbers of bytes.

import Schema

extension Lowering {
    /// `comparison` is what the name itself says; one that was typed, or a range, says otherwise.
    mutating func size(_ comparison: Comparison, _ term: Term, _ token: Int, _ applied: Applied) -> Clause? {
        number(.field(.size), term, token, applied, isSize: true, otherwise: comparison)
    }
}
