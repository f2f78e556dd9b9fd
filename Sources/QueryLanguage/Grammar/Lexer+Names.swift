// Owns: which words before a colon or comparison are names: rows of the operator table and the team's fields.

import Schema

extension Lexer {
    /// A name in the form names are compared in. O(length).
    func comparableName(_ range: Range<Int>) -> String {
        var key = ""
        for index in range {
            let code = source.units[index].code
            guard code < 0x80 else { return OperatorNames.comparable(source.string(range)) }
            if Self.isSeparator(code) {
                // Blanks, `-` and `_` in a row are one separator.
                if key.utf8.last != Code.minus { key += "-" }
                continue
            }
            key.unicodeScalars.append(Unicode.Scalar(code &- 0x41 < 26 ? code + 0x20 : code))
        }
        return key
    }

    private static func isSeparator(_ code: UInt8) -> Bool { code == Code.blank || code == Code.minus || code == 0x5F }

    /// What a name means: an operator first, then a field of the team.
    func target(_ key: String) -> Target? {
        if let row = OperatorNames.find(comparable: key) { return .named(row) }
        if let field = context.customFields[comparable: key] { return .custom(field.name, field.kind) }
        return nil
    }

    /// The name that a range spells, if what stands at `index`, else right behind it, can follow it.
    func knownName(_ range: Range<Int>, followedAt index: Int? = nil) -> Target? {
        guard (1...64).contains(range.count), !Self.isSeparator(source.code(range.lowerBound)),
            let target = target(comparableName(range)),
            accepts(target, at: index ?? range.upperBound, isTouching: index == nil)
        else { return nil }
        return target
    }

    /// Whether what stands at an index, a colon or comparison, can follow this name. A name that has no order takes `>` too
    /// where it touches, to be told of: as text it would be found nowhere.
    func accepts(_ target: Target, at index: Int, isTouching: Bool) -> Bool {
        if case .named(let row) = target, case .scope = row.sense {
            guard source.code(index) == Code.colon else { return false }
            let next = source.code(firstNonBlank(index + 1))
            return next == Code.open || next == Code.openBrace
        }
        if source.code(index) == Code.colon { return true }
        guard let comparison = comparison(at: index) else { return false }
        return target.isOrdered || isTouching || !comparison.value.isOrder
    }

    func firstNonBlank(_ index: Int) -> Int {
        var index = index
        while index < source.count, source.units[index].code == Code.blank { index += 1 }
        return index
    }

    /// `seats > 5`: the name, when blanks and a comparison with a value follow.
    func nameBeforeSpacedComparison(_ range: Range<Int>) -> Target? {
        guard range.upperBound < source.count, source.units[range.upperBound].code == Code.blank else { return nil }
        let next = firstNonBlank(range.upperBound)
        guard let comparison = comparison(at: next), let target = knownName(range, followedAt: next) else { return nil }
        let value = firstNonBlank(next + comparison.width)
        return canBind(value, to: target) ? target : nil
    }

    /// A team's field whose name has blanks, typed with blanks: the longest that a colon or comparison follows.
    func spacedName(at start: Int) -> (Target, end: Int)? {
        guard !context.customFields.spaced.isEmpty, start < source.count else { return nil }
        let first = endOfNamePart(start)
        guard first > start, first - start <= 64,
            let keys = context.customFields.spaced[comparableName(start..<first)]
        else { return nil }
        var ends = [first]
        for key in keys {
            let parts = key.utf8.reduce(1) { $0 + ($1 == Code.minus ? 1 : 0) }
            while ends.count < parts, let last = ends.last {
                var next = last
                while next < source.count, Self.isSeparator(source.code(next)) { next += 1 }
                ends.append(endOfNamePart(next))
            }
            let end = ends[parts - 1]
            guard end - start <= 128, comparableName(start..<end) == key,
                let field = context.customFields[comparable: key]
            else { continue }
            let target = Target.custom(field.name, field.kind)
            let next = source.code(end) == Code.colon ? end : firstNonBlank(end)
            if next == end || comparison(at: next) != nil, accepts(target, at: next, isTouching: next == end) {
                return (target, end)
            }
        }
        return nil
    }

    /// Where a word of a name ends.
    private func endOfNamePart(_ start: Int) -> Int {
        var end = start
        while end < source.count {
            let code = source.units[end].code
            if Code.isDelimiter(code) || Self.isSeparator(code) || code == Code.colon || comparison(at: end) != nil {
                break
            }
            end += 1
        }
        return end
    }
}
