// Owns: what is said about a query that was odd.

/// One remark about a query: what was read differently from what it says, where, and what to type instead.
public struct Diagnostic: Hashable, Sendable {
    /// Stable names of the remarks; QUERY.md section 4 lists the repairs.
    public enum Code: String, Sendable, CaseIterable {
        case unclosedGroup = "unclosed-group"
        case strayClose = "stray-close"
        case unclosedQuote = "unclosed-quote"
        case strayQuote = "stray-quote"
        case danglingOperator = "dangling-operator"
        case emptyOperator = "empty-operator"
        case badValue = "bad-value"
        case noUnit = "no-unit"
        case reversedRange = "reversed-range"
        case tooLong = "too-long"
        /// OR beside an implied AND: how they were grouped.
        case mixedOperators = "mixed-operators"
        /// A word with a colon that looks like an operator but is none.
        case unknownOperator = "unknown-operator"
        /// A value of `is:`, `has:`, `no:` or `category:` that nothing is known by.
        case unknownValue = "unknown-value"
        /// A date that only makes sense with day and month the other way round.
        case dateOrder = "date-order"
        /// `me` in a request that does not say who asks.
        case unknownCaller = "unknown-caller"

        /// When it is said.
        public var meaning: String {
            switch self {
            case .unclosedGroup: "A bracket is never closed: the group runs to the end."
            case .strayClose: "A closing bracket closes nothing: it is ignored."
            case .unclosedQuote: "A quotation mark is never closed: the phrase runs to the end."
            case .strayQuote: "A quotation mark behind a word opens nothing: it is ignored."
            case .danglingOperator: "OR, AND, NOT or AROUND has nothing to join: it is left out; alone it is a word."
            case .emptyOperator: "An operator has no value yet: it asks nothing."
            case .badValue: "A date, number, size or length of time cannot be read: the condition is left out."
            case .noUnit: "A length of time has no unit: it is days."
            case .reversedRange: "A range runs backwards: its ends are swapped."
            case .tooLong:
                "The query has more than 4,096 characters, 1,000 terms or 1,000 levels: the rest is left out."
            case .mixedOperators: "OR stands beside words without one: how they are grouped."
            case .unknownOperator: "A word looks like an operator and is none: it is searched as text."
            case .unknownValue: "An operator does not know this value: it is asked for all the same."
            case .dateOrder: "A date only makes sense with day and month the other way round: it is read so."
            case .unknownCaller: "Nobody is known to be asking: me is searched as a word."
            }
        }

        /// Notes say how something was read; the others are repairs.
        public var isNote: Bool {
            switch self {
            case .mixedOperators, .unknownOperator, .unknownValue, .dateOrder, .unknownCaller: true
            default: false
            }
        }
    }

    /// How much it matters.
    public enum Level: String, Comparable, Sendable {
        case info, warning, error

        public static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }

        private var rank: Int {
            switch self {
            case .info: 0
            case .warning: 1
            case .error: 2
            }
        }
    }

    public var code: Code
    /// `error` only in strict parses.
    public var level: Level
    /// Half-open, in UTF-8 bytes of the query, on scalar boundaries. The whole query where ``fix`` is one.
    public var span: Range<Int>
    /// A sentence for people: what is odd and, unless it is an error, how it was read.
    public var message: String
    /// What to put in the place of `span` so that the query parses without this remark.
    public var fix: String?
    /// Whether the fix is a guess at what was meant, not another spelling of how it was read.
    var isGuess = false

    public init(code: Code, level: Level, span: Range<Int>, message: String, fix: String?) {
        self.code = code
        self.level = level
        self.span = span
        self.message = message
        self.fix = fix
    }
}

/// Collects diagnostics; what is beyond ``maximumCount`` is not kept, so that hostile text gets a bounded answer.
struct DiagnosticList {
    static let maximumCount = 100

    private(set) var all: [Diagnostic] = []
    private let isStrict: Bool

    init(isStrict: Bool) { self.isStrict = isStrict }

    /// Whether nothing more is kept, so that its texts need not be made.
    var isFull: Bool { all.count >= Self.maximumCount }

    /// Says what is odd and how it is read all the same; a strict caller's query is not, so an error leaves that out.
    ///
    /// - Parameters:
    ///   - finding: a sentence without its full stop.
    ///   - reading: how the sentence goes on, with its comma or semicolon.
    ///   - hint: another sentence.
    mutating func add(
        _ code: Diagnostic.Code, _ span: Range<Int>, _ finding: String, _ reading: String = "", hint: String? = nil,
        fix: String, isGuess: Bool = false
    ) {
        guard !isFull else { return }
        let level: Diagnostic.Level = code.isNote ? .info : isStrict ? .error : .warning
        let message = finding + (level == .error ? "" : reading) + "." + (hint.map { " " + $0 } ?? "")
        var remark = Diagnostic(code: code, level: level, span: span, message: message, fix: fix)
        remark.isGuess = isGuess
        all.append(remark)
    }

    /// In the order of the text.
    var inOrder: [Diagnostic] {
        all.count < 2
            ? all
            : all.sorted { ($0.span.lowerBound, $0.span.upperBound) < ($1.span.lowerBound, $1.span.upperBound) }
    }
}
