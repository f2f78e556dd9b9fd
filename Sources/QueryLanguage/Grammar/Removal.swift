// Owns: taking tokens out of a query without changing what stands beside them.

/// What to put in the place of tokens that ask nothing.
struct Removal {
    let source: SourceText
    let tokens: [Token]

    /// Nothing; `()` where an operator beside them would then have nothing to join.
    func replacement(for range: ClosedRange<Int>) -> String {
        if range.lowerBound > 0 {
            let before = tokens[range.lowerBound - 1]
            if before.isBinary || before.head != nil { return "()" }
            if case .not = before.kind { return "()" }
        }
        var next = range.upperBound + 1
        while next < tokens.count, case .close = tokens[next].kind { next += 1 }
        if next < tokens.count {
            if tokens[next].isBinary { return "()" }
            if case .not = tokens[next].kind { return "()" }
        }
        return source.deletion(of: tokens[range.lowerBound].span.lowerBound..<tokens[range.upperBound].span.upperBound)
    }
}
