// Owns: the note on words that look like clauses of operators there are none of.

import Schema

/// A word whose part before its first colon looks like a name; ranges of units, and its token.
struct UnknownName {
    var name: Range<Int>
    var word: Range<Int>
    var token: Int
}

extension Lexer {
    /// Notes that `foo:bar` was read as text, with the nearest name that is known.
    mutating func reportUnknownNames() {
        guard !unknownNames.isEmpty else { return }
        let names = OperatorNames.all + context.customFields.names.map { OperatorNames.comparable($0) }
        for unknown in unknownNames {
            if diagnostics.isFull { return }
            let typed = source.string(unknown.name)
            let span = tokens[unknown.token].span
            let rest = source.slice(source.offset(unknown.name.upperBound)..<span.upperBound)
            let key = comparableName(unknown.name)
            if let row = OperatorNames.find(comparable: key), case .scope = row.sense {
                diagnostics.add(
                    .unknownOperator, span,
                    "“\(row.name):” takes conditions in parentheses", "; without them this is searched as text",
                    fix: typed + ":(" + String(rest.dropFirst()) + ")", isGuess: true)
            } else if let nearest = Suggestion.nearest(to: key, among: names) {
                // Where the value is none of that name's, the fix leaves it text.
                let isFix = hasSimpleValue(unknown)
                diagnostics.add(
                    .unknownOperator, span,
                    "There is no operator “\(typed)”", ", so this is searched as text",
                    hint: "Did you mean “\(nearest):”?",
                    fix: isFix ? nearest + rest : typed + "\\" + rest, isGuess: isFix)
            } else {
                diagnostics.add(
                    .unknownOperator, span, "There is no operator “\(typed)”", ", so this is searched as text",
                    fix: typed + "\\" + rest)
            }
        }
    }

    /// Whether a known name in the place of an unknown one may parse: the value is a simple word. Whether that name takes it
    /// is found out when the fix is tried.
    private func hasSimpleValue(_ unknown: UnknownName) -> Bool {
        unknown.word.dropFirst(unknown.name.count + 1).allSatisfy {
            let code = source.code($0)
            return code >= 0x80 || Code.isLetter(code) || Code.isDigit(code) || "-_.@".utf8.contains(code)
        }
    }

    /// Whether a word's part before its first colon looks like an operator's name.
    func isUnknownName(_ name: Range<Int>, in word: Range<Int>) -> Bool {
        guard name.count >= 2, name.count <= 40, name.upperBound + 1 < word.upperBound,
            name.allSatisfy({
                Code.isLetter(source.code($0)) || source.code($0) == Code.minus || source.code($0) == 0x5F
            }),
            Code.isLetter(source.code(name.lowerBound))
        else { return false }
        switch source.code(name.upperBound + 1) {
        case Code.colon, Code.slash, Code.backslash: return false
        default: return !OperatorNames.schemes.contains(comparableName(name))
        }
    }
}
