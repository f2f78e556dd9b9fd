// Owns: whole units that far back: 3d, 2 weeks ago, -1m; `+` looks ahead.

extension DateParser {
    func relative(_ bytes: [UInt8]) -> InstantInterval? {
        guard let first = bytes.first else { return nil }
        let isSigned = first == Code.plus || first == Code.minus
        guard let pieces = DatePiece.split(Self.string(isSigned ? bytes.dropFirst() : bytes[...])),
            pieces.count == 2 || pieces.count == 3, case .number(let count, _) = pieces[0],
            case .word(let word) = pieces[1], let unit = Age.Unit(word), count < 1_000_000_000_000
        else { return nil }
        if pieces.count == 3 {
            guard case .word("ago") = pieces[2], !isSigned else { return nil }
        }
        return calendar.unit(before: Age(count: first == Code.plus ? -count : count, unit: unit))
    }
}
