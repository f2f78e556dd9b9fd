// Owns: the promise that a fix helps. A fix is made where the oddity is found, knowing little of what stands around it;
// here each is applied and the result read again.

import Schema

/// Holds every fix of a reading to what ``Diagnostic/fix`` promises.
struct FixVerification {
    /// The most fixes that are tried by reading the query again, and the most bytes that are read so, which is a long query
    /// once; the other fixes are the whole query in canonical text. So are all where there may be more remarks than are kept,
    /// for then nothing tells whether one is gone.
    private static let maximumReadings = 16
    private static let maximumBytes = 4_096

    private let text: String
    private let context: QueryContext
    private let parsed: ParsedQuery
    private let settled: Clause
    /// Whether the clock was looked at, to read the query or to try a fix.
    private(set) var readsClock: Bool

    init(_ text: String, _ parsed: ParsedQuery) {
        self.text = text
        self.parsed = parsed
        context = parsed.context
        settled = parsed.clause.settled
        readsClock = parsed.readsClock
    }

    /// The remarks with fixes that help: each removes its own remark, leaves fewer in all and, unless it is a guess,
    /// asks what was read. O(n), with a constant of a few.
    mutating func verified() -> [Diagnostic] {
        var whole: String?
        let mayHaveMore = parsed.warnings.count >= DiagnosticList.maximumCount
        let readings = mayHaveMore ? 0 : min(Self.maximumReadings, Self.maximumBytes / max(1, text.utf8.count))
        var remarks = parsed.warnings
        for index in remarks.indices {
            if index < readings, let fix = remarks[index].fix, helps(remarks[index], applying: fix) { continue }
            let fix = whole ?? wholeQuery()
            whole = fix
            remarks[index].span = 0..<text.utf8.count
            remarks[index].fix = fix
        }
        return remarks
    }

    private mutating func helps(_ remark: Diagnostic, applying fix: String) -> Bool {
        let utf8 = text.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: remark.span.lowerBound)
        let end = utf8.index(start, offsetBy: remark.span.count)
        let again = read(text[..<start] + fix + text[end...])
        guard again.warnings.count < parsed.warnings.count,
            again.warnings.lazy.filter({ $0.code == remark.code }).count
                < parsed.warnings.lazy.filter({ $0.code == remark.code }).count
        else { return false }
        return remark.isGuess
            || (again.clause.settled == settled && again.showsSpam == parsed.showsSpam
                && again.showsTrash == parsed.showsTrash)
    }

    /// The query as it was read, spelled so that nothing is odd. Where that spelling is longer than a query may be, the
    /// longest of a few shorter beginnings that is not.
    private mutating func wholeQuery() -> String {
        var read = parsed
        var length = maximumCharacters
        while true {
            let canonical = read.settledText
            if self.read(canonical).warnings.isEmpty || length < 2 { return canonical }
            length /= 2
            read = self.read(String(text.unicodeScalars.prefix(length)))
        }
    }

    private mutating func read(_ text: String) -> ParsedQuery {
        let read = QueryParser.read(text, context)
        if read.readsClock { readsClock = true }
        return read
    }
}

extension Clause {
    /// The same question without words that cannot be typed bare unremarked, a lone `OR` or a `me` that nobody is: they
    /// are in their exact form.
    var settled: Clause {
        switch self {
        case .and(let children): .and(children.map(\.settled))
        case .or(let children): .or(children.map(\.settled))
        case .not(let child): .not(child.settled)
        case .scope(let scope, let child): .scope(scope, child.settled)
        case .text(let field, let pattern): .text(field, pattern.settled)
        case .all, .keyword, .number, .date, .present: self
        }
    }
}

extension TextPattern {
    fileprivate var settled: TextPattern {
        switch self {
        case .word(let word) where Self.isRemarkable(word): .exact(word)
        case .near(let distance, let left, let right, let ordered):
            .near(distance: distance, left.settled, right.settled, ordered: ordered)
        default: self
        }
    }

    private static func isRemarkable(_ word: String) -> Bool {
        switch word.utf8.count {
        case 2: word == "OR" || word.lowercased() == "me"
        case 3: word == "AND" || word == "NOT"
        case 6: word == "AROUND"
        default: word == "|" || word == "||"
        }
    }
}
