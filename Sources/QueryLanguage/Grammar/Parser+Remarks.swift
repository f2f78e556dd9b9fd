// Owns: what the parser says about brackets, operators and names that do not fit.

extension Parser {
    /// Closes what is still open when the text ends.
    mutating func closeAtEnd() {
        var closers = endsInQuote ? closingQuote : trailingBackslash
        let outermost = frames.count > 1 ? frames[1].opener : nil
        while frames.count > 1 {
            closers += frames[frames.count - 1].isBraced ? "}" : ")"
            closeGroup(end: source.readEnd)
        }
        if source.isCut {
            diagnostics.add(
                .tooLong, source.readEnd..<source.byteCount, "The query is too long", "; the rest of it is left out",
                fix: closers)
        } else if let outermost {
            let span = tokens[outermost].span.lowerBound..<source.byteCount
            diagnostics.add(
                .unclosedGroup, span, "A bracket is never closed", "; the group runs to the end",
                fix: source.slice(span) + closers)
        }
    }

    /// A second backslash for a text that ends in a single one, which would swallow what is put behind it.
    private var trailingBackslash: String {
        var count = 0
        while count < source.count, source.units[source.count - count - 1].code == Code.backslash { count += 1 }
        return count % 2 == 1 ? "\\" : ""
    }

    private var closingQuote: String { trailingBackslash + "\"" }

    mutating func reportUnclosed(_ frame: Frame, before end: Int) {
        guard let opener = frame.opener, !diagnostics.isFull else { return }
        let span = tokens[opener].span.lowerBound..<end
        diagnostics.add(
            .unclosedGroup, span, "This bracket is closed by one of the other kind",
            fix: source.slice(span) + (frame.isBraced ? "}" : ")"))
    }

    mutating func reportEmpty(_ token: Token) {
        diagnostics.add(
            .emptyOperator, token.span, "“\(source.slice(token.span))” has no value yet", " and asks nothing",
            fix: Removal(source: source, tokens: tokens).replacement(for: position...position))
    }

    mutating func reportDangling() {
        for operation in dangling {
            diagnostics.add(
                .danglingOperator, operation.span, "\(operation.name) has nothing to join on one side",
                " and is left out",
                fix: source.deletion(of: operation.span))
        }
    }

    /// Says how OR and an implied AND were grouped.
    mutating func noteMixed(_ items: [Item], _ runs: [[Item]]) {
        guard runs.count > 1, items.count > 2, !diagnostics.isFull,
            items.dropFirst().contains(where: { $0.join == .implied })
        else { return }
        let runs = runs.map { $0.filter { !isEmpty($0.node) } }.filter { !$0.isEmpty }
        guard runs.count > 1, runs.contains(where: { $0.count > 1 }), let first = runs.first?.first,
            let last = runs.last?.last
        else { return }
        var fix = ""
        var end = first.span.lowerBound
        for run in runs {
            guard let start = run.first?.span.lowerBound, let stop = run.last?.span.upperBound else { continue }
            fix += source.slice(end..<start)
            fix += run.count > 1 ? "(" + source.slice(start..<stop) + ")" : source.slice(start..<stop)
            end = stop
        }
        let span = first.span.lowerBound..<last.span.upperBound
        diagnostics.add(.mixedOperators, span, "OR binds tighter than AND", ": this is read as “\(fix)”", fix: fix)
    }
}
